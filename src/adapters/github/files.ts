import { z } from "zod";
import type { RepositoryFacts, RepositoryFiles } from "../../app/ports.ts";
import { type FileTree, textOf } from "../../domain/file-tree.ts";
import { merge, unlike } from "./archive-gaps.ts";
import type { Connection } from "./connection.ts";
import { wasAnswered } from "./errors.ts";
import { blob, fetchBlobs, listBlobs } from "./git-tree.ts";
import { contentOf, followLinks } from "./raw-tree.ts";
import { untar } from "./tarball.ts";
import type { TreeLimits } from "./tree-limits.ts";
import type { TreeStore } from "./tree-store.ts";

/** A tarball of the largest size that is read, over a slow line. */
const DOWNLOAD_MS = 120_000;

const RepositoryAnswer = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
  private: z.boolean(),
  visibility: z.string().optional(),
  html_url: z.string(),
  clone_url: z.string(),
  ssh_url: z.string(),
  git_url: z.string(),
});
const Ref = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });
/** A folder is answered with a list; a file above 1 MB with the encoding `none` and no content. */
const Content = z.union([
  z.array(z.unknown()),
  z.object({ type: z.string(), sha: z.string(), encoding: z.string().optional(), content: z.string().optional() }),
]);

/** Reading a repository through GitHub's API. Trees are kept by commit for as long as `store` lives. */
export function githubFiles(connection: Connection, store: TreeStore, limits: TreeLimits): RepositoryFiles {
  const { owner, name } = connection.repository;
  const keyOf = (commit: string) => `${owner}/${name} tree ${commit}`;
  let facts: Promise<RepositoryFacts> | undefined;

  return {
    facts() {
      facts ??= repositoryFacts(connection);
      return facts;
    },
    tip: (branch) => branchTip(connection, branch),
    tree: (commit) => store.of(keyOf(commit), () => wholeTree(connection, commit, store, limits)),
    async file(commit, path) {
      const tree = store.peek<FileTree>(keyOf(commit));
      return tree === undefined ? oneFile(connection, commit, path, store) : textOf(tree, path);
    },
  };
}

/** The commit a branch points at; undefined when there is no such branch, or no commit at all (GitHub answers 409). */
async function branchTip(connection: Connection, branch: string): Promise<string | undefined> {
  try {
    const ref = await connection.find(Ref, "GET /repos/{owner}/{repo}/git/ref/{ref}", { ref: `heads/${branch}` });
    return ref?.object.sha;
  } catch (error) {
    if (wasAnswered(error, 409)) return undefined;
    throw error;
  }
}

async function repositoryFacts(connection: Connection): Promise<RepositoryFacts> {
  const answer = await connection.call(RepositoryAnswer, "GET /repos/{owner}/{repo}");
  return {
    repository: { owner: answer.owner.login, name: answer.name },
    defaultBranch: answer.default_branch,
    isPublic: answer.visibility === undefined ? !answer.private : answer.visibility === "public",
    urls: [answer.html_url, answer.clone_url, answer.ssh_url, answer.git_url, ...realUrl(connection, answer)],
  };
}

/** A stand-in plays github.com: Applications of the repository that it holds name that host. */
function realUrl({ isStandIn }: Connection, { owner, name }: z.infer<typeof RepositoryAnswer>): readonly string[] {
  return isStandIn ? [`https://github.com/${owner.login}/${name}`] : [];
}

/** By one tarball where the server has them, made whole by what the archive lacks; else blob by blob. */
async function wholeTree(
  connection: Connection,
  commit: string,
  store: TreeStore,
  limits: TreeLimits,
): Promise<FileTree> {
  const entries = await listBlobs(connection, commit, limits);
  const signal = AbortSignal.timeout(DOWNLOAD_MS);
  const packed = await connection.download("GET /repos/{owner}/{repo}/tarball/{ref}", { ref: commit }, signal);
  if (packed === undefined) return followLinks(await fetchBlobs(connection, entries, store));
  const archive = await untar(packed, limits);
  return followLinks(merge(archive, await fetchBlobs(connection, unlike(archive, entries), store)));
}

async function oneFile(
  connection: Connection,
  commit: string,
  path: string,
  store: TreeStore,
): Promise<string | undefined> {
  const answer = await connection.find(Content, "GET /repos/{owner}/{repo}/contents/{path}", { path, ref: commit });
  if (answer === undefined || Array.isArray(answer) || answer.type !== "file") return undefined;
  const bytes = answer.encoding === "base64" && answer.content !== undefined;
  const content = bytes
    ? contentOf(Buffer.from(answer.content ?? "", "base64"))
    : await blob(connection, answer.sha, store);
  return typeof content === "string" ? content : undefined;
}
