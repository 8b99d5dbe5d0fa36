import type { z } from "zod";
import { nearest } from "../domain/command/nearest.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../domain/manifest.ts";

/** One thing that does not fit the schema. */
export type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

/**
 * zod's issues in the words of the file: where, what is there, what belongs there. `schema` is the JSON schema of
 * the same zod schema, for the keys that are known at a place.
 */
export function problemsOf(error: z.ZodError, value: Json, schema: JsonObject): readonly Problem[] {
  return error.issues.flatMap((issue) => ofIssue(issue, [], value, schema));
}

/** `environments.prod.lanes`, as people write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((segment, index) =>
      typeof segment === "number" ? `[${segment}]` : `${index === 0 ? "" : "."}${String(segment)}`,
    )
    .join("");
}

function ofIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[], value: Json, schema: JsonObject): Problem[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a known key${suggestion(key, knownKeys(schema, path))}`,
      }));
    case "invalid_union": {
      const branch = branchOf(issue.errors, valueAt(value, path));
      return branch === undefined
        ? [{ path, message: issue.message }]
        : branch.flatMap((inner) => ofIssue(inner, path, value, schema));
    }
    case "invalid_type":
      return [{ path, message: typeMessage(issue.expected, valueAt(value, path), issue.message) }];
    case "invalid_value": {
      const given = valueAt(value, path);
      const allowed = issue.values.map(String);
      return [
        {
          path,
          message: `${typeof given === "string" ? `\`${given}\` is not` : "must be"} one of ${allowed.join(", ")}`,
        },
      ];
    }
    default:
      return [{ path, message: issue.message }];
  }
}

/** Of alternatives, the one that the person meant: a mapping or list is judged as such, a scalar as a scalar. */
function branchOf(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  given: Json | undefined,
): readonly z.core.$ZodIssue[] | undefined {
  const structured = typeof given === "object" && given !== null;
  const [first] = branches;
  return structured ? (branches.find((issues) => issues.every(({ path }) => path.length > 0)) ?? first) : first;
}

/** The nearest known key, else all of them where they are few. */
function suggestion(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return known.length === 0 || known.length > 16 ? "" : `; known here: ${known.join(", ")}`;
}

const expectedWords: Readonly<Record<string, string>> = {
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function typeMessage(expected: string, given: Json | undefined, fallback: string): string {
  const wanted = expectedWords[expected];
  if (wanted === undefined) return fallback;
  if (given === undefined) return `is missing; it must be ${wanted}`;
  return `must be ${wanted}, not ${typeof given === "number" ? given : kindOf(given)}`;
}

function kindOf(value: Json): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a mapping";
  return typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
}

function valueAt(value: Json, path: readonly PropertyKey[]): Json | undefined {
  return path.reduce<Json | undefined>((at, segment) => {
    if (Array.isArray(at)) return typeof segment === "number" ? listAt(at)[segment] : undefined;
    return isObject(at) && Object.hasOwn(at, segment) ? at[String(segment)] : undefined;
  }, value);
}

/** The keys that the JSON schema knows at a place. */
function knownKeys(schema: JsonObject, path: readonly PropertyKey[]): readonly string[] {
  const here = path.reduce<readonly JsonObject[]>(
    (at, segment) => at.flatMap((node) => step(node, segment)),
    alternatives(schema),
  );
  return [...new Set(here.flatMap((node) => Object.keys(objectAt(node.properties))))];
}

/** The JSON schemas that hold for a key or item of what `node` describes. */
export function step(node: JsonObject, segment: PropertyKey): readonly JsonObject[] {
  const next =
    objectAt(node.properties)[String(segment)] ??
    (typeof segment === "number" ? node.items : node.additionalProperties);
  return isObject(next) ? alternatives(next) : [];
}

/** The branches of a union, or the one schema itself. */
export function alternatives(node: JsonObject): readonly JsonObject[] {
  const branches = listAt(node.anyOf).flatMap((branch) => (isObject(branch) ? [branch] : []));
  return branches.length === 0 ? [node] : branches;
}

/**
 * The value with empty mappings where a key of a mapping has no value (`prod:` and nothing below it): its parts are
 * commented out, or all of it is meant to be the default.
 */
export function withEmptySections(value: Json, schema: JsonObject): Json {
  if (value === null) return stringAt(schema.type) === "object" ? {} : null;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => {
    const [inner] = step(schema, key);
    return [key, inner === undefined || entry === undefined ? entry : withEmptySections(entry, inner)] as const;
  });
  return Object.fromEntries(entries);
}
