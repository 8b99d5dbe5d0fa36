import type { IgnoredDifferences } from "../application.ts";

/** True when an entry leaves a field out of the comparison: the field itself, something in it, or something that holds it. */
export function hides({ jsonPointers, jqPathExpressions }: IgnoredDifferences, field: readonly string[]): boolean {
  const paths = [...jsonPointers.map(ofPointer), ...jqPathExpressions.flatMap(ofExpression)];
  return paths.some((path) => overlaps(path, field));
}

/** `/metadata/annotations/a~1b` (RFC 6901) */
function ofPointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const step = String.raw`\.?\["[^"\\]*"\]|\."[^"\\]*"|\.[A-Za-z_]\w*|\[\d*\]|\?`;
const rooted = new RegExp(String.raw`(?<![\w.\])"])(?=\.)(?:${step})+`, "g");

/**
 * Every path that a jq expression goes through. Where it cannot be told how far one goes (`..`, a computed key), it ends
 * early and so takes in more: a warning too many is better than one too few.
 */
function ofExpression(expression: string): readonly (readonly string[])[] {
  if (expression.includes("..")) return [[]];
  const paths = [...expression.matchAll(rooted)].map(([path]) =>
    [...path.matchAll(/"([^"]*)"|\.([A-Za-z_]\w*)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
  return paths.length === 0 ? [[]] : paths;
}

function overlaps(path: readonly string[], field: readonly string[]): boolean {
  const shared = Math.min(path.length, field.length);
  return path.slice(0, shared).every((segment, at) => segment === field[at]);
}
