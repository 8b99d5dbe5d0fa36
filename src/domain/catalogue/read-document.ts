import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import type { Json } from "../manifest.ts";
import type { DocumentText } from "./split-documents.ts";

export type DocumentPath = readonly (string | number)[];

/** A document that was read, or the line and the reason why it could not be. */
export type ReadDocument =
  | {
      readonly ok: true;
      readonly value: Json | undefined;
      /** The line of its first key. */
      readonly line: number;
      /** The line of the key (or list item) at a path; undefined where there is none. */
      readonly lineOf: (path: DocumentPath) => number | undefined;
    }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Larger documents are not read: parsing one would hold the server up for seconds. In UTF-16 units. */
const documentLimit = 512 * 1024;

/** More aliases than people write; each costs a search, and a chain of them multiplies (an alias bomb). */
const aliasLimit = 100;

/**
 * Reads one YAML or JSON document into plain values. Never throws for what the text holds: syntax errors, template
 * syntax, keys written twice, alias bombs and endless nesting are answers.
 */
export function readDocument({ text, line }: DocumentText): ReadDocument {
  if (text.length > documentLimit) {
    return { ok: false, line, message: `the document is larger than ${documentLimit / 1024} KiB` };
  }
  try {
    return parse(text, line);
  } catch (error) {
    // V8 throws RangeError when the nesting is deeper than the stack.
    if (error instanceof RangeError) return { ok: false, line, message: "it is nested too deeply" };
    throw error;
  }
}

function parse(text: string, line: number): ReadDocument {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    merge: true,
    prettyErrors: false,
    // yaml's own search for keys written twice is quadratic; `firstProblem` does it in one pass.
    uniqueKeys: false,
    logLevel: "silent",
  });
  const lineAt = (offset: number) => line + Math.max(counter.linePos(offset).line, 1) - 1;
  const error = document.errors[0];
  if (error !== undefined) {
    const at = lineAt(error.pos[0]);
    const templated = /\{\{/.test(text.split("\n")[at - line] ?? "") || /^\s*\{\{/m.test(text);
    const message = templated
      ? "it holds template syntax (`{{ … }}`), not plain YAML"
      : `it is not YAML: ${error.message}`;
    return { ok: false, line: at, message };
  }
  const problem = firstProblem(document);
  if (problem !== undefined) return { ok: false, line: lineAt(problem.offset), message: problem.message };
  const values = valuesOf(document);
  if (!values.ok) return { ok: false, line, message: values.message };
  return {
    ok: true,
    value: values.value,
    line: lineAt(document.contents?.range?.[0] ?? 0),
    lineOf: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : lineAt(offset);
    },
  };
}

/** What yaml throws here is about the document: aliases that lead nowhere or multiply, `<<` beside what is no map. */
function valuesOf(
  document: Document,
): { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: aliasLimit }) as Json | undefined };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    return { ok: false, message: `its values cannot be worked out: ${error.message}` };
  }
}

/** `{{ x }}` without quotes parses as a map whose key is a map: nobody means that, a template engine does. */
function firstProblem(document: Document): { readonly offset: number; readonly message: string } | undefined {
  let found: { readonly offset: number; readonly message: string } | undefined;
  let aliases = 0;
  visit(document, {
    Map: (_, map) => {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = isCollection(key) || isScalar(key) ? (key.range?.[0] ?? 0) : 0;
        if (map.flow && isMap(key)) found = { offset, message: "it holds template syntax (`{{ … }}`), not plain YAML" };
        if (isScalar(key) && key.value !== "<<" && keys.has(key.value)) {
          found = { offset, message: `the key \`${String(key.value)}\` is written twice` };
        }
        if (isScalar(key)) keys.add(key.value);
        if (found !== undefined) return visit.BREAK;
      }
      return undefined;
    },
    Alias: (_, alias, path) => {
      aliases += 1;
      if (path.some((above) => isCollection(above) && above.anchor === alias.source)) {
        found = {
          offset: alias.range?.[0] ?? 0,
          message: `the alias \`*${alias.source}\` stands inside what it means`,
        };
        return visit.BREAK;
      }
      if (aliases <= aliasLimit) return undefined;
      found = { offset: alias.range?.[0] ?? 0, message: `it holds more than ${aliasLimit} aliases` };
      return visit.BREAK;
    },
  });
  return found;
}

function offsetOf(document: Document, path: DocumentPath): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!isPair(pair) || !isScalar(pair.key)) return undefined;
      offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      if (!isCollection(node) && !isScalar(node) && !isAlias(node)) return undefined;
      offset = node.range?.[0];
    } else {
      return undefined;
    }
  }
  return offset;
}
