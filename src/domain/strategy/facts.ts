import { databaseImage, dataClass } from "../data-class.ts";
import { type Json, listAt, type Manifest, numberAt, objectAt, stringAt } from "../manifest.ts";
import { ownRequiredTerms } from "../overlay/anti-affinity.ts";
import { HOSTNAME } from "../overlay/lane-affinity.ts";
import type { DataClass, Settings } from "../settings.ts";
import type { Observation } from "../snapshot.ts";
import { type ClaimUse, claimUses, type HostPathUse, hostPathUses } from "../storage.ts";
import { selects, type Workload } from "../workload.ts";

/** What a strategy is chosen from, for one workload: facts first, then what people said. */
export type WorkloadFacts = {
  readonly workload: Workload;
  readonly claims: readonly ClaimUse[];
  readonly hostPaths: readonly HostPathUse[];
  readonly class: DataClass;
  readonly classReason: string;
  /** Why the data cannot leave its node. */
  readonly nodeLocal: string | undefined;
  /** Why the pods cannot leave their node, or not be told where to go, whatever their data. */
  readonly tied: string | undefined;
  readonly database: string | undefined;
  readonly attested: boolean;
  readonly replicator: boolean;
};

/** Gathers the facts of one workload; `apps[app]` of the settings may name its class. */
export function factsOf(
  workload: Workload,
  objects: readonly Manifest[],
  observation: Observation,
  settings: Settings,
  choice: { readonly class: DataClass | undefined; readonly attested: boolean; readonly replicator: boolean },
): WorkloadFacts {
  const claims = claimUses(
    workload,
    objects,
    observation.mode === "live" ? observation.cluster : undefined,
    settings.lanes,
  );
  const hostPaths = hostPathUses(workload);
  const found = dataClass(workload, claims, hostPaths, settings.fragileImages);
  return {
    workload,
    claims,
    hostPaths,
    class: choice.class ?? found.class,
    classReason:
      choice.class === undefined ? found.reason : `is set as ${choice.class} in the settings (${found.reason})`,
    nodeLocal: nodeLocal(claims, hostPaths),
    tied: tied(workload),
    database: databaseImage(workload, settings.fragileImages),
    attested: choice.attested,
    replicator: choice.replicator,
  };
}

function nodeLocal(claims: readonly ClaimUse[], hostPaths: readonly HostPathUse[]): string | undefined {
  const path = hostPaths.find(({ kind }) => kind !== "system");
  if (path !== undefined)
    return `hostPath ${path.path} (volume ${path.volume}) exists on its own node only; on another node the pod would start with an empty or different one`;
  const claim = claims.find((each) => each.nodeLocal !== undefined);
  return claim === undefined ? undefined : `claim ${claim.claim}: ${claim.nodeLocal ?? ""}`;
}

/** Things in the pod template that no overlay of ours can carry to a second node (facts §3 #8, #25, #31). */
function tied(workload: Workload): string | undefined {
  const { pod } = workload;
  if (workload.replicas === 0) return "Git asks for zero replicas, so nothing runs that could be moved";
  const scheduler = pod["schedulerName"];
  if (stringAt(scheduler) !== undefined && scheduler !== "" && scheduler !== "default-scheduler")
    return `scheduler ${String(scheduler)} places its pods, and nothing is known of its rules`;
  if (workload.claimTemplates.length > 0 && workload.replicas > 1) {
    return `${workload.replicas} replicas each keep a claim of their own; one standby cannot stand in for them, and a claim is no copy of another`;
  }
  if (workload.strategy.type === "OnDelete")
    return "its update strategy is OnDelete: nothing moves until somebody deletes its pods by hand";
  if (heldBack(workload) > 0)
    return "its update strategy holds pods back (`partition`): they would never get the new template";
  if (holdsHostPort(workload) && needsSurge(workload))
    return "it holds a port of its node, so a rollout's extra pod cannot start beside the old one; set maxSurge 0 or Recreate first";
  const required = listAt(
    objectAt(objectAt(pod["affinity"])["podAffinity"])["requiredDuringSchedulingIgnoredDuringExecution"],
  );
  if (required.length > 0)
    return "its own required pod affinity ties its pods to others' nodes; drop or soften it first";
  return undefined;
}

/** Pods of a StatefulSet that no rollout reaches: those below the partition (Kubernetes documentation: StatefulSets). */
function heldBack({ kind, manifest }: Workload): number {
  if (kind !== "StatefulSet") return 0;
  return numberAt(objectAt(objectAt(objectAt(manifest["spec"])["updateStrategy"])["rollingUpdate"])["partition"]) ?? 0;
}

/** True when a pod takes a port of its node for itself: two of them cannot stand on one node (facts §3 #8, #9). */
export function holdsHostPort({ pod }: Workload): boolean {
  if (pod["hostNetwork"] === true) return true;
  const running = [
    ...listAt(pod["containers"]),
    ...listAt(pod["initContainers"]).filter((each) => objectAt(each)["restartPolicy"] === "Always"),
  ];
  return running.some((container) =>
    listAt(objectAt(container)["ports"]).some((port) => (numberAt(objectAt(port)["hostPort"]) ?? 0) > 0),
  );
}

/**
 * Why a spread constraint of the app's own, over something else than hostnames, would leave a second pod on the one
 * primary node Pending: it counts domains that the pod may not enter (facts §2.2, S3 and S7). Undefined when none would.
 */
export function crowdedBySpread({ pod, podLabels, replicas }: Workload): string | undefined {
  const crowded = listAt(pod["topologySpreadConstraints"])
    .map(objectAt)
    .find(
      ({ topologyKey, whenUnsatisfiable, minDomains, nodeAffinityPolicy, maxSkew, labelSelector }) =>
        topologyKey !== HOSTNAME &&
        whenUnsatisfiable === "DoNotSchedule" &&
        ((numberAt(minDomains) ?? 1) > 1 || nodeAffinityPolicy === "Ignore") &&
        (numberAt(maxSkew) ?? 1) < Math.max(2, replicas) &&
        selects(objectAt(labelSelector), podLabels),
    );
  return (
    crowded &&
    `its own spread over ${words(crowded["topologyKey"])} counts places that stage 1 does not open, so a second pod on the primary would stay Pending`
  );
}

/** Why the app's own spread list cannot be added to: the cluster knows its entries by topologyKey alone, so one of two is lost (facts §1.2). */
export function doubledSpread({ pod }: Workload): string | undefined {
  const keys = listAt(pod["topologySpreadConstraints"]).map((each) => words(objectAt(each)["topologyKey"]));
  const twice = keys.find((key, at) => key !== HOSTNAME && keys.indexOf(key) !== at);
  return twice === undefined
    ? undefined
    : `it has two spread constraints over ${twice}, of which the cluster keeps one as soon as the list changes; leave one in the base`;
}

function words(value: Json | undefined): string {
  return stringAt(value) ?? "";
}

/** True when a rollout starts a new pod before it may stop an old one: maxUnavailable rounds down (facts §2.3). */
export function needsSurge({ kind, strategy, replicas }: Workload): boolean {
  if (kind !== "Deployment" || strategy.type !== "RollingUpdate") return false;
  const { maxUnavailable = "25%", maxSurge = "25%" } = strategy;
  const down =
    typeof maxUnavailable === "number"
      ? maxUnavailable
      : Math.floor((Number.parseFloat(maxUnavailable) * replicas) / 100);
  const surge = typeof maxSurge === "number" ? maxSurge : Math.ceil((Number.parseFloat(maxSurge) * replicas) / 100);
  return down === 0 && surge > 0;
}

/** True when the app cannot roll even today: its own required term keeps the new pod off the only node (design §6 rule 7). */
export function cannotRollToday(workload: Workload): boolean {
  return needsSurge(workload) && ownRequiredTerms(workload).some((term) => listAt(term["matchLabelKeys"]).length === 0);
}
