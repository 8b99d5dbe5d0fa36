import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { Json } from "../domain/manifest.ts";

/** What is wrong with a file, and where; lines count from 1. */
export type FileProblem = { readonly file: string; readonly line: number; readonly message: string };

/** A YAML file as plain values, with the line that each of them stands on. */
export type YamlFile = {
  readonly value: Json;
  /** The line of the key or item at `path`, or of the nearest one above it that is written. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
};

export type ReadYaml =
  | { readonly ok: true; readonly yaml: YamlFile }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Settings are a page or two; what is larger or deeper is somebody's attack or mistake. */
const MAX_BYTES = 32 * 1024;
const MAX_DEPTH = 64;
const MAX_PROBLEMS = 50;

/**
 * Reads one YAML document of plain values (maps with text keys, lists, scalars). Anchors, tags, duplicate keys and
 * `__proto__` are refused, so what comes out is what is written, and nothing in it can grow or surprise.
 */
export function readYaml(text: string, file: string): ReadYaml {
  const refuse = (message: string): ReadYaml => ({ ok: false, problems: [{ file, line: 1, message }] });
  if (Buffer.byteLength(text) > MAX_BYTES) return refuse(`the file is larger than ${MAX_BYTES / 1024} KiB`);
  if (nestsTooDeep(text)) return refuse(`the file nests deeper than ${MAX_DEPTH} levels`);

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, resolveKnownTags: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const found: { readonly offset: number; readonly message: string }[] = [...document.errors, ...document.warnings].map(
    (error) => ({
      offset: error.pos[0],
      message: inWords(error),
    }),
  );
  visit(document, {
    Alias: (_, alias) =>
      void found.push({
        offset: alias.range?.[0] ?? 0,
        message: `\`*${alias.source}\`: anchors and aliases are not supported; write it out`,
      }),
    Pair: (_, { key }) => {
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
      if (!isScalar(key) || typeof key.value !== "string")
        found.push({ offset, message: "a key must be text; put it in quotes" });
      else if (key.value === "__proto__") found.push({ offset, message: "`__proto__` is not a key" });
    },
  });
  if (found.length > 0) {
    const problems = found.map(({ offset, message }) => ({ file, line: lineAt(offset), message }));
    return { ok: false, problems: problems.sort((a, b) => a.line - b.line).slice(0, MAX_PROBLEMS) };
  }
  const value: Json = document.toJS() ?? null;
  return { ok: true, yaml: { value, lineOf: (path) => lineAt(offsetOf(document.contents, path)) } };
}

/** Where the key or item at `path` begins, or the deepest part of the path that exists. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: Node | null = root;
  let offset = root?.range?.[0] ?? 0;
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === segment);
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = isNode(pair.value) && !isAlias(pair.value) ? pair.value : null;
    } else if (isSeq(node) && typeof segment === "number") {
      const item: unknown = node.items[segment];
      node = isNode(item) ? item : null;
      offset = node?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

/** The parser's own words are good but for these. */
function inWords({ code, message }: YAMLError): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "this key stands here twice";
    case "MULTIPLE_DOCS":
      return "a second YAML document begins here; keep one";
    case "TAG_RESOLVE_FAILED":
      return "YAML tags (`!…`) are not supported; write a plain value";
    default:
      return `not YAML: ${message.split("\n", 1)[0]}`;
  }
}

/** A guess on the safe side, before the parser, which is slow on thousands of levels. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth += 1;
    if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return new RegExp(`(?:[-?]\\s+){${MAX_DEPTH}}`).test(text);
}
