import { z } from "zod";
import type { FileContent } from "../../domain/file-tree.ts";
import type { Connection } from "./connection.ts";
import { contentOf, insideTree, type RawTree } from "./raw-tree.ts";
import { isKept, megabytes, type TreeLimits, tooLarge } from "./tree-limits.ts";
import type { TreeStore } from "./tree-store.ts";

/** Octokit lets ten calls run at once; two are left for others. */
const AT_ONCE = 8;
const LINK = "120000";

const Entry = z.object({
  path: z.string(),
  mode: z.string(),
  type: z.string(),
  sha: z.string(),
  size: z.number().optional(),
});
const Listing = z.object({ tree: z.array(Entry), truncated: z.boolean().optional() });
const Blob = z.object({ content: z.string(), encoding: z.enum(["base64", "utf-8"]) });

export type TreeEntry = z.infer<typeof Entry>;

/**
 * Every blob of a commit that belongs to its tree (see `isKept`), submodules left
 * out; folder by folder where GitHub cuts the list (100,000 entries, 7 MB).
 * Throws UserError when there are more, or larger ones, than the limits allow.
 */
export async function listBlobs(
  connection: Connection,
  commit: string,
  limits: TreeLimits,
): Promise<readonly TreeEntry[]> {
  const whole = await list(connection, commit, true);
  const entries = whole.truncated === true ? await walk(connection, commit, "", limits) : whole.tree;
  const blobs = entries.filter((entry) => entry.type === "blob");
  if (blobs.length > limits.files) throw tooLarge(`${limits.files} files`);
  const kept = blobs.filter((entry) => isKept(entry.path, entry.size ?? 0, limits));
  const bytes = kept.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  if (bytes > limits.unpackedBytes) throw tooLarge(megabytes(limits.unpackedBytes));
  return kept;
}

/** The files of the entries, one call a blob that the store does not hold. */
export async function fetchBlobs(
  connection: Connection,
  entries: readonly TreeEntry[],
  store: TreeStore,
): Promise<RawTree> {
  const files = new Map<string, FileContent>();
  const links = new Map<string, string>();
  const waiting = oneByOne(entries);
  const worker = async () => {
    for (const entry of waiting) {
      const path = insideTree(entry.path);
      const content = await blob(connection, entry.sha, store);
      if (entry.mode !== LINK) files.set(path, content);
      else if (typeof content === "string") links.set(path, content);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { files, links };
}

/** Shared by the workers: when one of them fails its loop ends this generator, and with it the loops of the others. */
function* oneByOne<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

/** A blob's content. */
export function blob(connection: Connection, sha: string, store: TreeStore): Promise<FileContent> {
  const { owner, name } = connection.repository;
  return store.of(`${owner}/${name} blob ${sha}`, async () => {
    const { content, encoding } = await connection.call(Blob, "GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
      file_sha: sha,
    });
    return contentOf(Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
  });
}

async function walk(
  connection: Connection,
  tree: string,
  folder: string,
  limits: TreeLimits,
): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  const folders = [{ tree, folder }];
  for (const { tree, folder } of folders) {
    const listing = await list(connection, tree, false);
    // One folder of more than 100,000 entries cannot be listed at all.
    if (listing.truncated === true) throw tooLarge(`${limits.files} files`);
    for (const entry of listing.tree) {
      const path = `${folder}${entry.path}`;
      if (entry.type === "tree") folders.push({ tree: entry.sha, folder: `${path}/` });
      else found.push({ ...entry, path });
    }
    if (found.length + folders.length > limits.files) throw tooLarge(`${limits.files} files`);
  }
  return found;
}

function list(connection: Connection, tree: string, recursive: boolean): Promise<z.infer<typeof Listing>> {
  const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
  return connection.call(Listing, route, { tree_sha: tree, ...(recursive ? { recursive: "1" } : {}) });
}
