import { type Json, type JsonObject, listAt, objectAt } from "../manifest.ts";
import { selects, type Workload } from "../workload.ts";
import { HOSTNAME } from "./lane-affinity.ts";
import { revisionLabel } from "./spread.ts";

/** A hostname anti-affinity term of a workload against itself; per revision where the server can (facts §2.6). */
function selfTerm(workload: Workload, perRevision: boolean): JsonObject {
  return {
    labelSelector: workload.selector,
    topologyKey: HOSTNAME,
    ...(perRevision ? { matchLabelKeys: [revisionLabel(workload.kind)] } : {}),
  };
}

/** The whole list of required anti-affinity terms with ours: a plain term would deadlock every way back (facts §2.6). */
export function requiredApart(workload: Workload): readonly Json[] {
  return [...antiAffinity(workload, "required"), selfTerm(workload, true)];
}

/** The whole list of preferred anti-affinity terms with ours; the app's own wish for the same is enough. */
export function preferredApart(workload: Workload, perRevision: boolean): readonly Json[] {
  const own = antiAffinity(workload, "preferred");
  const already = own.some((entry) => repelsItself(objectAt(objectAt(entry)["podAffinityTerm"]), workload));
  return already ? own : [...own, { weight: 100, podAffinityTerm: selfTerm(workload, perRevision) }];
}

/** The app's own required hostname term against itself, if it has one: such an app cannot have two pods on one node. */
export function ownRequiredTerm(workload: Workload): JsonObject | undefined {
  return antiAffinity(workload, "required").map(objectAt).find((term) => repelsItself(term, workload));
}

/** The app's own anti-affinity list of a kind. */
export function antiAffinity(workload: Workload, kind: "required" | "preferred"): readonly Json[] {
  const lists = objectAt(objectAt(workload.pod["affinity"])["podAntiAffinity"]);
  return listAt(lists[`${kind}DuringSchedulingIgnoredDuringExecution`]);
}

function repelsItself(term: JsonObject, workload: Workload): boolean {
  return term["topologyKey"] === HOSTNAME && selects(objectAt(term["labelSelector"]), workload.podLabels);
}
