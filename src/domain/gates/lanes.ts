import type { Node } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes } from "./look.ts";

/**
 * Everything that follows stands on two lanes: a node of each, found by label, and Ready (runbook, cluster lane
 * model; facts §2.5: a node that is tainted but not labelled leaves pods Pending).
 */
export function lanes({ snapshot }: GateInput): Verdict {
  const { label, primary, secondary } = snapshot.settings.lanes;
  const wanted = `a Ready node with ${label}=${primary} and one with ${label}=${secondary}`;
  const command = kubectl("get", "nodes", "-L", label);
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const ofLane = { [primary]: nodes.value.primary, [secondary]: nodes.value.secondary };
  const strangers = nodes.value.all.filter(
    ({ labels }) => labels[label] !== undefined && labels[label] !== primary && labels[label] !== secondary,
  );
  const unlabelled = nodes.value.all.filter(({ labels }) => labels[label] === undefined);
  const findings = [
    ...Object.entries(ofLane).flatMap(([lane, members]) => laneFindings(label, lane, members)),
    ...strangers.map((node) =>
      warn(
        `${node.name} has ${label}=${node.labels[label]}, which is neither lane`,
        `Correct the label of ${node.name}, or name the lanes' values in the settings (\`lanes\`).`,
      ),
    ),
  ];
  return verdictOf({
    findings,
    good: `both lanes have a Ready node: ${names(nodes.value.primary)} (${primary}), ${names(nodes.value.secondary)} (${secondary})`,
    notes: [
      ...Object.entries(ofLane).map(
        ([lane, members]) => `${lane}: ${members.length === 0 ? "no node" : names(members)}`,
      ),
      ...(unlabelled.length === 0 ? [] : [`in no lane: ${names(unlabelled)}`]),
    ],
    wanted,
    command,
  });
}

function laneFindings(label: string, lane: string, members: readonly Node[]): Finding[] {
  if (members.length === 0) {
    return [
      fail(
        `no node has ${label}=${lane}`,
        `Label the node of the ${lane} lane: \`kubectl label node <node> ${label}=${lane}\`. Or correct the lane names in the settings (\`lanes\`).`,
      ),
    ];
  }
  if (members.some(isReady)) return [];
  return [
    fail(`no node of the ${lane} lane is Ready: ${names(members)}`, `Bring a node of the ${lane} lane back first.`),
  ];
}

function isReady({ conditions }: Node): boolean {
  return conditions.Ready === "True";
}

function names(nodes: readonly Node[]): string {
  return nodes.map((node) => (isReady(node) ? node.name : `${node.name} (not Ready)`)).join(", ");
}
