/**
 * A path of the repository without `.`, `..`, doubled slashes and slashes at its ends; "" is the root. Undefined when
 * it is absolute or leaves the repository, which Argo CD refuses too ("app path is absolute", "outside root").
 */
export function normalisePath(path: string): string | undefined {
  if (path.startsWith("/")) return undefined;
  return joinPath("", path);
}

/** `reference` as seen from `folder`; undefined when it is absolute or leaves the repository. */
export function joinPath(folder: string, reference: string): string | undefined {
  if (reference.startsWith("/")) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${reference}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** The folder of a file; "" is the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A folder's own prefix: `apps/` for `apps`, "" for the root. */
export function prefixOf(folder: string): string {
  return folder === "" ? "" : `${folder}/`;
}

/** True when `path` lies anywhere below `folder`. */
export function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(prefixOf(folder));
}

/** The folders above a path, nearest first, the root ("") last. */
export function ancestors(path: string): readonly string[] {
  const found: string[] = [];
  let folder = path;
  while (folder !== "") {
    folder = folderOf(folder);
    found.push(folder);
  }
  return found;
}
