import { type FileContent, type FileTree, textOf } from "../file-tree.ts";
import { isObject, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { isZero } from "./application-from.ts";
import { type Folders, foldersOf, kustomizationsIn } from "./folders.ts";
import { configuredFiles, generatorFiles, type Reference, referencesOf } from "./kustomization-references.ts";
import { readDocument } from "./read-document.ts";
import { isRemoteReference, showReference } from "./remote-reference.ts";
import { splitDocuments } from "./split-documents.ts";
import { joinPath } from "./tree-path.ts";

/** Something about a kustomization that keeps it from being built from this tree alone. */
export type ClosureFinding = {
  readonly kind:
    | "remote"
    | "helm-charts"
    | "plugin"
    | "missing"
    | "no-kustomization"
    | "two-kustomizations"
    | "unreadable";
  readonly file: string;
  readonly line: number;
  readonly detail: string;
};

/** What a build of one folder can need. */
export type Closure = {
  /** Every kustomization folder's own files and everything referred to. */
  readonly files: FileTree;
  /** The kustomization folders that the build goes through, the first one first. */
  readonly folders: readonly string[];
  readonly findings: readonly ClosureFinding[];
};

type Walk = {
  readonly tree: FileTree;
  readonly listed: Folders;
  readonly files: Map<string, FileContent>;
  readonly folders: Set<string>;
  readonly findings: ClosureFinding[];
};

type Origin = { readonly folder: string; readonly file: string; readonly line: number };

/**
 * Walks from a folder's kustomization through everything it names. Nothing is built and nothing fetched; what kustomize
 * itself would call an error (a missing file, two kustomizations) is noted and left for kustomize to say.
 * `listed` may be passed where many closures of one tree are asked for.
 */
export function kustomizationClosure(files: FileTree, path: string, listed: Folders = foldersOf(files)): Closure {
  const walk: Walk = { tree: files, listed, files: new Map(), folders: new Set(), findings: [] };
  // A list of what is left instead of recursion: a chain of bases may be as long as its author likes.
  const left: string[] = [path];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) left.push(...visitFolder(folder, walk));
  return { files: walk.files, folders: [...walk.folders], findings: walk.findings };
}

/** Takes in one kustomization folder; gives the folders it builds on. */
function visitFolder(folder: string, walk: Walk): readonly string[] {
  if (walk.folders.has(folder)) return [];
  walk.folders.add(folder);
  for (const own of walk.listed.files.get(folder) ?? []) take(own, walk);
  const [file, second] = kustomizationsIn(walk.tree, folder);
  if (file === undefined) {
    walk.findings.push({
      kind: "no-kustomization",
      file: folder,
      line: 1,
      detail: `\`${folder || "."}\` holds no kustomization file`,
    });
    return [];
  }
  if (second !== undefined) {
    walk.findings.push({
      kind: "two-kustomizations",
      file: second,
      line: 1,
      detail: `\`${folder || "."}\` holds ${file} and ${second}`,
    });
  }
  const text = textOf(walk.tree, file);
  const document =
    text === undefined ? undefined : splitDocuments(text).find((piece) => /[^\s]/.test(piece.text.replace(/#.*/g, "")));
  const read = document === undefined ? undefined : readDocument(document);
  if (read?.ok !== true || !isObject(read.value)) {
    walk.findings.push({
      kind: "unreadable",
      file,
      line: read?.line ?? 1,
      detail: read?.ok === false ? read.message : "it holds no map",
    });
    return [];
  }
  const { value, lineOf } = read;
  for (const field of ["helmCharts", "helmChartInflationGenerator"]) {
    if (!isZero(value[field]))
      walk.findings.push({ kind: "helm-charts", file, line: lineOf([field]) ?? 1, detail: chartNames(value, field) });
  }
  return referencesOf(value).flatMap((reference) =>
    follow(reference, { folder, file, line: lineOf(reference.path) ?? 1 }, walk),
  );
}

function chartNames(kustomization: JsonObject, field: string): string {
  const names = listAt(kustomization[field]).map(
    (chart) => stringAt(objectAt(chart).name) ?? stringAt(objectAt(chart).chartName) ?? "?",
  );
  return `\`${field}\`: ${names.join(", ")}`;
}

/** Takes in what a reference names; gives the folders to go on with. */
function follow({ role, text, path: _ }: Reference, origin: Origin, walk: Walk): readonly string[] {
  if (role === "inline") return configs(text, origin, walk);
  const target = joinPath(origin.folder, text);
  // A file of the tree is read before anything is fetched; a folder that reads like an address is not.
  if (target !== undefined && walk.tree.has(target) && role !== "folder") {
    take(target, walk);
    const content = role === "config" ? textOf(walk.tree, target) : undefined;
    return content === undefined ? [] : configs(content, origin, walk);
  }
  if (isRemoteReference(text)) {
    walk.findings.push({ kind: "remote", file: origin.file, line: origin.line, detail: showReference(text) });
    return [];
  }
  if (target !== undefined && role !== "file" && walk.listed.all.has(target)) {
    if (role !== "config") return [target];
    // A folder of plugin configurations: what it lists are configurations too.
    for (const own of walk.listed.files.get(target) ?? [])
      configs(textOf(walk.tree, own) ?? "", { ...origin, file: own, line: 1 }, walk);
    return [target];
  }
  walk.findings.push({ kind: "missing", file: origin.file, line: origin.line, detail: text.slice(0, 200) });
  return [];
}

/** Plugin configurations: the built-in ones may name files, all others need a plugin that is not here. */
function configs(text: string, origin: Origin, walk: Walk): readonly string[] {
  return splitDocuments(text).flatMap((document) => {
    const read = readDocument(document);
    const config = read.ok ? read.value : undefined;
    if (!isObject(config)) return [];
    const kind = stringAt(config.kind) ?? "?";
    if (kind === "Kustomization" || kind === "Component") return [];
    const { file, line } = origin;
    if (kind === "HelmChartInflationGenerator")
      walk.findings.push({ kind: "helm-charts", file, line, detail: `\`${kind}\`` });
    else if (config.apiVersion !== "builtin")
      walk.findings.push({
        kind: "plugin",
        file,
        line,
        detail: `\`${kind}\` (${stringAt(config.apiVersion) ?? "no apiVersion"})`,
      });
    const single = stringAt(config.path);
    const named: readonly Reference[] = [
      ...(single === undefined ? [] : [{ role: "file" as const, text: single, path: [] }]),
      ...listAt(config.paths).flatMap((entry) =>
        typeof entry === "string" && !entry.includes("\n") ? [{ role: "file" as const, text: entry, path: [] }] : [],
      ),
      ...configuredFiles(config),
      ...generatorFiles(config, []),
    ];
    return config.apiVersion === "builtin" ? named.flatMap((reference) => follow(reference, origin, walk)) : [];
  });
}

function take(path: string, walk: Walk): void {
  const content = walk.tree.get(path);
  if (content !== undefined) walk.files.set(path, content);
}
