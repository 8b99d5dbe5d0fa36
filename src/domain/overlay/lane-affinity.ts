import { type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { Lanes } from "../settings.ts";
import { holds } from "../workload.ts";

export const HOSTNAME = "kubernetes.io/hostname";

/** What is known of the lanes' nodes. Offline the secondary has the lane label and nothing else. */
export type LaneNodes = {
  readonly lanes: Lanes;
  readonly secondary: { readonly name: string | undefined; readonly labels: Readonly<Record<string, string>> };
  readonly count: number;
};

/**
 * The whole `requiredDuringScheduling…` of a node affinity: the lane ANDed into every OR-ed term (facts §1.6, the
 * OR-term trap), the app's own expressions kept, expressions that only pin to a node or lane left out.
 */
export function requiredLanes(affinity: Json | undefined, nodes: LaneNodes, values: readonly string[]): JsonObject {
  const lane: JsonObject = { key: nodes.lanes.label, operator: "In", values };
  const terms = termsOf(affinity).map((term) => {
    const kept = listAt(term["matchExpressions"]).filter((expression) => !isPin(objectAt(expression), nodes));
    const fields = listAt(term["matchFields"]).filter((field) => !isNamePin(objectAt(field), nodes));
    return { ...(fields.length > 0 ? { matchFields: fields } : {}), matchExpressions: [...kept, lane] };
  });
  return { nodeSelectorTerms: terms.length > 0 ? distinct(terms) : [{ matchExpressions: [lane] }] };
}

/** The pins of a node affinity in words, for the report and the way back. */
export function affinityPins(affinity: Json | undefined, nodes: LaneNodes): readonly string[] {
  return termsOf(affinity).flatMap((term) => [
    ...listAt(term["matchExpressions"])
      .filter((expression) => isPin(objectAt(expression), nodes))
      .map(words),
    ...listAt(term["matchFields"])
      .filter((field) => isNamePin(objectAt(field), nodes))
      .map(words),
  ]);
}

/** A term without expressions and fields selects nothing (Kubernetes API: NodeSelectorTerm); the lane must not revive it. */
function termsOf(affinity: Json | undefined): readonly JsonObject[] {
  const required = objectAt(
    objectAt(objectAt(affinity)["nodeAffinity"])["requiredDuringSchedulingIgnoredDuringExecution"],
  );
  return listAt(required["nodeSelectorTerms"])
    .map(objectAt)
    .filter((term) => listAt(term["matchExpressions"]).length + listAt(term["matchFields"]).length > 0);
}

/** An expression on the lane, or on the hostname when the secondary does not satisfy it, keeps the pods where they are. */
function isPin(expression: JsonObject, { lanes, secondary }: LaneNodes): boolean {
  if (expression["key"] === lanes.label) return expression["operator"] === "In" || !holds(expression, secondary.labels);
  return expression["key"] === HOSTNAME && !holds(expression, secondary.labels);
}

/** The only field of a node that terms may name is its name. */
function isNamePin(field: JsonObject, { secondary }: LaneNodes): boolean {
  return (
    field["key"] === "metadata.name" &&
    !holds(field, secondary.name === undefined ? {} : { "metadata.name": secondary.name })
  );
}

/** True when the node affinity alone keeps pods off the secondary: every term is pinned elsewhere. */
export function excludesSecondary(affinity: Json | undefined, { lanes, secondary, ...nodes }: LaneNodes): boolean {
  const terms = termsOf(affinity);
  return (
    terms.length > 0 &&
    terms.every((term) => {
      const elsewhere = listAt(term["matchExpressions"])
        .map(objectAt)
        .some(
          (expression) =>
            [lanes.label, HOSTNAME].includes(stringAt(expression["key"]) ?? "") && !holds(expression, secondary.labels),
        );
      return (
        elsewhere ||
        listAt(term["matchFields"]).some((field) => isNamePin(objectAt(field), { lanes, secondary, ...nodes }))
      );
    })
  );
}

function words(value: Json): string {
  const { key, operator, values } = objectAt(value);
  return `node affinity ${stringAt(key) ?? ""} ${stringAt(operator) ?? ""} ${listAt(values).join(", ")}`.trimEnd();
}

function distinct(terms: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()];
}
