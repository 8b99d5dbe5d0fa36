/** Any JSON value: what a manifest is made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** A Kubernetes object as kustomize prints it, untouched. */
export type Manifest = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
};

/** Which object, within one render: names are unique per group, kind and namespace. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
};

/** The reference to a manifest. */
export function refOf(manifest: Manifest): ObjectRef {
  const { apiVersion, kind, metadata } = manifest;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

/** A stable text for a reference, for maps and messages: `apps/Deployment shop/web`. */
export function refText(ref: ObjectRef): string {
  const group = ref.apiVersion.includes("/") ? `${ref.apiVersion.split("/")[0]}/` : "";
  return `${group}${ref.kind} ${ref.namespace === undefined ? "" : `${ref.namespace}/`}${ref.name}`;
}

/** True for a JSON object, false for lists, scalars and null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at `value`, or an empty one where there is none. */
export function objectAt(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The list at `value`, or an empty one where there is none. */
export function listAt(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The string at `value`, if it is one. */
export function stringAt(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The number at `value`, if it is one. */
export function numberAt(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
