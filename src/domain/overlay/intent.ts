import { sameJson } from "../canonical.ts";
import { isObject, type Json, type JsonObject, type Manifest, type ObjectRef, objectAt, refText } from "../manifest.ts";
import type { Stage } from "../plan.ts";

/** One field that a stage means to change, with the reason that stands beside it in the patch. */
export type Field = {
  readonly path: readonly string[];
  /** undefined: the field goes away. */
  readonly after: Json | undefined;
  readonly why: string;
  /** The map is written whole: members that are not in `after` go away (facts §1.1, `strategy`). */
  readonly whole?: true;
};

/** What a stage means to change on one object; `file` says which of the two patch files it stands in. */
export type Intent = {
  readonly stage: Stage;
  readonly object: ObjectRef;
  readonly fields: readonly Field[];
};

/** An object that a stage adds: as written in its own file, and as kustomize must print it. */
export type Addition = {
  readonly stage: Stage;
  readonly file: "standby.yaml";
  readonly written: Manifest;
  readonly expected: Manifest;
  readonly comments: readonly { readonly path: readonly string[]; readonly text: string }[];
  /** Containers whose image follows the primary's. */
  readonly follows: ObjectRef;
};

/** The value at a path of objects; undefined where there is none. */
export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** The manifest with the fields changed. Removing what is not there changes nothing. */
export function withFields(manifest: Manifest, fields: readonly Field[]): Manifest {
  return fields.reduce<JsonObject>((object, { path, after }) => assign(object, path, after), manifest) as Manifest;
}

function assign(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  if (rest.length === 0) {
    const { [key]: _, ...others } = object;
    return value === undefined ? others : { ...object, [key]: value };
  }
  if (value === undefined && !isObject(object[key])) return object;
  return { ...object, [key]: assign(objectAt(object[key]), rest, value) };
}

/** Only the fields that differ from what the object has: nothing that is not needed stands in a patch. */
export function needed(manifest: Manifest, fields: readonly Field[]): readonly Field[] {
  return fields.filter(({ path, after }) => !sameJson(valueAt(manifest, path), after));
}

/** The objects as a stage should leave them: intents applied, additions appended. Intents on unknown objects are a bug. */
export function withIntents(objects: readonly Manifest[], intents: readonly Intent[]): readonly Manifest[] {
  const byRef = new Map(intents.map((intent) => [refText(intent.object), intent]));
  if (byRef.size !== intents.length) throw new Error("two intents of one stage on one object");
  return objects.map((manifest) => {
    const intent = byRef.get(refTextOf(manifest));
    return intent === undefined ? manifest : withFields(manifest, intent.fields);
  });
}

function refTextOf(manifest: Manifest): string {
  const { apiVersion, kind, metadata } = manifest;
  return refText({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
}
