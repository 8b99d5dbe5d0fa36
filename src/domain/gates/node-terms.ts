import type { Node } from "../cluster.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { holds } from "../workload.ts";

/** The hostname label: every node has its own value. */
export const hostnameLabel = "kubernetes.io/hostname";

/** A node selector (`{nodeSelectorTerms: […]}`) as pods' required affinity and volumes have it. */
export type NodeSelector = JsonObject;

/** The required node affinity of a pod spec; undefined when it has none. */
export function requiredNodeAffinity(pod: JsonObject): NodeSelector | undefined {
  const required = objectAt(objectAt(pod["affinity"])["nodeAffinity"])["requiredDuringSchedulingIgnoredDuringExecution"];
  return isObject(required) ? required : undefined;
}

/**
 * True when a node satisfies a node selector: terms are alternatives, expressions of one term hold together, and a
 * term of nothing matches no node (Kubernetes API, NodeSelectorTerm). Expressions on `ignoredKey` are taken as true.
 */
export function satisfies(selector: NodeSelector, node: Node, ignoredKey?: string): boolean {
  return listAt(selector["nodeSelectorTerms"]).some((value) => {
    const term = objectAt(value);
    const expressions = listAt(term["matchExpressions"]).map(objectAt);
    const fields = listAt(term["matchFields"]).map(objectAt);
    if (expressions.length + fields.length === 0) return false;
    return (
      expressions.every((expression) => expression["key"] === ignoredKey || holds(expression, node.labels)) &&
      fields.every((field) => holds(field, { "metadata.name": node.name }))
    );
  });
}

/** The terms as a person reads them: `disk In [ssd], arch In [amd64] or zone In [a]`. */
export function termsText(selector: NodeSelector): string {
  const terms = listAt(selector["nodeSelectorTerms"]).map(objectAt);
  return terms.map((term) => [...listAt(term["matchExpressions"]), ...listAt(term["matchFields"])].map(expressionText).join(", ")).join(" or ");
}

function expressionText(value: Json): string {
  const { key, operator, values } = objectAt(value);
  const list = listAt(values).map(String);
  return `${stringAt(key) ?? "?"} ${stringAt(operator) ?? "?"}${list.length === 0 ? "" : ` [${list.join(", ")}]`}`;
}
