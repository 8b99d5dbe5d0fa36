import type { ScaledObject } from "../cluster-surroundings.ts";
import { laneNodes as overlayNodes } from "../overlay/lane-nodes.ts";
import type { Scaler } from "../overlay/scalers.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { liveScaledObjects, scalersInGit, stageReplicas } from "./autoscalers.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach, shellWord } from "./kubectl.ts";
import { isOffline, live, namespaceOf, namespacesOf, titleOf } from "./look.ts";
import { runsTwice } from "./reach.ts";
import { rangeFindings } from "./scaler-range.ts";

/**
 * KEDA owns the replicas of what a ScaledObject targets, and may take them to zero (facts §3, row 22; runbook §3.3:
 * autoscalers stay paused). One in Git gets its paused annotation by stage 1; one that only runs, a person pauses.
 */
export function keda({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const found = workloads.map((workload) => ({ workload, objects: objectsOf(workload, snapshot) }));
  return verdictOf({
    findings: found.flatMap(({ workload, objects }) => {
      const strategy = strategyOf(workload);
      return strategy === "stay"
        ? []
        : [...missed(workload, snapshot), ...judge(workload, objects, strategy, snapshot)];
    }),
    good: found.some(({ objects: { inGit, onlyLive } }) => inGit.length + onlyLive.length > 0)
      ? "every ScaledObject is paused while its workload moves, or its workload stays"
      : `no ScaledObject scales a workload of the app${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: found.flatMap(({ workload, objects: { inGit, onlyLive } }) => [
      ...inGit.map(({ ref, min, max }) => `${titleOf(workload)}: ScaledObject ${ref.name} (${min} to ${max})`),
      ...onlyLive.map(
        ({ name, min, max, paused }) =>
          `${titleOf(workload)}: ScaledObject ${name} (${min} to ${max}${paused ? ", paused" : ""}, not in Git)`,
      ),
    ]),
    wanted: "at most one ScaledObject a workload, in Git, that keeps two pods or more",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "scaledobjects.keda.sh"),
  });
}

type Objects = { readonly inGit: readonly Scaler[]; readonly onlyLive: readonly ScaledObject[] };

function objectsOf(workload: Workload, snapshot: Snapshot): Objects {
  const inGit = scalersInGit(workload, snapshot).filter(({ kind }) => kind === "ScaledObject");
  const names = new Set(inGit.map(({ ref }) => ref.name));
  const seen = liveScaledObjects(workload, snapshot);
  return { inGit, onlyLive: seen.state === "known" ? seen.value.filter(({ name }) => !names.has(name)) : [] };
}

function missed(workload: Workload, snapshot: Snapshot): Finding[] {
  const seen = liveScaledObjects(workload, snapshot);
  return seen.state === "unknown" && !isOffline(snapshot) ? [unread("the ScaledObjects", seen.reason)] : [];
}

function judge(
  workload: Workload,
  { inGit, onlyLive }: Objects,
  strategy: Strategy,
  snapshot: Snapshot,
): readonly Finding[] {
  const title = titleOf(workload);
  const [first] = inGit;
  const held = stageReplicas(workload, strategy, first);
  const names = [...inGit.map(({ ref }) => ref.name), ...onlyLive.map(({ name }) => name)];
  return [
    ...(first !== undefined && live(snapshot, (cluster) => cluster.scaledObjects).state === "absent"
      ? [
          fail(
            `ScaledObject ${first.ref.name} of ${title} is in Git, and the cluster has no KEDA`,
            `Install KEDA, or take ScaledObject ${first.ref.name} out of Git.`,
          ),
        ]
      : []),
    ...(names.length > 1
      ? [fail(`ScaledObjects ${names.join(" and ")} scale ${title} at once`, "Leave one of them, in Git.")]
      : [
          ...(first === undefined ? [] : limits(first, workload, strategy, held, snapshot)),
          ...onlyLive.map((each) => byHand(each, workload, held, snapshot)),
        ]),
  ];
}

function limits(scaler: Scaler, workload: Workload, strategy: Strategy, held: number, snapshot: Snapshot) {
  if (runsTwice(strategy)) {
    const nodes = overlayNodes(snapshot.observation, snapshot.settings).count;
    return rangeFindings(scaler, workload, { nodes, held });
  }
  return scaler.min > 0
    ? []
    : [
        warn(
          `ScaledObject ${scaler.ref.name} may take ${titleOf(workload)} to zero by itself: none running is then no sign of a failure`,
          `During the migration nothing: stage 1 pauses it at ${held}. Then set minReplicaCount to 1 in Git, or look at the ScaledObject before a failover.`,
        ),
      ];
}

function byHand(
  { name, min, max, paused }: ScaledObject,
  workload: Workload,
  held: number,
  snapshot: Snapshot,
): Finding {
  const title = titleOf(workload);
  if (paused) {
    return warn(
      `ScaledObject ${name} of ${title} is not in Git; it is paused, at how many pods is not looked at`,
      `See that it is paused at ${held} (\`autoscaling.keda.sh/paused-replicas\`) until sign-off, or write it into Git.`,
    );
  }
  const annotation = `autoscaling.keda.sh/paused-replicas=${held}`;
  const words = ["kubectl", "-n", namespaceOf(snapshot, workload.ref), "annotate", `scaledobject/${name}`, annotation];
  return fail(
    `ScaledObject ${name} scales ${title} between ${min} and ${max} pods and is not in Git: no stage pauses it`,
    `Write it into Git, or pause it by hand until sign-off: \`${words.map(shellWord).join(" ")}\`.`,
  );
}
