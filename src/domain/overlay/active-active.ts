import { objectAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";
import { antiAffinity, preferredApart, requiredApart } from "./anti-affinity.ts";
import { homeFields, POD } from "./home.ts";
import type { Field } from "./intent.ts";
import { type LaneNodes, requiredLanes } from "./lane-affinity.ts";
import type { Scaler } from "./scalers.ts";
import { hostnameSpread, revisionLabel } from "./spread.ts";
import { withLaneToleration } from "./tolerations.ts";

/** What strategy A needs to know beside the workload. */
export type ActiveActive = {
  readonly workload: Workload;
  readonly nodes: LaneNodes;
  readonly scaler: Scaler | undefined;
  /** The server merges `matchLabelKeys` of anti-affinity terms: 1.31 and later (facts §2.3). */
  readonly affinityPerRevision: boolean;
};

const ANTI = [...POD, "affinity", "podAntiAffinity"];
const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

/** Pods that an app has today, as far as Git tells: its own count, within what its autoscaler allows. */
export function runningReplicas({ replicas }: Workload, scaler: Scaler | undefined): number {
  return scaler === undefined ? replicas : Math.max(scaler.min, Math.min(replicas, scaler.max));
}

/** Pods that run from stage 1 on: one a lane node, or as many as the app has already. */
export function activeReplicas({ workload, scaler }: Pick<ActiveActive, "workload" | "scaler">): number {
  return Math.max(2, runningReplicas(workload, scaler));
}

/** One pod a node can be required only while there is a node for every pod (design §6 rule 3). */
export function mustBeApart(plan: ActiveActive): boolean {
  const most = Math.max(activeReplicas(plan), plan.scaler?.max ?? 0);
  return plan.affinityPerRevision && most <= plan.nodes.count;
}

/** Stage 1: two pods, both at home; nothing that one node cannot give (design §6 rule 2, facts §2.1). */
export function stageOneFields(plan: ActiveActive): readonly Field[] {
  const { workload, nodes, affinityPerRevision } = plan;
  const replicas = activeReplicas(plan);
  const recreate = workload.kind === "Deployment" && workload.strategy.type === "Recreate";
  const ownedElsewhere = plan.scaler !== undefined && objectAt(workload.manifest["spec"])["replicas"] === undefined;
  return [
    ...(ownedElsewhere
      ? []
      : [
          {
            path: ["spec", "replicas"],
            after: replicas,
            why: `${replicas} pods, so that stage 2 can have one on each node; both still start at home.`,
          },
        ]),
    ...(recreate
      ? [
          {
            path: ["spec", "strategy"],
            after: { type: "RollingUpdate" },
            whole: true as const,
            why: "Recreate would stop both pods at every rollout; two writers at once were attested to be safe.",
          },
        ]
      : []),
    ...homeFields(workload, nodes),
    {
      path: [...POD, "topologySpreadConstraints"],
      after: hostnameSpread(workload),
      why: `Evenly over the nodes that are open to these pods: on one node that is no demand, on two it is one each. Counted per revision (${revisionLabel(workload.kind)}), so that old pods never stand in a rollout's way.`,
    },
    {
      path: [...ANTI, PREFERRED],
      after: preferredApart(workload, affinityPerRevision),
      why: "A wish, not a demand: required anti-affinity on one node would leave the second pod Pending for ever.",
    },
  ];
}

/** Stage 2, on top of stage 1: the toleration, both lanes, and one pod a node where there is a node for each. */
export function stageTwoFields(plan: ActiveActive): readonly Field[] {
  const { workload, nodes } = plan;
  const { lanes } = nodes;
  const own = antiAffinity(workload, "preferred");
  const ownIsEnough = preferredApart(workload, plan.affinityPerRevision).length === own.length;
  const apart: readonly Field[] = mustBeApart(plan)
    ? [
        {
          path: [...ANTI, REQUIRED],
          after: requiredApart(workload),
          why: `One pod a node, within one revision (${revisionLabel(workload.kind)}): without that, the old pods would refuse the new ones on every way back.`,
        },
        ...(ownIsEnough
          ? []
          : [
              {
                path: [...ANTI, PREFERRED],
                after: own.length === 0 ? undefined : own,
                why: "Stage 1's wish has become the demand above.",
              },
            ]),
      ]
    : [];
  return [
    {
      path: [...POD, "tolerations"],
      after: withLaneToleration(workload.pod["tolerations"], lanes.taint),
      why: "The opt-in: these pods may stand on the secondary node in spite of its taint.",
    },
    {
      path: [...POD, "affinity", "nodeAffinity", REQUIRED],
      after: requiredLanes(workload.pod["affinity"], nodes, [lanes.primary, lanes.secondary]),
      why: "Both lanes, and no node outside them.",
    },
    ...apart,
  ];
}
