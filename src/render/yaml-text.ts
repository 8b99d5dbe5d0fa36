import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isNode, isScalar, isSeq, type Node, parseDocument, Scalar, visit } from "yaml";
import type { JsonObject } from "../domain/manifest.ts";
import type { CommentedDocument, FieldComment } from "../domain/overlay-file.ts";
import { commentLines } from "./comment-line.ts";

const width = 100;

/** Strings that some YAML 1.1 reader takes for a number, a time, a merge key or a default value. */
const looksLikeAnotherType = /^(?:[-+.\d][\d_.:eExXobA-Fa-f+-]*|=|<<|~)$/;
/** What Go's YAML readers refuse to see unescaped (yaml.v2 and v3, `is_printable` of the reader). */
const unprintable = /[\u007f-\u009f\ufeff\ufffe\uffff\p{Zl}\p{Zp}]/gu;

/**
 * The YAML text of one document, comments above their fields, without a final newline: block style, indent 2,
 * no anchors, strings quoted wherever a YAML 1.1 reader would take them for something else. The text is parsed
 * again, as YAML 1.1 and 1.2, and compared with the value before it is given, so what does not parse to the
 * same value cannot be emitted. Throws when that fails or a comment's field is not there: a bug, not bad input.
 */
export function yamlText({ value, comments }: CommentedDocument): string {
  const plain = JSON.parse(JSON.stringify(value)) as JsonObject;
  const document = new Document(plain, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  quoteDoubtful(document);
  for (const comment of comments) attach(document, comment);
  const text = document
    .toString({ lineWidth: 0, indent: 2 })
    .replace(unprintable, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`)
    .trimEnd();
  assertReadsAs(text, plain);
  return text;
}

function quoteDoubtful(document: Document): void {
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value !== "string") return;
      if (looksLikeAnotherType.test(scalar.value) || scalar.value.search(unprintable) >= 0)
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

function attach(document: Document, { path, text }: FieldComment): void {
  const target = nodeAbove(document, path);
  const lines = commentLines(text, width - 2 * Math.max(0, path.length - 1)).map((line) => line.slice(1));
  const before = target.commentBefore ? `${target.commentBefore}\n` : "";
  target.commentBefore = before + lines.join("\n");
}

/** The node whose comment is printed above the field: a map's key, a list's item; the first key for the document. */
function nodeAbove(document: Document, path: FieldComment["path"]): Node {
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => last === undefined || (isScalar(key) && key.value === last));
    if (pair !== undefined && isNode(pair.key)) return pair.key;
  }
  if (isSeq(parent) && typeof last === "number") {
    const item = parent.items[last];
    if (isNode(item)) return item;
  }
  throw new Error(`No field ${JSON.stringify(path)} to put a comment above`);
}

function assertReadsAs(text: string, value: JsonObject): void {
  for (const version of ["1.1", "1.2"] as const) {
    const read = parseDocument(text, { version });
    const same = read.errors.length === 0 && read.warnings.length === 0 && isDeepStrictEqual(read.toJS(), value);
    if (!same)
      throw new Error(`The YAML text does not read back as its value (YAML ${version}): ${text.slice(0, 200)}`);
  }
}
