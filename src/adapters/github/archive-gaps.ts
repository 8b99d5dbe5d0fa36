import { createHash } from "node:crypto";
import { UserError } from "../../app/errors.ts";
import type { FileContent } from "../../domain/file-tree.ts";
import type { TreeEntry } from "./git-tree.ts";
import type { RawTree } from "./raw-tree.ts";

/** More single calls than this would eat the hour's budget of the installation. */
const MAX_GAPS = 1_000;

/**
 * The blobs of a commit that its archive leaves out or holds otherwise. `git
 * archive` obeys .gitattributes: `export-ignore` drops files, `export-subst`,
 * `eol` and LFS rewrite them. What we judge and edit is what is in Git.
 */
export function unlike({ files, links }: RawTree, entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const gaps = entries.filter(({ path, sha }) => {
    const content = files.get(path) ?? links.get(path);
    return content === undefined || blobId(content, sha.length) !== sha;
  });
  if (gaps.length <= MAX_GAPS) return gaps;
  throw new UserError(
    `The repository's archive differs from its commit in ${gaps.length} files`,
    "Remove `export-ignore`, `export-subst` and `eol` from .gitattributes for the folders that hold manifests.",
  );
}

/** The archive with the fetched blobs in place of what it lacks. */
export function merge(archive: RawTree, fetched: RawTree): RawTree {
  return {
    files: new Map([...archive.files, ...fetched.files]),
    links: new Map([...archive.links, ...fetched.links]),
  };
}

/** Git's object id of a blob: SHA-1, or SHA-256 in a repository of that format. */
function blobId(content: FileContent, idLength: number): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const hash = createHash(idLength === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
