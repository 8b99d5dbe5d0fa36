import type { RuntimeClass } from "../cluster-surroundings.ts";
import { stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { type GitOrLive, gitOrLive, liveOnlyText, type Shown } from "./git-or-live.ts";
import { kubectl } from "./kubectl.ts";
import { isOffline, laneNodes, liveList, titleOf } from "./look.ts";
import { reachesSecondary } from "./reach.ts";

/**
 * A runtime class must exist and let its pods onto both lanes (facts §3, row 10): pods of a missing class are refused,
 * and the class's own node selector is added to theirs. Whether a node has the handler behind it is not in the API; it
 * shows as FailedCreatePodSandBox. A class that selects the secondary's labels vouches for it.
 */
export function runtimeClass({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const moving = workloads.filter((workload) => reachesSecondary(strategyOf(workload)));
  const uses = moving.map((workload) => ({ workload, classes: classesOf(workload, snapshot) }));
  const named = uses.flatMap(({ workload, classes }) => classes.shown.map((shown) => ({ workload, shown })));
  return verdictOf({
    findings: uses.flatMap(({ workload, classes }) => [
      ...classes.unread,
      ...classes.shown.flatMap((shown) => judge(workload, shown, snapshot)),
    ]),
    good:
      named.length === 0
        ? `no workload that moves names a runtime class${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`
        : "the runtime classes select nodes of both lanes",
    notes: named.map(
      ({ workload, shown }) => `${titleOf(workload)}: runtime class ${shown.what}${liveOnlyText(shown)}`,
    ),
    wanted: "no runtime class, or one that exists and that both lanes have",
    command: kubectl(
      "get",
      "runtimeclasses",
      "-o",
      "custom-columns=NAME:.metadata.name,NODES:.scheduling.nodeSelector",
    ),
  });
}

function classesOf(workload: Workload, snapshot: Snapshot): GitOrLive<string> {
  return gitOrLive(
    workload,
    snapshot,
    (pod) => [stringAt(pod.runtimeClassName) ?? ""].filter((name) => name !== ""),
    // Git writes one already: the next sync settles which.
    () => "runtimeClassName",
  );
}

function judge(workload: Workload, shown: Shown<string>, snapshot: Snapshot): Finding[] {
  const title = titleOf(workload);
  const uses = `${title} names runtime class ${shown.what}${liveOnlyText(shown)}`;
  const classes = liveList(snapshot, (cluster) => cluster.runtimeClasses);
  if (classes.state === "unknown") return [unread("the runtime classes", classes.reason)];
  const found = classes.value.find(({ name }) => name === shown.what);
  if (found === undefined) {
    return [
      fail(
        `${uses}, which the cluster does not have: its pods are refused`,
        `Create RuntimeClass ${shown.what}, or take runtimeClassName out of ${title}.`,
      ),
    ];
  }
  return onBothLanes(found, uses, title, snapshot);
}

function onBothLanes({ name, nodeSelector }: RuntimeClass, uses: string, title: string, snapshot: Snapshot): Finding[] {
  const pairs = Object.entries(nodeSelector);
  const { primary, secondary } = snapshot.settings.lanes;
  if (pairs.length === 0) {
    return [
      warn(
        `${uses}; whether the secondary has its handler cannot be seen before a pod starts there`,
        `Look at the container runtime's configuration on the secondary, or start one pod with runtime class ${name} there.`,
      ),
    ];
  }
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const lanes = [
    { lane: secondary, members: nodes.value.secondary },
    { lane: primary, members: nodes.value.primary },
  ];
  return lanes.flatMap(({ lane, members }) => {
    if (members.some(({ labels }) => pairs.every(([key, value]) => labels[key] === value))) return [];
    const wanted = pairs.map(([key, value]) => `${key}=${value}`).join(", ");
    return [
      fail(
        `${uses}, which goes to nodes with ${wanted} only: no node of the ${lane} lane has that`,
        `Install the runtime on the ${lane} lane and label its node with ${wanted}, or let ${title} stay.`,
      ),
    ];
  });
}
