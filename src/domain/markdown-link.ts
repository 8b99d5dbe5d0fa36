import { code, type Markdown } from "./markdown.ts";

/**
 * A link to a file on a branch, named by its path; just the path where no web address is known. Only plain
 * http(s) addresses become links, every part percent-encoded, so nothing can end the link early.
 */
export function fileLink(path: string, branch: string, repositoryUrls: readonly string[]): Markdown {
  const base = webAddress(repositoryUrls);
  if (base === undefined) return code(path);
  const target = [base, "blob", ...branch.split("/").map(encoded), ...path.split("/").map(encoded)].join("/");
  return `[${code(path)}](${target})` as Markdown;
}

/** A link to an address that another system gave us; its text where it is no plain http(s) address. */
export function addressLink(label: string, address: string): Markdown {
  return (isPlain(address) ? `[${code(label)}](${address})` : code(`${label} ${address}`)) as Markdown;
}

/** `https://github.com/acme/homelab` among every spelling of a repository's address. */
function webAddress(urls: readonly string[]): string | undefined {
  const plain = urls.filter(isPlain);
  const found = plain.find((url) => url.startsWith("https:")) ?? plain[0];
  return found?.replace(/\.git$/, "").replace(/\/+$/, "");
}

function isPlain(url: string): boolean {
  return /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9._~-]+)*\/?$/.test(url);
}

function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
