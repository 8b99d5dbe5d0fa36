import { z } from "zod";
import { isEnvironmentName, isObjectName } from "../domain/command/object-names.ts";
import { isObject, type Json, type JsonObject, objectAt, stringAt } from "../domain/manifest.ts";
import { alternatives, type Problem, step } from "./issues.ts";

/** What names the entries of a mapping, and the rule for each. */
const rules = {
  // It becomes part of paths, branches and titles.
  env: { holds: isEnvironmentName, message: "is not a name of at most 63 lower-case letters, digits and dashes" },
  app: { holds: isObjectName, message: "is not a Kubernetes name" },
  workload: {
    holds: (name: string) => name === "*" || isObjectName(name),
    message: "is neither a Kubernetes name nor `*`",
  },
  cluster: { holds: (name: string) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name), message: "is not a cluster's name" },
} as const;

/** The keys of a mapping by name; {@link nameProblems} holds them to their rule. */
export function named(what: keyof typeof rules): z.ZodString {
  return z.string().meta({ title: what });
}

/**
 * Names that break their rule. Asked apart from the schema, because zod looks no further into an entry whose key is
 * wrong, and people should hear of everything at once.
 */
export function nameProblems(
  value: Json | undefined,
  schema: JsonObject,
  path: readonly PropertyKey[] = [],
): readonly Problem[] {
  if (!isObject(value)) return [];
  const what = alternatives(schema).flatMap((node) => stringAt(objectAt(node.propertyNames).title) ?? [])[0];
  const rule = what !== undefined && Object.hasOwn(rules, what) ? rules[what as keyof typeof rules] : undefined;
  return Object.entries(value).flatMap(([key, entry]) => [
    ...(rule === undefined || rule.holds(key) ? [] : [{ path: [...path, key], message: `\`${key}\` ${rule.message}` }]),
    ...alternatives(schema)
      .flatMap((node) => step(node, key))
      .flatMap((inner) => nameProblems(entry, inner, [...path, key])),
  ]);
}
