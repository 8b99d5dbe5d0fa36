import { isObject, type Json, type JsonObject, listAt, objectAt } from "../manifest.ts";
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
  const already = own
    .map((entry) => objectAt(objectAt(entry)["podAffinityTerm"]))
    .some((term) => term["topologyKey"] === HOSTNAME && repelsItself(term, workload));
  return already ? own : [...own, { weight: 100, podAffinityTerm: selfTerm(workload, perRevision) }];
}

/** The app's own required terms against itself, over hostnames or wider: with one, it cannot have two pods on one node. */
export function ownRequiredTerms(workload: Workload): readonly JsonObject[] {
  return antiAffinity(workload, "required")
    .map(objectAt)
    .filter((term) => repelsItself(term, workload));
}

/** The app's own anti-affinity list of a kind. */
export function antiAffinity(workload: Workload, kind: "required" | "preferred"): readonly Json[] {
  const lists = objectAt(objectAt(workload.pod["affinity"])["podAntiAffinity"]);
  return listAt(lists[`${kind}DuringSchedulingIgnoredDuringExecution`]);
}

/** A term without a label selector matches no pod; one without namespaces means the pod's own (Kubernetes API: PodAffinityTerm). */
function repelsItself(
  { labelSelector, namespaces, namespaceSelector }: JsonObject,
  { ref, podLabels }: Workload,
): boolean {
  const names = listAt(namespaces);
  const here =
    names.length === 0 || isObject(namespaceSelector) || ref.namespace === undefined || names.includes(ref.namespace);
  return here && isObject(labelSelector) && selects(labelSelector, podLabels);
}
