import { diffLines } from "diff";
import { stringify } from "yaml";
import type { Json } from "../domain/manifest.ts";
import type { FieldChange, ObjectChange } from "../domain/plan.ts";

/**
 * What a stage does to one object as the lines of a `diff` block: each field under its own path, and within a
 * field only the lines that differ are marked. A created or removed object is shown whole.
 */
export function objectDiff({ fields }: ObjectChange): string {
  return fields.flatMap(fieldDiff).join("\n");
}

function fieldDiff({ path, before, after }: FieldChange): readonly string[] {
  const name = path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${key}`),
    "",
  );
  if (name === "") return marked(yamlLines(before), yamlLines(after), "");
  if (isScalar(before) && isScalar(after)) {
    return [...scalarLine("- ", name, before), ...scalarLine("+ ", name, after)];
  }
  const sign = before === undefined ? "+ " : after === undefined ? "- " : "  ";
  return [`${sign}${name}:`, ...marked(yamlLines(before), yamlLines(after), "  ")];
}

function scalarLine(sign: string, name: string, value: Json | undefined): readonly string[] {
  return value === undefined ? [] : [`${sign}${name}: ${yamlLines(value).join(" ").trim()}`];
}

function marked(before: readonly string[], after: readonly string[], indent: string): readonly string[] {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return diffLines(text(before), text(after)).flatMap(({ value, added, removed }) => {
    const sign = added ? "+ " : removed ? "- " : "  ";
    return value
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => `${sign}${indent}${line}`);
  });
}

function yamlLines(value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  // kustomize prints keys sorted: in one order, only what differs is marked.
  return stringify(value, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: true })
    .trimEnd()
    .split("\n");
}

function isScalar(value: Json | undefined): boolean {
  return typeof value !== "object" || value === null;
}
