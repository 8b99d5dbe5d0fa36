import { type Manifest, numberAt, objectAt, stringAt } from "../manifest.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { scalersInGit, stageReplicas, targets } from "./autoscalers.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, live, liveList, namespaceOf, namespacesOf, titleOf } from "./look.ts";

type Vpa = {
  readonly name: string;
  readonly mode: string;
  /** Below so many pods it evicts none; its updater's default is 2. */
  readonly least: number;
  readonly inGit: boolean;
};

/** Modes in which it touches no running pod. */
const quiet = ["Off", "Initial", "InPlace"];

/**
 * A VerticalPodAutoscaler evicts pods to resize them, by default from two replicas on: an app of one pod was never
 * evicted and starts to be with stage 1 (facts §3, row 21; runbook §3.3: autoscalers stay paused). An eviction in the
 * window looks like a flap.
 */
export function vpa({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const found = workloads.map((workload) => ({ workload, vpas: vpasOf(workload, snapshot) }));
  const seen = liveList(snapshot, (cluster) => cluster.verticalAutoscalers);
  const asked = workloads.some((workload) => strategyOf(workload) !== "stay");
  return verdictOf({
    findings: [
      ...(asked && seen.state === "unknown" && !isOffline(snapshot)
        ? [unread("the VerticalPodAutoscalers", seen.reason)]
        : []),
      ...found.flatMap(({ workload, vpas }) => {
        const strategy = strategyOf(workload);
        return strategy === "stay" ? [] : vpas.flatMap((each) => judge(each, workload, strategy, snapshot));
      }),
    ],
    good: found.some(({ vpas }) => vpas.length > 0)
      ? "no VerticalPodAutoscaler evicts pods of a workload that moves"
      : `no VerticalPodAutoscaler targets a workload of the app${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: found.flatMap(({ workload, vpas }) =>
      vpas.map(({ name, mode }) => `${titleOf(workload)}: VPA ${name}, updateMode ${mode}`),
    ),
    wanted: "updateMode Off or Initial until sign-off",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "verticalpodautoscalers"),
  });
}

function vpasOf(workload: Workload, snapshot: Snapshot): readonly Vpa[] {
  const inGit = snapshot.base.objects.flatMap((object) => written(object, workload, snapshot));
  const seen = liveList(snapshot, (cluster) => cluster.verticalAutoscalers);
  const names = new Set(inGit.map(({ name }) => name));
  const added = (seen.state === "known" ? seen.value : [])
    .filter((each) => !names.has(each.name) && targets(each, workload, snapshot))
    .map(({ name, updateMode }): Vpa => ({ name, mode: updateMode, least: 2, inGit: false }));
  return [...inGit, ...added];
}

function written({ apiVersion, kind, metadata, spec }: Manifest, workload: Workload, snapshot: Snapshot): Vpa[] {
  if (kind !== "VerticalPodAutoscaler" || !apiVersion.startsWith("autoscaling.k8s.io/")) return [];
  const { targetRef, updatePolicy } = objectAt(spec);
  const { kind: targetKind, name } = objectAt(targetRef);
  const target = { kind: stringAt(targetKind) ?? "", name: stringAt(name) ?? "" };
  if (!targets({ namespace: namespaceOf(snapshot, metadata), target }, workload, snapshot)) return [];
  const { updateMode, minReplicas } = objectAt(updatePolicy);
  return [
    { name: metadata.name, mode: stringAt(updateMode) ?? "Auto", least: numberAt(minReplicas) ?? 2, inGit: true },
  ];
}

function judge(
  { name, mode, least, inGit }: Vpa,
  workload: Workload,
  strategy: Strategy,
  snapshot: Snapshot,
): Finding[] {
  const title = titleOf(workload);
  if (inGit && live(snapshot, (cluster) => cluster.verticalAutoscalers).state === "absent") {
    return [
      fail(
        `VPA ${name} of ${title} is in Git, and the cluster does not have such objects`,
        `Install the VerticalPodAutoscaler, or take VPA ${name} out of Git.`,
      ),
    ];
  }
  const replicas = stageReplicas(workload, strategy, scalersInGit(workload, snapshot)[0]);
  if (quiet.includes(mode) || replicas < least) return [];
  const began = workload.replicas < least ? `; with ${workload.replicas} it did not so far` : "";
  return [
    warn(
      `VPA ${name}${inGit ? "" : " (not in Git)"} evicts pods of ${title} to resize them (updateMode ${mode}), and with ${replicas} pods it does so${began}`,
      `Set \`updateMode: "Off"\` in VPA ${name}${inGit ? " in Git" : ""} until sign-off.`,
    ),
  ];
}
