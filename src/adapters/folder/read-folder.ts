import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UserError } from "../../app/errors.ts";
import type { FileContent, FileTree } from "../../domain/file-tree.ts";

/** Files above this size are never manifests; they are left out so that a folder of videos costs nothing. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const MOST_FILES = 50_000;
const skipped = new Set([".git", "node_modules"]);

/**
 * Every file below a folder by its path there. Links are followed only inside the folder. Throws UserError when the
 * folder cannot be read or holds more files than a repository of manifests would.
 */
export async function readFolder(directory: string): Promise<FileTree> {
  const root = await realpath(directory).catch((cause: unknown) => {
    throw new UserError(`The folder ${directory} cannot be read`, "Give `--repo` the folder of a repository.", {
      cause,
    });
  });
  if (!(await stat(root)).isDirectory())
    throw new UserError(`${directory} is not a folder`, "Give `--repo` the folder of a repository.");
  const paths = await filesBelow(root, root);
  const entries = await Promise.all(
    paths.map(
      async (path): Promise<[string, FileContent]> => [
        relative(root, path).split(sep).join("/"),
        content(await readFile(path)),
      ],
    ),
  );
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function filesBelow(folder: string, root: string, found: string[] = []): Promise<readonly string[]> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await filesBelow(path, root, found);
    else if (await isReadable(path, entry.isSymbolicLink(), root)) found.push(path);
    if (found.length > MOST_FILES)
      throw new UserError(
        `The folder holds more than ${MOST_FILES} files`,
        "Give `--repo` the folder of a repository of manifests.",
      );
  }
  return found;
}

async function isReadable(path: string, link: boolean, root: string): Promise<boolean> {
  const target = link ? await realpath(path).catch(() => undefined) : path;
  if (target === undefined || !target.startsWith(root + sep)) return false;
  const { size, isFile } = await stat(target).then((found) => ({ size: found.size, isFile: found.isFile() }));
  return isFile && size <= LARGEST_BYTES;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function content(bytes: Buffer): FileContent {
  try {
    return decoder.decode(bytes);
  } catch {
    return new Uint8Array(bytes);
  }
}
