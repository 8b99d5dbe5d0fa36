import type { Build } from "../../app/kustomize.ts";
import type { FileTree } from "../../domain/file-tree.ts";
import { inMb } from "./read-builds.ts";

/**
 * Why a build of `paths` in `files` is not even tried, if so. Git allows none
 * of these paths, so only a hostile or broken source of files can have them.
 */
export function refusedTree(files: FileTree, paths: readonly string[], maxInputBytes: number): Build | undefined {
  let bytes = 0;
  for (const [path, content] of files) {
    if (path === "" || escapes(path))
      return broken(`the file path ${JSON.stringify(path)} leads out of the repository`);
    if (foldersOf(path).some((folder) => files.has(folder))) return broken(`a folder of ${path} is a file`);
    bytes += typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  }
  if (bytes > maxInputBytes) {
    const message = `the files are ${inMb(bytes)} MB, and a build may have ${inMb(maxInputBytes)} MB`;
    return { ok: false, cause: "too-large", message };
  }
  const outside = paths.find((path) => path !== "" && path !== "." && escapes(path));
  return outside === undefined ? undefined : broken(`the path ${JSON.stringify(outside)} leads out of the repository`);
}

function escapes(path: string): boolean {
  return (
    path.includes("\0") ||
    path.includes("\\") ||
    path.split("/").some((name) => name === "" || name === "." || name === "..")
  );
}

function foldersOf(path: string): string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}

function broken(message: string): Build {
  return { ok: false, cause: "broken", message };
}
