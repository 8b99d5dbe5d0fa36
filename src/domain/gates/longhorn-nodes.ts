import type { Longhorn } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { longhornCommand, longhornVerdict } from "./longhorn-use.ts";
import { type LaneNodes, laneNodes, type Seen } from "./look.ts";

/**
 * Both lanes' nodes have to take replicas (facts §5): known to Longhorn, scheduling allowed, Ready and Schedulable. A
 * cordoned node is not Schedulable to Longhorn either, and then a missing replica is never rebuilt.
 */
export function longhornNodes(input: GateInput): Verdict {
  const nodes = laneNodes(input.snapshot);
  return longhornVerdict(input, {
    missing: "fail",
    pick: (cluster) => cluster.longhorn,
    judge: (longhorn) => ({
      findings: laneFindings(nodes, longhorn, input),
      notes: longhorn.nodes.map(describe),
    }),
    good: "both lanes' nodes can take replicas",
    wanted: "the node of each lane is known to Longhorn, allows scheduling, and is Ready and Schedulable",
    command: longhornCommand(
      "get",
      "nodes.longhorn.io",
      "-o",
      "custom-columns=NAME:.metadata.name,ALLOWED:.spec.allowScheduling,CONDITIONS:.status.conditions[*].type,STATUS:.status.conditions[*].status",
    ),
  });
}

function laneFindings(nodes: Seen<LaneNodes>, longhorn: Longhorn, { snapshot }: GateInput): Finding[] {
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const { label, primary, secondary } = snapshot.settings.lanes;
  const empty = (lane: string) => fail(`no node has ${label}=${lane}`, `Label the node of the ${lane} lane.`);
  return [
    ...(nodes.value.primary.length === 0 ? [empty(primary)] : []),
    ...(nodes.value.secondary.length === 0 ? [empty(secondary)] : []),
    ...[...nodes.value.primary, ...nodes.value.secondary].flatMap(({ name }) => nodeFindings(name, longhorn)),
  ];
}

function nodeFindings(name: string, { nodes }: Longhorn): Finding[] {
  const node = nodes.find((candidate) => candidate.name === name);
  if (node === undefined) {
    return [
      fail(`Longhorn does not know ${name}`, `Let Longhorn's manager run on ${name} (it needs the lane's toleration).`),
    ];
  }
  return [
    ...(node.allowScheduling
      ? []
      : [fail(`Longhorn may not put replicas on ${name}`, `Allow scheduling on ${name} in Longhorn.`)]),
    ...["Ready", "Schedulable"].flatMap((type): Finding[] => {
      const status = Object.hasOwn(node.conditions, type) ? node.conditions[type] : undefined;
      if (status === "True") return [];
      if (status === "False")
        return [
          fail(
            `${name} is not ${type} to Longhorn`,
            `See why: \`${longhornCommand("describe", "nodes.longhorn.io", name)}\`.`,
          ),
        ];
      return [unread(`condition ${type} of Longhorn's node ${name}`, `it is ${status ?? "not set"}`)];
    }),
  ];
}

function describe({ name, allowScheduling, conditions }: Longhorn["nodes"][number]): string {
  const shown = Object.entries(conditions).map(([type, status]) => `${type} ${status}`);
  return `${name}: scheduling ${allowScheduling ? "allowed" : "not allowed"}, ${shown.join(", ") || "no conditions"}`;
}
