import { type FileTree, textOf } from "../file-tree.ts";
import { isObject, type Json, type JsonObject, listAt, stringAt } from "../manifest.ts";
import { scalarText } from "./application-from.ts";
import type { Folders } from "./folders.ts";
import { globMatches } from "./glob.ts";
import { normaliseName, type Params } from "./placeholders.ts";
import { readDocument } from "./read-document.ts";
import { baseName, folderOf } from "./tree-path.ts";

export type GitGlob = { readonly glob: string; readonly kind: "directories" | "files"; readonly exclude: boolean };

/** The globs of a git generator. Where it names folders, Argo CD does not look at `files`. */
export function globsOf(git: JsonObject): readonly GitGlob[] {
  const kind = listAt(git.directories).length > 0 ? "directories" : "files";
  return listAt(git[kind])
    .filter(isObject)
    .flatMap((item) => {
      const glob = stringAt(item.path);
      return glob === undefined ? [] : [{ glob, kind, exclude: item.exclude === true }];
    });
}

/** One set of parameters for each folder or file that a git generator finds; undefined where a file cannot be read. */
export function gitParams(
  git: JsonObject,
  globs: readonly GitGlob[],
  tree: FileTree,
  folders: Folders,
  goTemplate: boolean,
): readonly Params[] | undefined {
  const prefix = stringAt(git.pathParamPrefix) ?? "";
  const shape = (path: string, file: string | undefined) =>
    goTemplate ? nested(path, file, prefix) : flat(path, file, prefix);
  const found: Params[] = [];
  if (globs[0]?.kind === "directories") {
    for (const folder of [...folders.all].filter((path) => isVisible(path) && isTaken(path, globs)).sort()) {
      found.push(shape(folder, undefined));
    }
    return found;
  }
  for (const file of [...tree.keys()].filter((path) => isTaken(path, globs)).sort()) {
    const elements = elementsOf(textOf(tree, file));
    if (elements === undefined) return undefined;
    for (const element of elements)
      found.push({ ...(goTemplate ? element : flatten(element)), ...shape(folderOf(file) || ".", file) });
  }
  return found;
}

/** An exclusion wins, wherever it stands. */
function isTaken(path: string, globs: readonly GitGlob[]): boolean {
  const hits = globs.filter(({ glob, kind }) =>
    globMatches(kind === "directories" ? "directories" : "pathspec", glob, path),
  );
  return hits.length > 0 && hits.every(({ exclude }) => !exclude);
}

/** Argo CD's walk leaves out the root and every folder whose name begins with a dot. */
export function isVisible(folder: string): boolean {
  return folder !== "" && !folder.split("/").some((segment) => segment.startsWith("."));
}

/** The objects of a parameter file: one, or a list of them. An empty file is one empty object. */
function elementsOf(text: string | undefined): readonly JsonObject[] | undefined {
  if (text === undefined) return undefined;
  const read = readDocument({ text, line: 1 });
  if (!read.ok) return undefined;
  if (read.value === undefined || read.value === null) return [{}];
  if (isObject(read.value)) return [read.value];
  const list = listAt(read.value);
  return Array.isArray(read.value) && list.every(isObject) ? (list as readonly JsonObject[]) : undefined;
}

/** `cluster: {name: a, zones: [b]}` as `cluster.name` and `cluster.zones.0`. */
function flatten(value: JsonObject, prefix = ""): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = `${prefix}${key}`;
    if (isObject(entry)) Object.assign(found, flatten(entry, `${name}.`));
    else if (Array.isArray(entry))
      Object.assign(found, flatten(Object.fromEntries(listAt(entry).entries()), `${name}.`));
    else {
      const text = scalarText(entry);
      if (text !== undefined) found[name] = text;
    }
  }
  return found;
}

function flat(path: string, file: string | undefined, prefix: string): Params {
  const name = prefix === "" ? "path" : `${prefix}.path`;
  const params: Record<string, Json> = {
    [name]: path,
    [`${name}.basename`]: baseName(path),
    [`${name}.basenameNormalized`]: normaliseName(baseName(path)),
  };
  for (const [index, segment] of path.split("/").entries()) params[`${name}[${index}]`] = segment;
  if (file !== undefined) {
    params[`${name}.filename`] = baseName(file);
    params[`${name}.filenameNormalized`] = normaliseName(baseName(file));
  }
  return params;
}

function nested(path: string, file: string | undefined, prefix: string): Params {
  const names =
    file === undefined ? {} : { filename: baseName(file), filenameNormalized: normaliseName(baseName(file)) };
  const params = {
    path: {
      path,
      basename: baseName(path),
      basenameNormalized: normaliseName(baseName(path)),
      segments: path.split("/"),
      ...names,
    },
  };
  return prefix === "" ? params : { [prefix]: params };
}
