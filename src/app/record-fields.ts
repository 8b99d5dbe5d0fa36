import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../domain/manifest.ts";

/* The pieces that a recording's shape is made of. */

export const text = z.string();
export const time = z.iso.datetime();
export const count = z.number().int();
export const texts = z.array(text);
export const labels = z.record(text, text);
export const json = z.custom<JsonObject>((value) => isObject(value as Json | undefined), "expected an object");

/** null and a missing key both read as undefined: a field added later does not break older recordings. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** What an observation came to, around a value of that shape. */
export function knownOf<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("known"), value }),
    z.strictObject({ state: z.literal("absent") }),
    z.strictObject({ state: z.literal("unknown"), reason: text }),
  ]);
}

export function knownListOf<T extends z.ZodType>(item: T) {
  return knownOf(z.array(item));
}
