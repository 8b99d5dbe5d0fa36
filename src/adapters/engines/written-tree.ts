import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FileTree } from "../../domain/file-tree.ts";

/** A tree on disk, and an empty home beside it. */
export type WrittenTree = { readonly root: string; readonly home: string };

/** A file whose name the disk does not take, though Git does. */
export class UnwritableTree extends Error {}

const namesRefused = new Set(["ENAMETOOLONG", "EEXIST", "ENOTDIR", "EISDIR", "EINVAL", "EILSEQ"]);

/**
 * Writes `files` into a new folder that only this user can enter, calls `use`,
 * and removes the folder whatever happens. The paths must have been checked
 * (see refusedTree); there are no links in a FileTree, so none are made, and
 * nothing that exists is written over.
 */
export async function withWrittenTree<T>(files: FileTree, use: (tree: WrittenTree) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "kustomize-")));
  try {
    const tree = { root: join(folder, "tree"), home: join(folder, "home") };
    await mkdir(tree.root);
    await mkdir(tree.home);
    for (const parent of new Set(Array.from(files.keys(), dirname))) {
      await orUnwritable(parent, mkdir(join(tree.root, parent), { recursive: true }));
    }
    for (const [path, content] of files) {
      await orUnwritable(path, writeFile(join(tree.root, path), content, { flag: "wx" }));
    }
    return await use(tree);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function orUnwritable(path: string, writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (error instanceof Error && "code" in error && namesRefused.has(String(error.code))) {
      throw new UnwritableTree(`${path} cannot be written (${error.code})`, { cause: error });
    }
    throw error;
  }
}
