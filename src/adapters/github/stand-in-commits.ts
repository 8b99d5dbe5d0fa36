import { z } from "zod";
import type { FileTree } from "../../domain/file-tree.ts";

/** A call below `/repos/{owner}/{repo}/git`. */
type GitData = (method: string, path: string, body?: unknown) => Promise<unknown>;

const Sha = z.object({ sha: z.string() });
const Ref = z.object({ object: Sha });
const Commit = z.object({ tree: Sha });

/** Makes the files, and nothing else, the next commit of `main`. Gives the commit. */
export async function commitAll(git: GitData, files: FileTree): Promise<string> {
  const parent = await tipOf(git, "main");
  const entries = [];
  for (const [path, content] of files) {
    const blob = typeof content === "string" ? { content } : { sha: await binary(git, content) };
    entries.push({ path, mode: "100644", type: "blob", ...blob });
  }
  const commit = await commitTree(git, { tree: entries }, "The repository as it is today", parent);
  await git("PATCH", "/refs/heads/main", { sha: commit });
  return commit;
}

/** A commit on top of a branch, which is made from `main` when it is not there. Gives the commit. */
export async function pushFiles(
  git: GitData,
  branch: string,
  message: string,
  files: ReadonlyMap<string, string | undefined>,
): Promise<string> {
  const refs = z
    .array(z.object({ ref: z.string(), object: Sha }))
    .parse(await git("GET", `/matching-refs/heads/${branch}`));
  const there = refs.find(({ ref }) => ref === `refs/heads/${branch}`);
  const parent = there?.object.sha ?? (await tipOf(git, "main"));
  const base = Commit.parse(await git("GET", `/commits/${parent}`)).tree.sha;
  const tree = [...files].map(([path, content]) => ({
    path,
    mode: "100644",
    type: "blob",
    ...(content === undefined ? { sha: null } : { content }),
  }));
  const commit = await commitTree(git, { base_tree: base, tree }, message, parent);
  if (there === undefined) await git("POST", "/refs", { ref: `refs/heads/${branch}`, sha: commit });
  else await git("PATCH", `/refs/heads/${branch}`, { sha: commit });
  return commit;
}

async function commitTree(git: GitData, tree: object, message: string, parent: string): Promise<string> {
  const written = Sha.parse(await git("POST", "/trees", tree));
  return Sha.parse(await git("POST", "/commits", { message, tree: written.sha, parents: [parent] })).sha;
}

async function tipOf(git: GitData, branch: string): Promise<string> {
  return Ref.parse(await git("GET", `/ref/heads/${branch}`)).object.sha;
}

async function binary(git: GitData, content: Uint8Array): Promise<string> {
  return Sha.parse(
    await git("POST", "/blobs", { content: Buffer.from(content).toString("base64"), encoding: "base64" }),
  ).sha;
}
