import type { Catalogue, DeclaredApplication, DeclaredApplicationSet } from "../application.ts";
import type { FileTree } from "../file-tree.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { RepositoryIdentity } from "../snapshot.ts";
import { applicationFrom } from "./application-from.ts";
import { applicationSetFrom } from "./application-set.ts";
import { foldersOf } from "./folders.ts";
import type { Surroundings } from "./generators.ts";
import { isTemplated } from "./placeholders.ts";
import { type DocumentPath, type ReadDocument, readDocument } from "./read-document.ts";
import { splitDocuments } from "./split-documents.ts";

type Problem = Catalogue["problems"][number];

type Found = {
  readonly applications: DeclaredApplication[];
  readonly applicationSets: DeclaredApplicationSet[];
  readonly problems: Problem[];
};

type Item = {
  readonly file: string;
  readonly line: number;
  readonly lineOf: (path: DocumentPath) => number | undefined;
};

/** Text that is parsed for one catalogue, in UTF-16 units: some thousand Applications. A hostile tree stops here. */
const parseBudget = 8 * 1024 * 1024;

/** Paths held against globs for one catalogue: a few hundred milliseconds at most. */
const globBudget = 500_000;

/**
 * Finds every Argo CD Application and ApplicationSet that a tree declares in plain YAML or JSON: several documents a
 * file, and Lists. What looks like one and cannot be read (template syntax, broken YAML, no name) is a problem with its
 * file and line; it never hides the documents beside it. Pass the repository where it is known, so that git generators
 * over other repositories and branches are not answered from this tree.
 */
export function readCatalogue(files: FileTree, repository?: RepositoryIdentity): Catalogue {
  const around: Surroundings = { tree: files, folders: foldersOf(files), repository, budget: { paths: globBudget } };
  const found: Found = { applications: [], applicationSets: [], problems: [] };
  let parsed = 0;
  for (const [file, content] of files) {
    if (typeof content !== "string" || !/\.(ya?ml|json)$/.test(file) || !mayHold(content)) continue;
    for (const document of splitDocuments(content)) {
      if (!mayHold(document.text) || isOfAnotherKind(document.text)) continue;
      parsed += document.text.length;
      const read = parsed > parseBudget ? tooMuch(document.line) : readDocument(document);
      if (read.ok) collect(read.value, { file, line: read.line, lineOf: read.lineOf }, found, around);
      else if (claimsToBeOne(document.text)) found.problems.push({ file, line: read.line, message: read.message });
    }
  }
  return found;
}

function tooMuch(line: number): ReadDocument {
  return { ok: false, line, message: "the repository holds more such documents than are read" };
}

/** Parsing costs a thousand times what searching does, and most files of a repository hold no Application. */
function mayHold(text: string): boolean {
  return text.includes("argoproj.io/") && /\bApplication(Set|List|SetList)?\b/.test(text);
}

/** A kind that stands plainly at the left edge is the document's own; Argo CD's own CRDs mention Application everywhere. */
function isOfAnotherKind(text: string): boolean {
  const kind = /^kind:[ \t]+["']?([A-Za-z]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1];
  return kind !== undefined && !kind.endsWith("List") && kind !== "Application" && kind !== "ApplicationSet";
}

/** An unreadable document is only worth a word when it says somewhere that it is an Application. */
function claimsToBeOne(text: string): boolean {
  return /\bkind["']?\s*:\s*["']?Application(Set|List)?\b/.test(text);
}

function collect(value: Json | undefined, item: Item, found: Found, around: Surroundings): void {
  if (!isObject(value)) return;
  const kind = stringAt(value.kind) ?? "";
  if (kind.endsWith("List")) {
    for (const [index, entry] of listAt(value.items).entries()) {
      const lineOf = (path: DocumentPath) => item.lineOf(["items", index, ...path]);
      collect(entry, { file: item.file, line: lineOf([]) ?? item.line, lineOf }, found, around);
    }
    return;
  }
  if (kind !== "Application" && kind !== "ApplicationSet") return;
  if (!(stringAt(value.apiVersion) ?? "").startsWith("argoproj.io/")) return;
  const problem = problemOf(kind, value, item);
  if (problem !== undefined) found.problems.push(problem);
  else if (kind === "Application") found.applications.push(declared(value, item));
  else found.applicationSets.push(applicationSetFrom(value, { file: item.file, line: item.line }, item.lineOf, around));
}

function declared(manifest: JsonObject, { file, line, lineOf }: Item): DeclaredApplication {
  const application = applicationFrom(manifest);
  const several = application.sources.findIndex(({ path }) => path !== undefined);
  return {
    ...application,
    place: { file, line },
    lines: {
      path: lineOf(["spec", "source", "path"]) ?? lineOf(["spec", "sources", several, "path"]),
      source: lineOf(["spec", "source"]) ?? lineOf(["spec", "sources"]) ?? lineOf(["spec", "sourceHydrator"]),
    },
  };
}

/** Why a document of the right kind is none that Argo CD could hold. */
function problemOf(kind: string, manifest: JsonObject, { file, line, lineOf }: Item): Problem | undefined {
  const name = objectAt(manifest.metadata).name;
  const at = (path: DocumentPath, message: string): Problem => ({ file, line: lineOf(path) ?? line, message });
  if (typeof name !== "string" || name === "") return at(["metadata", "name"], `this ${kind} has no name that is text`);
  if (isTemplated(name))
    return at(["metadata", "name"], `the name of this ${kind} is a template, \`${name.slice(0, 80)}\``);
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) {
    return at(["metadata", "name"], `\`${name.slice(0, 80)}\` is no name that Kubernetes accepts`);
  }
  if (!isObject(manifest.spec)) return at(["spec"], `${kind} \`${name}\` has no spec`);
  if (kind === "ApplicationSet") return undefined;
  const templated = applicationFrom(manifest).sources.find((source) =>
    isTemplated(`${source.repoURL}${source.path}${source.targetRevision}`),
  );
  return templated === undefined
    ? undefined
    : at(["spec", "source"], `the source of Application \`${name}\` is a template`);
}
