import type { Source } from "../application.ts";
import type { FileTree } from "../file-tree.ts";
import { type Folders, kustomizationsIn } from "./folders.ts";
import { baseName } from "./tree-path.ts";

export type SourceType = "Helm" | "Kustomize" | "Plugin" | "Directory";

/**
 * How Argo CD renders a source: by the block that the source spells out, else by what lies in exactly its folder. There
 * a kustomization wins over a chart, because Argo CD walks the folder in order and lets the later file decide
 * (discovery.go). What a config management plugin claims by its own discovery cannot be seen in Git.
 */
export function sourceTypeOf(source: Source, path: string, tree: FileTree, folders: Folders): SourceType {
  if (source.chart !== undefined || source.helm) return "Helm";
  if (source.plugin) return "Plugin";
  if (source.kustomize !== undefined) return "Kustomize";
  if (source.directory !== undefined) return "Directory";
  if (kustomizationsIn(tree, path).length > 0) return "Kustomize";
  return chartIn(path, folders) === undefined ? "Directory" : "Helm";
}

/** The chart file right in a folder, by Argo CD's rule for its name. */
export function chartIn(path: string, folders: Folders): string | undefined {
  return folders.files.get(path)?.find((file) => baseName(file).endsWith("Chart.yaml"));
}
