import type { ClusterView, LiveWorkload, Node, Pod } from "../cluster.ts";
import { type Known, known, unknown } from "../known.ts";
import type { Snapshot } from "../snapshot.ts";
import { type ClaimUse, claimUses } from "../storage.ts";
import { selects, type Workload } from "../workload.ts";
import { offlineReason } from "./findings.ts";

/** What was read, or why it was not; a list of an API that is not installed is read as empty. */
export type Seen<T> = Exclude<Known<T>, { readonly state: "absent" }>;

/** True when live facts are not to be had. */
export function isOffline({ observation }: Snapshot): boolean {
  return observation.mode === "offline";
}

/** One part of the cluster; unknown when there is no cluster. */
export function live<T>({ observation }: Snapshot, pick: (cluster: ClusterView) => Known<T>): Known<T> {
  return observation.mode === "offline" ? unknown(offlineReason) : pick(observation.cluster);
}

/** One list of the cluster. */
export function liveList<T>(
  snapshot: Snapshot,
  pick: (cluster: ClusterView) => Known<readonly T[]>,
): Seen<readonly T[]> {
  const list = live(snapshot, pick);
  return list.state === "absent" ? seen([]) : list;
}

/** Where an object lives: its own namespace, else the one that Argo CD gives it. */
export function namespaceOf({ application }: Snapshot, ref: { readonly namespace?: string | undefined }): string {
  return ref.namespace ?? application.destination.namespace ?? "default";
}

/** The namespaces of the app's workloads, each once. */
export function namespacesOf(snapshot: Snapshot, workloads: readonly Workload[]): readonly string[] {
  const all = workloads.map(({ ref }) => namespaceOf(snapshot, ref));
  return all.length === 0 ? [namespaceOf(snapshot, { namespace: undefined })] : [...new Set(all)];
}

/** `deployment/web`, as kubectl writes it. */
export function titleOf({ kind, ref }: Workload): string {
  return `${kind.toLowerCase()}/${ref.name}`;
}

/** The workload as it runs; absent when the cluster has none of that name. */
export function liveWorkload(snapshot: Snapshot, { kind, ref }: Workload): Known<LiveWorkload> {
  const workloads = liveList(snapshot, (cluster) => cluster.workloads);
  if (workloads.state === "unknown") return workloads;
  const namespace = namespaceOf(snapshot, ref);
  const found = workloads.value.find(
    (candidate) => candidate.kind === kind && candidate.name === ref.name && candidate.namespace === namespace,
  );
  return found === undefined ? { state: "absent" } : known(found);
}

/**
 * The workload's pods, those on their way out left aside: by its selector and, where ReplicaSets and the workload
 * are known, by ownership too, because selectors of different apps overlap (facts §9.4).
 */
export function podsOf(snapshot: Snapshot, workload: Workload): Seen<readonly Pod[]> {
  const pods = liveList(snapshot, (cluster) => cluster.pods);
  if (pods.state === "unknown") return pods;
  const running = liveWorkload(snapshot, workload);
  const selector = running.state === "known" ? running.value.selector : workload.selector;
  const owners = ownersOf(snapshot, workload, running);
  const namespace = namespaceOf(snapshot, workload.ref);
  const ownerKind = workload.kind === "Deployment" ? "ReplicaSet" : "StatefulSet";
  return seen(
    pods.value.filter(
      (pod) =>
        !pod.deleting &&
        pod.namespace === namespace &&
        selects(selector, pod.labels) &&
        pod.owner?.kind === ownerKind &&
        (owners === undefined || owners.has(pod.owner.uid)),
    ),
  );
}

/** UIDs of the objects that own the workload's pods; undefined when they are not known. */
function ownersOf(
  snapshot: Snapshot,
  { kind }: Workload,
  running: Known<LiveWorkload>,
): ReadonlySet<string> | undefined {
  if (running.state !== "known") return undefined;
  const { uid } = running.value;
  if (kind === "StatefulSet") return new Set([uid]);
  const replicaSets = liveList(snapshot, (cluster) => cluster.replicaSets);
  if (replicaSets.state === "unknown") return undefined;
  return new Set(replicaSets.value.filter(({ owner }) => owner?.uid === uid).map((replicaSet) => replicaSet.uid));
}

export type LaneNodes = {
  readonly primary: readonly Node[];
  readonly secondary: readonly Node[];
  readonly all: readonly Node[];
};

/** The nodes of both lanes, found by label, never by name (design §1). */
export function laneNodes(snapshot: Snapshot): Seen<LaneNodes> {
  const nodes = liveList(snapshot, (cluster) => cluster.nodes);
  if (nodes.state === "unknown") return nodes;
  const { label, primary, secondary } = snapshot.settings.lanes;
  const lane = (value: string) => nodes.value.filter(({ labels }) => labels[label] === value);
  return seen({ primary: lane(primary), secondary: lane(secondary), all: nodes.value });
}

/** The claims that a workload mounts, found in the namespace where it lives. */
export function claimsOf(snapshot: Snapshot, workload: Workload): readonly ClaimUse[] {
  const placed = { ...workload, ref: { ...workload.ref, namespace: namespaceOf(snapshot, workload.ref) } };
  return claimUses(
    placed,
    snapshot.base.objects,
    snapshot.observation.mode === "live" ? snapshot.observation.cluster : undefined,
    snapshot.settings.lanes,
  );
}

function seen<T>(value: T): Seen<T> {
  return { state: "known", value };
}
