import { type Json, type JsonObject, listAt, type Manifest, objectAt } from "../manifest.ts";
import type { CommentedDocument, FieldComment } from "../overlay-file.ts";
import { type Field, type Intent, valueAt } from "./intent.ts";

/**
 * The strategic-merge patch that makes an intent true of `before`: names and rendered namespace so that it finds its
 * object (facts §1.5), `null` for what goes away, whole lists and maps marked where kustomize would merge them.
 */
export function patchDocument({ object, fields }: Intent, before: Manifest): CommentedDocument {
  const head: JsonObject = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name: object.name, ...(object.namespace === undefined ? {} : { namespace: object.namespace }) },
  };
  const value = fields.reduce<JsonObject>((patch, field) => put(patch, field.path, patchValue(field, before)), head);
  const comments: FieldComment[] = fields.map(({ path, why }) => ({ path, text: why }));
  return { value, comments };
}

function patchValue({ path, after, whole }: Field, before: Manifest): Json {
  if (after === undefined) return null;
  // Only a list that is there may be marked: without one, kustomize prints the mark and drops what follows (design §6 rule 1).
  if (path.at(-1) === "topologySpreadConstraints" && listAt(valueAt(before, path)).length > 0) {
    return [{ $patch: "replace" }, ...listAt(after)];
  }
  return whole === true ? { $patch: "replace", ...objectAt(after) } : after;
}

function put(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  return { ...object, [key]: rest.length === 0 ? value : put(objectAt(object[key]), rest, value) };
}
