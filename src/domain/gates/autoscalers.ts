import { destinationNamespace } from "../catalogue/destination.ts";
import type { Autoscaler } from "../cluster.ts";
import type { ScaledObject } from "../cluster-surroundings.ts";
import { activeReplicas, runningReplicas } from "../overlay/active-active.ts";
import { type Scaler, scalerOf } from "../overlay/scalers.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { liveList, namespaceOf, type Seen } from "./look.ts";
import { runsTwice } from "./reach.ts";

/** Every autoscaler in Git that sets the workload's replicas, in their order; the stages hold the first of them still. */
export function scalersInGit(workload: Workload, snapshot: Snapshot): readonly Scaler[] {
  const home = destinationNamespace(snapshot.application);
  return snapshot.base.objects.flatMap((object) => scalerOf(workload, [object], home) ?? []);
}

/** The live HorizontalPodAutoscalers of a workload, those that KEDA made for its ScaledObjects left out. */
export function liveScalers(workload: Workload, snapshot: Snapshot): Seen<readonly Autoscaler[]> {
  const live = liveList(snapshot, (cluster) => cluster.autoscalers);
  if (live.state === "unknown") return live;
  const scaled = liveScaledObjects(workload, snapshot);
  const byKeda =
    scalersInGit(workload, snapshot).some(({ kind }) => kind === "ScaledObject") ||
    (scaled.state === "known" && scaled.value.length > 0);
  return {
    state: "known",
    value: live.value
      .filter((each) => targets(each, workload, snapshot))
      // KEDA names them so unless its ScaledObject says otherwise, and lets no other one stand beside its own.
      .filter(({ name }) => !name.startsWith("keda-hpa-") && !(byKeda && !inGit(name, workload, snapshot))),
  };
}

/** The live ScaledObjects of a workload; none where KEDA is not installed. */
export function liveScaledObjects(workload: Workload, snapshot: Snapshot): Seen<readonly ScaledObject[]> {
  const live = liveList(snapshot, (cluster) => cluster.scaledObjects);
  if (live.state === "unknown") return live;
  return { state: "known", value: live.value.filter((each) => targets(each, workload, snapshot)) };
}

/** Pods that the stages ask for; the autoscaler in Git is held still at them. */
export function stageReplicas(workload: Workload, strategy: Strategy, scaler: Scaler | undefined): number {
  return runsTwice(strategy) ? activeReplicas({ workload, scaler }) : runningReplicas(workload, scaler);
}

function inGit(name: string, workload: Workload, snapshot: Snapshot): boolean {
  return scalersInGit(workload, snapshot).some(
    ({ kind, ref }) => kind === "HorizontalPodAutoscaler" && ref.name === name,
  );
}

/** True when something in the workload's namespace names it as its target. */
export function targets(
  {
    namespace,
    target,
  }: { readonly namespace: string; readonly target: { readonly kind: string; readonly name: string } },
  { kind, ref }: Workload,
  snapshot: Snapshot,
): boolean {
  return namespace === namespaceOf(snapshot, ref) && target.kind === kind && target.name === ref.name;
}
