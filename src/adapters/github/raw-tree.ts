import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import { UserError } from "../../app/errors.ts";
import type { FileContent, FileTree } from "../../domain/file-tree.ts";

/** A commit's files as they were fetched, links not yet followed. */
export type RawTree = {
  readonly files: ReadonlyMap<string, FileContent>;
  /** Symbolic links by path, with the target as it is written. */
  readonly links: ReadonlyMap<string, string>;
};

/** How many links in a row are followed; Linux follows 40, people write one. */
const MAX_HOPS = 8;

/** Bytes as the tree holds them: text when they are valid UTF-8. */
export function contentOf(bytes: Uint8Array): FileContent {
  // A copy: what comes off a stream is often a window on a larger buffer, which would stay in memory with it.
  return isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
    : new Uint8Array(bytes);
}

/** Refuses a path that would leave the tree; Git refuses to store one, so who sends it means harm. */
export function insideTree(path: string): string {
  const parts = path.split("/");
  if (path === "" || path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new UserError(
      "The repository's archive holds a path outside of the repository",
      "Remove that entry from the commit.",
    );
  }
  return path;
}

/**
 * The files, each link to a file replaced by that file. A link that leaves the
 * tree, ends nowhere, runs in a circle or names a directory is left out.
 */
export function followLinks({ files, links }: RawTree): FileTree {
  if (links.size === 0) return files;
  const tree = new Map(files);
  for (const path of links.keys()) {
    const content = files.get(linkEnd(path, links) ?? "");
    if (content !== undefined) tree.set(path, content);
  }
  return tree;
}

function linkEnd(path: string, links: ReadonlyMap<string, string>): string | undefined {
  let at = path;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const target = links.get(at);
    if (target === undefined) return at;
    if (posix.isAbsolute(target)) return undefined;
    at = posix.join(posix.dirname(at), target);
    if (at === ".." || at.startsWith("../")) return undefined;
  }
  return undefined;
}
