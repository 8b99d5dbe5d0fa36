import { type Json, type JsonObject, listAt, objectAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";
import { HOSTNAME } from "./lane-affinity.ts";

/** The label that tells one revision's pods from another's; each kind of controller has its own (facts §2.3). */
export function revisionLabel(kind: Workload["kind"]): string {
  return kind === "Deployment" ? "pod-template-hash" : "controller-revision-hash";
}

/**
 * The whole spread list: the app's own constraints, except one over hostnames, then ours. Two constraints of one
 * topologyKey lose one in the cluster (facts §1.2). Counting per revision keeps old pods out of the sum (§2.4), and
 * honouring taints lets both pods start on the primary while the secondary is closed (§2.2).
 */
export function hostnameSpread(workload: Workload): readonly Json[] {
  const own = listAt(workload.pod["topologySpreadConstraints"]).filter(
    (entry) => objectAt(entry)["topologyKey"] !== HOSTNAME,
  );
  const ours: JsonObject = {
    maxSkew: 1,
    topologyKey: HOSTNAME,
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    labelSelector: workload.selector,
    matchLabelKeys: [revisionLabel(workload.kind)],
  };
  return [...own, ours];
}
