import type { LiveWorkload } from "../cluster.ts";
import { numberAt, objectAt } from "../manifest.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { liveScaledObjects, liveScalers, scalersInGit } from "./autoscalers.ts";
import { type Finding, fail, unread, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { liveList, liveWorkload, namespacesOf, titleOf } from "./look.ts";
import { placementDrift } from "./placement-drift.ts";

/**
 * What runs is what Git says, field by field of what the stages write. Argo CD's own comparison is live with the patch
 * against live, so it says Synced where an apply would change nothing: of what Git does not write, and of a spread list
 * that no apply can mend (facts §1.2 and §1.4). Pins have a gate of their own.
 */
export function drift({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const wanted = "every workload of Git runs, with Git's replicas, tolerations, spread and pod affinity";
  const command = kubectlEach(
    namespacesOf(snapshot, workloads),
    "get",
    "deploy,sts",
    "-o",
    "custom-columns=NAME:.metadata.name,REPLICAS:.spec.replicas,TOLERATIONS:.spec.template.spec.tolerations,SPREAD:.spec.template.spec.topologySpreadConstraints,AFFINITY:.spec.template.spec.affinity",
  );
  const running = liveList(snapshot, (cluster) => cluster.workloads);
  if (running.state === "unknown") return unreadable("the workloads", running.reason, wanted, command);
  return verdictOf({
    findings: workloads.flatMap((workload) => judge(workload, strategyOf(workload), snapshot)),
    good: "what runs is what Git says",
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted,
    command,
  });
}

function judge(workload: Workload, strategy: Strategy, snapshot: Snapshot): readonly Finding[] {
  const title = titleOf(workload);
  const live = liveWorkload(snapshot, workload);
  if (live.state === "unknown") return [unread("the workloads", live.reason)];
  if (live.state === "absent") {
    return [fail(`${title} is in Git and not in the cluster`, "Sync the app as it is first, then look again.")];
  }
  const found = [...replicas(workload, live.value, snapshot), ...placementDrift(workload, live.value, snapshot)];
  // Where a workload stays nothing is written, so what differs only has to be known.
  return strategy === "stay" ? found.map((each) => ({ ...each, outcome: "warn" as const })) : found;
}

function replicas(workload: Workload, live: LiveWorkload, snapshot: Snapshot): Finding[] {
  if (live.replicas === workload.replicas || isScaled(workload, snapshot)) return [];
  const title = titleOf(workload);
  const written = numberAt(objectAt(workload.manifest.spec).replicas);
  return [
    warn(
      `${title} runs with ${live.replicas} replicas, Git ${written === undefined ? "leaves them open" : `says ${written}`}`,
      `Write \`replicas: ${live.replicas}\` into Git if that is meant: the stages count from what Git says.`,
    ),
  ];
}

function isScaled(workload: Workload, snapshot: Snapshot): boolean {
  const [scalers, scaled] = [liveScalers(workload, snapshot), liveScaledObjects(workload, snapshot)];
  return (
    scalersInGit(workload, snapshot).length > 0 ||
    [scalers, scaled].some((seen) => seen.state === "known" && seen.value.length > 0)
  );
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const live = liveWorkload(snapshot, workload);
  return `${titleOf(workload)}: ${live.state === "known" ? `${live.value.replicas} replicas live, ${workload.replicas} in Git` : "not live"}`;
}
