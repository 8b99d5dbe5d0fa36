import type { DeclaredApplicationSet, Place } from "../application.ts";
import { type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { applicationFrom, isZero } from "./application-from.ts";
import { generate, type Surroundings } from "./generators.ts";
import type { GitGlob } from "./git-generator.ts";
import { fill } from "./placeholders.ts";
import type { DocumentPath } from "./read-document.ts";
import { joinPath, normalisePath } from "./tree-path.ts";

type Child = { readonly name: string; readonly path: string | undefined };

/** The ApplicationSet that a manifest describes, with the children that its generators give in this tree. */
export function applicationSetFrom(
  manifest: JsonObject,
  place: Place,
  lineOf: (path: DocumentPath) => number | undefined,
  around: Surroundings,
): DeclaredApplicationSet {
  const metadata = objectAt(manifest.metadata);
  const spec = objectAt(manifest.spec);
  const template = objectAt(spec.template);
  const application = applicationFrom(template);
  const goTemplate = spec.goTemplate === true;
  const generated = listAt(spec.generators).map((generator) => generate(generator, goTemplate, around));
  const source = ["spec", "template", "spec", "source"];
  return {
    name: stringAt(metadata.name) ?? "",
    namespace: stringAt(metadata.namespace),
    place,
    nameTemplate: application.name,
    lines: {
      path: lineOf([...source, "path"]) ?? lineOf(source) ?? lineOf(["spec", "template", "spec", "sources"]),
      syncPolicy: lineOf(["spec", "template", "spec", "syncPolicy"]),
    },
    children: childrenOf(generated, application, spec, goTemplate),
    globs: rooted(generated.flatMap(({ globs }) => globs)),
    template: application.name === "" ? undefined : application,
  };
}

/** All children or none: a list that may lack some would say "no such app" where there is one. */
function childrenOf(
  generated: readonly ReturnType<typeof generate>[],
  template: ReturnType<typeof applicationFrom>,
  spec: JsonObject,
  goTemplate: boolean,
): readonly Child[] | undefined {
  // A template patch may set any field; its text is a template of its own.
  const patched = !isZero(spec.templatePatch);
  const path = template.sources.find((source) => source.path !== undefined)?.path;
  const children: Child[] = [];
  for (const { params } of generated) {
    if (params === undefined) return undefined;
    for (const turn of params) {
      const name = fill(template.name, turn, goTemplate);
      if (name === undefined) return undefined;
      const filled = patched || path === undefined ? undefined : fill(path, turn, goTemplate);
      children.push({ name, path: filled === undefined ? undefined : normalisePath(filled) });
    }
  }
  return children;
}

/** The globs of the set, each once; git ignores `./` in front of a file glob. */
function rooted(globs: readonly GitGlob[]): readonly GitGlob[] {
  const all = globs.map((glob) => ({
    ...glob,
    glob: glob.kind === "files" ? (joinPath("", glob.glob) ?? glob.glob) : glob.glob,
  }));
  return [...new Map(all.map((glob) => [`${glob.kind} ${glob.exclude} ${glob.glob}`, glob])).values()];
}
