import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { RepositoryIdentity } from "../../domain/snapshot.ts";

const run = promisify(execFile);

/** What is known of a folder that is no checkout: nothing, so nothing is compared. */
const nameless: RepositoryIdentity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

/**
 * The identity of the Git checkout whose root is `directory`, from its remotes and its branch. Parents are not
 * searched: a folder inside somebody's repository is not that repository.
 */
export async function checkoutIdentity(directory: string): Promise<RepositoryIdentity> {
  if (!existsSync(join(directory, ".git"))) return nameless;
  const git = async (...args: string[]) =>
    run("git", ["-C", resolve(directory), ...args], {
      timeout: 10_000,
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
    })
      .then(({ stdout }) => stdout.trim())
      .catch(() => undefined);
  const [remotes, branch, commit, head] = await Promise.all([
    git("config", "--get-regexp", "^remote\\..*\\.url$"),
    git("symbolic-ref", "--short", "HEAD"),
    git("rev-parse", "HEAD"),
    git("symbolic-ref", "--short", "refs/remotes/origin/HEAD"),
  ]);
  const urls = (remotes ?? "").split("\n").flatMap((line) => line.split(" ")[1] ?? []);
  const first = urls[0];
  if (first === undefined) return nameless;
  return {
    fullName: nameOf(first),
    urls,
    branch,
    defaultBranch: head?.replace(/^origin\//, ""),
    commit,
    isPublic: false,
  };
}

/** `git@host:owner/name.git` → `owner/name` */
function nameOf(url: string): string {
  const [name, owner] = url
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .reverse();
  return `${owner ?? ""}/${name ?? ""}`;
}
