import type { FileTree } from "../file-tree.ts";
import { ancestors, folderOf } from "./tree-path.ts";

/** The folders of a tree; the root is "". */
export type Folders = {
  /** The files right in each folder that has any, by full path. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Every folder that holds something, at any depth. */
  readonly all: ReadonlySet<string>;
};

/** The names that kustomize and Argo CD know a kustomization by. */
export const kustomizationNames: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Lists a tree by folder, once, for all the questions about what a folder holds. */
export function foldersOf(tree: FileTree): Folders {
  const files = new Map<string, string[]>();
  const all = new Set<string>();
  for (const path of tree.keys()) {
    const folder = folderOf(path);
    const own = files.get(folder);
    if (own !== undefined) {
      own.push(path);
      continue;
    }
    files.set(folder, [path]);
    all.add(folder);
    for (const above of ancestors(folder)) {
      if (all.has(above)) break;
      all.add(above);
    }
  }
  return { files, all };
}

/** The kustomization files right in a folder. Two are one too many for kustomize. */
export function kustomizationsIn(tree: FileTree, folder: string): readonly string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return kustomizationNames.map((name) => `${prefix}${name}`).filter((path) => tree.has(path));
}
