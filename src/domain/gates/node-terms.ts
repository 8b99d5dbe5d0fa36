import type { Node } from "../cluster.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { holds } from "../workload.ts";

/** The required node affinity of a pod spec; undefined when it has none. */
export function requiredNodeAffinity(pod: JsonObject): JsonObject | undefined {
  const required = objectAt(objectAt(pod.affinity).nodeAffinity).requiredDuringSchedulingIgnoredDuringExecution;
  return isObject(required) ? required : undefined;
}

/**
 * True when a node satisfies a node selector (`{nodeSelectorTerms: […]}`), as pods' required affinity and volumes
 * have it: terms are alternatives, what a term holds must hold together, and a term of nothing matches no node
 * (Kubernetes API, NodeSelectorTerm).
 */
export function satisfies(selector: JsonObject, node: Pick<Node, "name" | "labels">): boolean {
  return listAt(selector.nodeSelectorTerms).some((value) => {
    const term = objectAt(value);
    const expressions = listAt(term.matchExpressions).map(objectAt);
    const fields = listAt(term.matchFields).map(objectAt);
    if (expressions.length + fields.length === 0) return false;
    return (
      expressions.every((expression) => holds(expression, node.labels)) &&
      fields.every((field) => holds(field, { "metadata.name": node.name }))
    );
  });
}

/** The terms as a person reads them: `disk In [ssd], arch In [amd64] or zone In [a]`. */
export function termsText(selector: JsonObject): string {
  const terms = listAt(selector.nodeSelectorTerms).map(objectAt);
  return terms
    .map((term) => [...listAt(term.matchExpressions), ...listAt(term.matchFields)].map(expressionText).join(", "))
    .join(" or ");
}

function expressionText(value: Json): string {
  const { key, operator, values } = objectAt(value);
  const list = listAt(values).map(String);
  return `${stringAt(key) ?? "?"} ${stringAt(operator) ?? "?"}${list.length === 0 ? "" : ` [${list.join(", ")}]`}`;
}
