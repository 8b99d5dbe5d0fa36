import type { FileTree } from "../file-tree.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { RepositoryIdentity } from "../snapshot.ts";
import { isZero, scalarText } from "./application-from.ts";
import type { Folders } from "./folders.ts";
import { type GitGlob, gitParams, globsOf } from "./git-generator.ts";
import { fill, isTemplated, type Params } from "./placeholders.ts";
import { readDocument } from "./read-document.ts";
import { meansRepository } from "./repo-url.ts";
import { followsBranch } from "./revision.ts";

/** What generators are asked in: a tree, and which repository it is. */
export type Surroundings = {
  readonly tree: FileTree;
  readonly folders: Folders;
  /** undefined: not known, then a git generator is taken to mean this tree. */
  readonly repository: RepositoryIdentity | undefined;
  /** How many paths may still be held against globs: matrices multiply, and the tree may be hostile. */
  readonly budget: { paths: number };
};

/** What a generator gives; `params` is undefined when it asks something that is not in the tree. */
export type Generated = { readonly params: readonly Params[] | undefined; readonly globs: readonly GitGlob[] };

/** More turns than this are not worked out: a matrix of matrices multiplies. */
const turnLimit = 500;

const nothing: Generated = { params: undefined, globs: [] };

/**
 * What a generator of an ApplicationSet gives: list, git (folders and files of this repository), and matrix and merge of
 * those. `before` are the parameters of the generator to its left in a matrix, which may stand in its own fields.
 */
export function generate(
  written: Json | undefined,
  goTemplate: boolean,
  around: Surroundings,
  before: Params = {},
): Generated {
  const generator = interpolate(written, before, goTemplate);
  if (!isObject(generator)) return nothing;
  const kinds = Object.keys(generator).filter((key) => key !== "selector" && generator[key] !== null);
  const made = kinds.length === 1 ? generateKind(kinds[0] ?? "", generator, goTemplate, around) : nothing;
  // A selector filters the turns by labels: not worked out. A generator's own template may name the children otherwise.
  const own = objectAt(generator[kinds[0] ?? ""]);
  const known = isZero(generator.selector) && isZero(own.template);
  const params = known && (made.params?.length ?? 0) <= turnLimit ? made.params : undefined;
  return { params, globs: made.globs };
}

function generateKind(kind: string, generator: JsonObject, goTemplate: boolean, around: Surroundings): Generated {
  const own = objectAt(generator[kind]);
  if (kind === "list") return { params: listParams(own, goTemplate), globs: [] };
  if (kind === "git") return generateGit(own, goTemplate, around);
  if (kind === "matrix") return generateMatrix(listAt(own.generators), goTemplate, around);
  if (kind === "merge") return generateMerge(own, goTemplate, around);
  return nothing;
}

function generateGit(git: JsonObject, goTemplate: boolean, around: Surroundings): Generated {
  const { repository, tree, folders } = around;
  const url = stringAt(git.repoURL) ?? "";
  const revision = scalarText(git.revision) ?? "";
  if (repository !== undefined && !isTemplated(url) && meansRepository(url, repository) === false) return nothing;
  if (repository !== undefined && !isTemplated(revision) && followsBranch(revision, repository) === false)
    return nothing;
  const globs = globsOf(git);
  if (globs.some(({ glob }) => isTemplated(glob))) {
    // The left side of the matrix is unknown: the glob is kept, with anything in the placeholder's place.
    const loose = globs.map(({ glob, ...rest }) => ({ ...rest, glob: glob.replace(/\{\{.*?\}\}/gs, "**") }));
    return { params: undefined, globs: loose.filter(({ exclude }) => !exclude) };
  }
  around.budget.paths -= tree.size * globs.length;
  if (around.budget.paths < 0) return { params: undefined, globs };
  const params = gitParams(git, globs, tree, folders, goTemplate);
  return { params: params?.map((turn) => withValues(turn, objectAt(git.values), goTemplate)), globs };
}

/** The generator's own `values`, which may use the turn's parameters. */
function withValues(turn: Params, values: JsonObject, goTemplate: boolean): Params {
  const filled = Object.entries(values).map(
    ([key, value]) => [key, fill(scalarText(value) ?? "", turn, goTemplate)] as const,
  );
  if (goTemplate) return filled.length === 0 ? turn : { ...turn, values: Object.fromEntries(filled) };
  return { ...turn, ...Object.fromEntries(filled.map(([key, value]) => [`values.${key}`, value])) };
}

function listParams(list: JsonObject, goTemplate: boolean): readonly Params[] | undefined {
  const extra = stringAt(list.elementsYaml) ?? "";
  const read = extra === "" ? undefined : readDocument({ text: extra, line: 1 });
  if (read?.ok === false || isTemplated(extra)) return undefined;
  const elements = [...listAt(list.elements), ...listAt(read?.value)];
  if (!elements.every(isObject)) return undefined;
  return elements.map((element) => {
    if (goTemplate) return element;
    const values = Object.entries(objectAt(element.values)).map(([key, value]) => [`values.${key}`, value] as const);
    return { ...element, ...Object.fromEntries(values) };
  });
}

function generateMatrix(generators: readonly Json[], goTemplate: boolean, around: Surroundings): Generated {
  const globs: GitGlob[] = [];
  let turns: readonly Params[] | undefined = [{}];
  for (const generator of generators) {
    const next: Params[] = [];
    let known: boolean = turns !== undefined;
    for (const before of turns ?? [{}]) {
      const made = generate(generator, goTemplate, around, before);
      globs.push(...made.globs);
      known &&= made.params !== undefined;
      for (const params of made.params ?? []) {
        // Two texts for one flat key are an error to Argo CD.
        known &&=
          goTemplate || Object.keys(params).every((key) => before[key] === undefined || before[key] === params[key]);
        next.push(overlay(before, params));
      }
      known &&= next.length <= turnLimit;
      if (next.length > turnLimit) break;
    }
    turns = known ? next : undefined;
  }
  return { params: turns, globs: unique(globs) };
}

function generateMerge(merge: JsonObject, goTemplate: boolean, around: Surroundings): Generated {
  const made = listAt(merge.generators).map((generator) => generate(generator, goTemplate, around));
  const globs = unique(made.flatMap((one) => one.globs));
  const keys = listAt(merge.mergeKeys).filter((key) => typeof key === "string");
  const sets = made.flatMap((one) => (one.params === undefined ? [] : [one.params]));
  const [base, ...overrides] = sets;
  if (base === undefined || sets.length < made.length || keys.length === 0) return { params: undefined, globs };
  const keyOf = (params: Params) => JSON.stringify(keys.map((key) => params[key] ?? null));
  const params = base.map((turn) =>
    overrides.reduce((merged, others) => {
      const other = others.find((candidate) => keyOf(candidate) === keyOf(turn));
      return other === undefined ? merged : overlay(other, merged);
    }, turn),
  );
  return { params, globs };
}

/** Both sets of parameters, nested ones merged; where both have one, the winner's. */
function overlay(winner: Params, loser: Params): Params {
  const both: Record<string, Json | undefined> = { ...loser };
  for (const [key, value] of Object.entries(winner)) {
    const other = both[key];
    both[key] = isObject(value) && isObject(other) ? overlay(value, other) : value;
  }
  return both;
}

/** The generator with the placeholders of all its texts filled, as far as they can be. */
function interpolate(value: Json | undefined, params: Params, goTemplate: boolean): Json | undefined {
  if (Object.keys(params).length === 0) return value;
  if (typeof value === "string") return isTemplated(value) ? (fill(value, params, goTemplate) ?? value) : value;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((entry) => interpolate(entry, params, goTemplate) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, interpolate(entry, params, goTemplate)]));
}

function unique(globs: readonly GitGlob[]): readonly GitGlob[] {
  return [...new Map(globs.map((glob) => [`${glob.kind} ${glob.exclude} ${glob.glob}`, glob])).values()];
}
