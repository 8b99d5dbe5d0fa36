import Handlebars from "handlebars";
import { commentLine } from "./comment-line.ts";
import { yamlText } from "./yaml-text.ts";

/** Fills the named template with a view. Throws when the view lacks a field that the template names. */
export type Fill = (template: string, view: object) => string;

/**
 * Compiles the templates once. Strict, nothing escaped (views hold text that is safe already), no helpers but
 * `if`, `each`, `yaml` and `comment`; a missing field throws everywhere, also where Handlebars itself is silent.
 */
export function createFill(sources: ReadonlyMap<string, string>): Fill {
  const handlebars = Handlebars.create();
  const { if: plainIf, each: plainEach } = handlebars.helpers;
  if (plainIf === undefined || plainEach === undefined) throw new Error("Handlebars without its own helpers");
  for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
  handlebars.registerHelper({
    if(this: unknown, condition: unknown, options: unknown) {
      if (condition === undefined) throw new Error("{{#if}} of a field that the view does not have");
      return plainIf.call(this, condition, options);
    },
    each(this: unknown, list: unknown, options: unknown) {
      if (!Array.isArray(list)) throw new Error("{{#each}} of something that is no list");
      return plainEach.call(this, list, options);
    },
    comment: (text: string) => commentLine(text),
    yaml: (document: Parameters<typeof yamlText>[0]) => yamlText(document),
  });
  const compiled = new Map(
    [...sources].map(([name, source]) => [
      name,
      handlebars.compile(source, {
        strict: true,
        noEscape: true,
        knownHelpersOnly: true,
        knownHelpers: { if: true, each: true, comment: true, yaml: true },
      }),
    ]),
  );
  return (name, view) => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`No template ${name}`);
    return template(plainView(view, name));
  };
}

/** A copy without prototypes' tricks: own JSON values only, and nothing that would silently print as "". */
function plainView(view: object, template: string): unknown {
  const walk = (value: unknown, path: string): void => {
    if (value === undefined) throw new Error(`${template}: ${path} is undefined`);
    if (typeof value === "object" && value !== null) {
      for (const [key, entry] of Object.entries(value)) if (!isDocument(key)) walk(entry, `${path}.${key}`);
    }
  };
  walk(view, "view");
  return JSON.parse(JSON.stringify(view));
}

/** YAML documents are JSON as Kubernetes means it: there an absent field is none, and null deletes. */
function isDocument(key: string): boolean {
  return key === "document";
}
