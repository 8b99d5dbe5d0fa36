import type { RepositoryIdentity } from "../snapshot.ts";

/** Hosts on which GitHub serves the same repositories. */
const githubHosts: readonly string[] = ["github.com", "www.github.com", "ssh.github.com"];

/**
 * One spelling for every way to write a repository's address: `github.com/acme/homelab` for
 * `git@github.com:Acme/Homelab.git`, `ssh://git@github.com:22/acme/homelab`, `https://user:token@github.com/acme/homelab/`.
 * Scheme, user, password, port, `.git`, query and doubled slashes go; the host is lower case, and so is the path on
 * github.com. The result never holds a credential and may be shown.
 */
export function normaliseRepoUrl(url: string): string {
  const trimmed = url.trim();
  const scheme = /^(?:git::)?[a-z][a-z0-9+.-]*:\/\//i.exec(trimmed)?.[0];
  const rest = trimmed.slice(scheme?.length ?? 0).replace(/[?#].*$/s, "");
  const scp = scheme === undefined ? /^(?:[^/@]*@)?([^/:@]+):(?!\/\/)(.*)$/s.exec(rest) : null;
  const slash = rest.indexOf("/");
  const authority = scp === null ? (slash === -1 ? rest : rest.slice(0, slash)) : (scp[1] ?? "");
  const tail = scp === null ? (slash === -1 ? "" : rest.slice(slash)) : (scp[2] ?? "");
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:\d*$/, "")
    .toLowerCase();
  const path = tail
    .split("/")
    .filter((segment) => segment !== "")
    .join("/")
    .replace(/\.git$/i, "");
  if (githubHosts.includes(host)) return join("github.com", path.toLowerCase());
  return join(host, path);
}

/**
 * True when the address is one of the repository's; undefined when the repository has no identity (a folder that is
 * no Git checkout), so that nothing can be compared.
 */
export function meansRepository(url: string, repository: RepositoryIdentity): boolean | undefined {
  const { fullName } = repository;
  if (fullName === undefined) return undefined;
  const wanted = normaliseRepoUrl(url);
  const urls = repository.urls.length === 0 ? [`https://github.com/${fullName}`] : repository.urls;
  return urls.map(normaliseRepoUrl).some((known) => {
    // Where the path is the repository's own name, the host is a GitHub server, and GitHub does not tell case apart.
    const onGitHub = known.toLowerCase().endsWith(`/${fullName.toLowerCase()}`);
    return onGitHub ? known.toLowerCase() === wanted.toLowerCase() : known === wanted;
  });
}

function join(host: string, path: string): string {
  return path === "" ? host : `${host}/${path}`;
}
