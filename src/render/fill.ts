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
    return template(plainView(view, `${name}: view`));
  };
}

/**
 * A copy of own values only, without prototypes, so that a template that names `constructor` finds nothing and says
 * so. Throws for undefined, which would silently print as "".
 */
function plainView(value: unknown, path: string): unknown {
  if (value === undefined) throw new Error(`${path} is undefined`);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((entry, index) => plainView(entry, `${path}.${index}`));
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of Object.entries(value)) {
    // A YAML document is JSON as Kubernetes means it: there an absent field is none.
    copy[key] = key === "document" ? entry : plainView(entry, `${path}.${key}`);
  }
  return copy;
}
