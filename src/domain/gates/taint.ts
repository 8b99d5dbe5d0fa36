import type { Node } from "../cluster.ts";
import type { Lanes } from "../settings.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes } from "./look.ts";

type Taint = Node["taints"][number];

const cordonTaint = "node.kubernetes.io/unschedulable";
const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

/**
 * The secondary keeps every app out that does not opt in: its taint list must be the lane's taint and nothing else,
 * because the overlays tolerate that one and must never tolerate a cordon or a pressure (facts §3, row 28). Either
 * lane's node being cordoned or under pressure means that pods cannot start where the plan puts them.
 */
export function taint({ snapshot }: GateInput): Verdict {
  const { lanes } = snapshot.settings;
  const wanted = `the secondary's taints are exactly ${taintText(lanes.taint)}; no lane node is cordoned or under pressure`;
  const command = kubectl(
    "get",
    "nodes",
    "-o",
    "custom-columns=NAME:.metadata.name,TAINTS:.spec.taints,UNSCHEDULABLE:.spec.unschedulable",
  );
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const { primary, secondary } = nodes.value;
  const findings = [
    ...(secondary.length === 0
      ? [
          fail(
            "there is no secondary node to look at",
            `Label it: \`kubectl label node <node> ${lanes.label}=${lanes.secondary}\`.`,
          ),
        ]
      : []),
    ...secondary.flatMap((node) => [...secondaryTaints(node, lanes), ...troubles(node)]),
    ...primary.flatMap((node) => [...primaryTaints(node, lanes), ...troubles(node)]),
  ];
  return verdictOf({
    findings,
    good: `the secondary's only taint is ${taintText(lanes.taint)}, and no lane node is cordoned or under pressure`,
    notes: [...primary, ...secondary].map(
      ({ name, taints }) => `${name}: ${taints.length === 0 ? "no taints" : taints.map(taintText).join(", ")}`,
    ),
    wanted,
    command,
  });
}

function secondaryTaints({ name, taints }: Node, { taint: lane }: Lanes): Finding[] {
  const missing = taints.some((candidate) => isSame(candidate, lane))
    ? []
    : [
        fail(
          `${name} lacks the taint ${taintText(lane)}: anything may be scheduled there`,
          `Taint it once the pods on it are accounted for: \`kubectl taint node ${name} ${taintText(lane)}\`.`,
        ),
      ];
  const foreign = taints.filter((candidate) => !isSame(candidate, lane) && candidate.key !== cordonTaint);
  return [
    ...missing,
    ...foreign.map((other) =>
      fail(
        `${name} has the taint ${taintText(other)} too, which no overlay tolerates`,
        `Find out who set ${other.key} on ${name} and have it lifted; never tolerate it.`,
      ),
    ),
  ];
}

function primaryTaints({ name, taints }: Node, { taint: lane }: Lanes): Finding[] {
  return taints
    .filter(({ key }) => key !== cordonTaint)
    .map((other) =>
      isSame(other, lane)
        ? fail(
            `${name} is of the primary lane and has the secondary's taint`,
            `Take it off: \`kubectl taint node ${name} ${taintText(other)}-\`.`,
          )
        : other.key.startsWith("node.kubernetes.io/")
          ? fail(`${name} has the taint ${taintText(other)}`, `Bring ${name} back to health first.`)
          : warn(
              `${name} has the taint ${taintText(other)}: the app must tolerate it to start again`,
              `Check that the app tolerates ${other.key}.`,
            ),
    );
}

function troubles({ name, taints, unschedulable, conditions }: Node): Finding[] {
  const cordoned = unschedulable || taints.some(({ key }) => key === cordonTaint);
  return [
    ...(cordoned ? [fail(`${name} is cordoned`, `When its maintenance is over: \`kubectl uncordon ${name}\`.`)] : []),
    ...pressures.flatMap((condition) => {
      const status = conditions[condition];
      if (status === "True")
        return [
          fail(`${name} has ${condition}`, `Relieve ${name} first: \`kubectl describe node ${name}\` tells why.`),
        ];
      if (status === "Unknown") return [unread(`${condition} of ${name}`, "its kubelet no longer reports")];
      return [];
    }),
  ];
}

function isSame(taint: Taint, lane: Lanes["taint"]): boolean {
  return taint.key === lane.key && (taint.value ?? "") === lane.value && taint.effect === lane.effect;
}

function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === undefined || value === "" ? "" : `=${value}`}:${effect}`;
}
