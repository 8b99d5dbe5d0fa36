import { z } from "zod";
import type { OwnerReference } from "../../../domain/cluster.ts";
import { isObject, type Json, type JsonObject } from "../../../domain/manifest.ts";

/*
 * The pieces that every Kubernetes object is made of. Go leaves out what is empty and writes null for some of it:
 * both mean "not set". What no schema names is dropped here and never seen again.
 */

/** Not set, or of that type. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Not set means empty. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

/** Not set means zero. */
export const count = z
  .number()
  .int()
  .nullish()
  .transform((value) => value ?? 0);

/** Not set means false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** Not set means empty. */
export const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** Any time the API server writes (seconds or microseconds), in ISO 8601 with milliseconds, so that times compare as text. */
export const time = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), "not a time")
  .transform((value) => new Date(value).toISOString());

/** An object whose fields are all ours to keep: selectors, affinity, strategies. Nothing in them is free text. */
export const json = z.custom<JsonObject>((value) => isObject(value as Json | undefined), "expected an object");

/** What objects with a namespace have in common. */
export const namespaced = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  labels: texts,
});

const ownerReferences = list(z.object({ kind: z.string(), name: z.string(), uid: z.string(), controller: flag }));

/** The owner that manages the object, else the first one. */
export const owner = ownerReferences.transform(
  (owners): OwnerReference | undefined => owners.find(({ controller }) => controller) ?? owners[0],
);

/** `Ready: "True"` and the like, by type. */
export const conditions = list(z.object({ type: z.string(), status: z.string() })).transform((all) =>
  Object.fromEntries(all.map(({ type, status }) => [type, status])),
);

/** The value without the fields that are null, at any depth: custom resources keep what people wrote. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const filled = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(filled.map(([name, field]) => [name, withoutNulls(field)]));
}
