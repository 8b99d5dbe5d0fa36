import type { Source } from "../application.ts";
import { type FileTree, textOf } from "../file-tree.ts";
import { kustomizationNames } from "./folders.ts";
import { globMatches } from "./glob.ts";
import { baseName, folderOf, isBelow, prefixOf } from "./tree-path.ts";

/**
 * Whether a Directory source reads a file (Argo CD's getPotentiallyValidManifests): a manifest by its name, right in the
 * folder or below it with `recurse`, not excluded, and included where `include` is set.
 */
export function directoryReads(source: Source, path: string, file: string): boolean {
  if (!/\.(yaml|yml|json|jsonnet)$/.test(file) || !isBelow(file, path)) return false;
  const { recurse = false, include, exclude } = source.directory ?? {};
  if (!recurse && folderOf(file) !== path) return false;
  const relative = file.slice(prefixOf(path).length);
  if (exclude !== undefined && globMatches("manifests", exclude, relative, false)) return false;
  return include === undefined || globMatches("manifests", include, relative);
}

/** The objects' files of a Directory source as a kustomization would list them, and what kustomize cannot take over. */
export type DirectoryContents = {
  readonly resources: readonly string[];
  readonly jsonnet: readonly string[];
  readonly kustomizations: readonly string[];
};

/** What a Directory source reads, by path below its folder. */
export function directoryContents(source: Source, path: string, tree: FileTree): DirectoryContents {
  const read = [...tree.keys()].filter((file) => directoryReads(source, path, file)).sort();
  const names = (files: readonly string[]) => files.map((file) => file.slice(prefixOf(path).length));
  return {
    resources: names(read.filter((file) => !isKustomization(file) && holdsObjects(file, textOf(tree, file)))),
    jsonnet: names(read.filter((file) => file.endsWith(".jsonnet"))),
    kustomizations: names(read.filter(isKustomization)),
  };
}

/** Argo CD passes over YAML that does not look like an object, and files that say so themselves. */
function holdsObjects(file: string, text: string | undefined): boolean {
  if (text === undefined || file.endsWith(".jsonnet") || text.includes("+argocd:skip-file-rendering")) return false;
  return /(^|[\s{,"'])apiVersion["']?\s*:/.test(text) && /(^|[\s{,"'])kind["']?\s*:/.test(text);
}

function isKustomization(file: string): boolean {
  return kustomizationNames.includes(baseName(file));
}
