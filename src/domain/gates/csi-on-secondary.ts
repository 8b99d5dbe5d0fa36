import type { Node } from "../cluster.ts";
import type { CsiNode, PlatformPod } from "../cluster-surroundings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { idleReason, type LonghornUse, longhornCommand, longhornDriver, longhornUse } from "./longhorn-use.ts";
import { laneNodes, liveList, type Seen } from "./look.ts";

/** What a node needs to attach a Longhorn volume (facts §5). */
const parts = ["longhorn-manager", "longhorn-csi-plugin", "engine-image"];

/**
 * A Longhorn volume attaches on the secondary only where Longhorn runs: its driver registered with the node, and its
 * DaemonSets' pods ready, which takes a toleration of the lane's taint (facts §3, row 29, and §5). The scheduler sees
 * none of that. Asked only where a workload that moves has a claim of Longhorn's.
 */
export function csiOnSecondary(input: GateInput): Verdict {
  const { snapshot } = input;
  const use = longhornUse(input);
  const words = {
    wanted: `on every secondary node: ${longhornDriver} registered, ${parts.join(", ")} ready`,
    command: `${kubectl("get", "csinodes", "-o", "custom-columns=NODE:.metadata.name,DRIVERS:.spec.drivers[*].name")} && ${longhornCommand("get", "pods", "-o", "wide")}`,
  };
  const idle = idleReason(use) ?? stayingReason(use);
  if (idle !== undefined) return verdictOf({ ...words, findings: use.findings, good: idle, notes: [] });
  const nodes = laneNodes(snapshot);
  const csiNodes = liveList(snapshot, (cluster) => cluster.csiNodes);
  const pods = liveList(snapshot, (cluster) => cluster.platformPods);
  return verdictOf({
    ...words,
    findings: [
      ...use.findings,
      ...(nodes.state === "unknown"
        ? [unread("the nodes", nodes.reason)]
        : secondaryFindings(nodes.value.secondary, csiNodes, pods, snapshot)),
    ],
    good: "Longhorn runs on the secondary and its driver is registered there",
    notes: nodes.state === "known" ? nodes.value.secondary.map((node) => describe(node, csiNodes, pods)) : [],
  });
}

function stayingReason({ volumes, pending }: LonghornUse): string | undefined {
  return [...volumes, ...pending].every(({ stays }) => stays) ? "what Longhorn keeps for this app stays" : undefined;
}

function secondaryFindings(
  nodes: readonly Node[],
  csiNodes: Seen<readonly CsiNode[]>,
  pods: Seen<readonly PlatformPod[]>,
  { settings }: Snapshot,
): Finding[] {
  const { label, secondary, taint } = settings.lanes;
  if (nodes.length === 0) {
    return [fail(`no node has ${label}=${secondary}`, `Label the node of the ${secondary} lane.`)];
  }
  const remedy = `Give Longhorn's manager and driver, in its Helm values, the toleration of \`${taint.key}=${taint.value}:${taint.effect}\`, and the parts it manages itself by the setting taint-toleration, which can be changed only while all volumes are detached.`;
  return [
    ...(csiNodes.state === "unknown" ? [unread("the CSINodes", csiNodes.reason)] : []),
    ...(pods.state === "unknown" ? [unread("Longhorn's pods", pods.reason)] : []),
    ...nodes.flatMap(({ name }) => [
      ...(csiNodes.state === "known" ? driverFindings(name, csiNodes.value, remedy) : []),
      ...(pods.state === "known" ? parts.flatMap((part) => partFindings(part, name, pods.value, remedy)) : []),
    ]),
  ];
}

function driverFindings(node: string, csiNodes: readonly CsiNode[], remedy: string): Finding[] {
  const found = csiNodes.find((candidate) => candidate.node === node);
  return found?.drivers.includes(longhornDriver)
    ? []
    : [fail(`${node} has not registered ${longhornDriver}: no Longhorn volume can attach there`, remedy)];
}

/** Of a part that has several pods on a node (engine images of several versions) every one has to be ready. */
function partFindings(part: string, node: string, pods: readonly PlatformPod[], remedy: string): Finding[] {
  const there = pods.filter((pod) => pod.part === part && pod.node === node);
  if (there.length === 0) return [fail(`no ${part} runs on ${node}`, remedy)];
  return there
    .filter(({ ready }) => !ready)
    .map(({ namespace, name }) =>
      fail(
        `${part} is not ready on ${node} (${name})`,
        `See why: \`${kubectl("-n", namespace, "describe", "pod", name)}\`.`,
      ),
    );
}

function describe({ name }: Node, csiNodes: Seen<readonly CsiNode[]>, pods: Seen<readonly PlatformPod[]>): string {
  const drivers =
    csiNodes.state === "known"
      ? csiNodes.value.find(({ node }) => node === name)?.drivers.join(", ") || "none"
      : "not known";
  const there =
    pods.state === "known"
      ? pods.value
          .filter(({ node, part }) => node === name && parts.includes(part))
          .map((pod) => `${pod.part} ${pod.ready ? "ready" : "not ready"}`)
      : ["not known"];
  return `${name}: drivers ${drivers}, Longhorn's pods ${there.join(", ") || "none"}`;
}
