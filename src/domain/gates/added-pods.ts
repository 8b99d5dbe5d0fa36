import { destinationNamespace } from "../catalogue/destination.ts";
import { type JsonObject, numberAt } from "../manifest.ts";
import { activeReplicas } from "../overlay/active-active.ts";
import { scalerOf } from "../overlay/scalers.ts";
import { standbyName } from "../overlay/standby.ts";
import { noChoices, type Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { needsSurge } from "../strategy/facts.ts";
import type { Workload } from "../workload.ts";
import type { GateInput } from "./gate.ts";
import { laneNodes, liveWorkload, titleOf } from "./look.ts";

/** The pods that the migration of one workload adds to a namespace and to the secondary. */
export type AddedPods = {
  readonly workload: Workload;
  /** Whose pods they are: `deployment/web`, `deployment/db-standby`. */
  readonly title: string;
  /** The spec of one of them. */
  readonly pod: JsonObject;
  /** How many run from then on beside today's. */
  readonly more: number;
  /** They start at a failover only, when the primary's pods are gone. */
  readonly standby: boolean;
  /** How many a rollout needs on top for a while: one where no old pod may stop before a new one is ready (facts §2.3). */
  readonly surge: 0 | 1;
  /** How many stand on the secondary lane at stage 2 at most, a standby's when it is scaled. */
  readonly onSecondary: number;
};

/**
 * What stage 2 adds, workload by workload (design §6, rules 3 and 5): A and B1 as many replicas as their overlay writes
 * beyond those that run now, and of all of them an even share on the secondary; B2 one standby when it is scaled; C
 * its replicator's. What stays adds nothing.
 */
export function addedPods({ snapshot, workloads, strategyOf }: GateInput): readonly AddedPods[] {
  return workloads.flatMap((workload) => added(workload, strategyOf(workload), snapshot));
}

function added(workload: Workload, strategy: Strategy, snapshot: Snapshot): readonly AddedPods[] {
  const common = { workload, title: titleOf(workload), pod: workload.pod, standby: false };
  switch (strategy) {
    case "stay":
      return [];
    case "A":
    case "B1": {
      const home = destinationNamespace(snapshot.application);
      const replicas = activeReplicas({ workload, scaler: scalerOf(workload, snapshot.base.objects, home) });
      const live = liveWorkload(snapshot, workload);
      const today = live.state === "known" ? live.value.replicas : workload.replicas;
      return [
        {
          ...common,
          more: Math.max(0, replicas - today),
          surge: surgeOf(rollingOf(workload, replicas)),
          onSecondary: evenShare(replicas, snapshot),
        },
      ];
    }
    case "B2":
      return [
        {
          ...common,
          title: `${workload.kind.toLowerCase()}/${standbyName(workload.ref.name)}`,
          standby: true,
          more: 1,
          surge: surgeOf(workload),
          onSecondary: 1,
        },
      ];
    case "C": {
      const { apps } = snapshot.settings;
      const { name } = snapshot.application;
      const { replicator } = (Object.hasOwn(apps, name) ? apps[name] : undefined) ?? noChoices;
      if (replicator === undefined) return [];
      const count = numberAt(replicator.replicas) ?? 1;
      return [
        {
          ...common,
          title: `the replicator of ${titleOf(workload)}`,
          pod: { containers: [replicator] },
          more: count,
          surge: surgeOf(workload),
          onSecondary: count,
        },
      ];
    }
  }
}

function surgeOf(workload: Workload): 0 | 1 {
  return needsSurge(workload) ? 1 : 0;
}

/** An app's own Recreate is replaced by RollingUpdate (design §6 rule 3), which then has Kubernetes' default surge. */
function rollingOf(workload: Workload, replicas: number): Workload {
  const { strategy } = workload;
  return strategy.type === "Recreate"
    ? { ...workload, replicas, strategy: { type: "RollingUpdate", maxSurge: undefined, maxUnavailable: undefined } }
    : { ...workload, replicas };
}

/** Evenly over the lanes' nodes, rounded up: the most that a spread or one pod a node puts on the secondary. */
function evenShare(replicas: number, snapshot: Snapshot): number {
  const nodes = laneNodes(snapshot);
  const counts =
    nodes.state === "known"
      ? { primary: nodes.value.primary.length, secondary: nodes.value.secondary.length }
      : { primary: 1, secondary: 1 };
  if (counts.secondary === 0) return Math.ceil(replicas / 2);
  return Math.ceil((replicas * counts.secondary) / (counts.primary + counts.secondary));
}
