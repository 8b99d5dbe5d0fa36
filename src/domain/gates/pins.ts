import type { Node } from "../cluster.ts";
import { type JsonObject, listAt, objectAt } from "../manifest.ts";
import { HOSTNAME, requiredLanes } from "../overlay/lane-affinity.ts";
import { laneNodes as overlayNodes } from "../overlay/lane-nodes.ts";
import { pinsOf } from "../overlay/pins.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { stringMap, type Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { livePinFindings } from "./live-pins.ts";
import { isOffline, laneNodes, namespacesOf, titleOf } from "./look.ts";
import { requiredNodeAffinity, satisfies, termsText } from "./node-terms.ts";

/**
 * What ties pods to a node (facts §3, rows 1 and 2; design §6.4). The overlays take names of nodes and lanes away; the
 * app's other selectors and its own required affinity are kept, so a node of each lane must satisfy them.
 * A pin that is live but not in Git survives every sync and needs a person (facts §1.4).
 */
export function pins({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const offline = isOffline(snapshot);
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const stays = strategyOf(workload) === "stay";
      return [
        ...(stays ? [] : [...taken(workload, snapshot), ...keptFindings(workload, snapshot)]),
        ...(offline ? [] : livePinFindings(workload, stays, snapshot)),
      ];
    }),
    good: offline
      ? "Git pins no workload to a node (no cluster was asked)"
      : "no workload is pinned to a node, in Git or live",
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted: "no node named, in Git or live; every other selector and required node affinity fits a node of each lane",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,NODE:.spec.template.spec.nodeName,SELECTOR:.spec.template.spec.nodeSelector,AFFINITY:.spec.template.spec.affinity.nodeAffinity",
    ),
  });
}

/** Pins in Git that stage 1 takes away: worth knowing, because the pods restart without them. */
function taken(workload: Workload, { observation, settings }: Snapshot): Finding[] {
  const title = titleOf(workload);
  return pinsOf(workload, overlayNodes(observation, settings)).map((pin) =>
    warn(
      `${title} is pinned in Git: ${pin}`,
      `Nothing to do: the primary-only overlay takes it away. Or take it out of the base of ${title} yourself.`,
    ),
  );
}

/** What the overlays keep, and for each lane whether one of its nodes satisfies all of it. */
function keptFindings(workload: Workload, snapshot: Snapshot): Finding[] {
  const { lanes } = snapshot.settings;
  const selector = Object.entries(stringMap(workload.pod.nodeSelector)).filter(
    ([key]) => key !== HOSTNAME && key !== lanes.label,
  );
  const affinity = keptAffinity(workload, snapshot, [lanes.primary, lanes.secondary]);
  if (selector.length === 0 && affinity === undefined) return [];
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const ask = (lane: string, members: readonly Node[]) =>
    laneFindings({ title: titleOf(workload), lane, members, selector, affinity });
  return [...ask(lanes.secondary, nodes.value.secondary), ...ask(lanes.primary, nodes.value.primary)];
}

/** The required node affinity as the overlay of those lanes has it; undefined when it asks for nothing but a lane. */
function keptAffinity(
  workload: Workload,
  { observation, settings }: Snapshot,
  lanes: readonly string[],
): JsonObject | undefined {
  const required = requiredLanes(workload.pod.affinity, overlayNodes(observation, settings), lanes);
  const asksForMore = listAt(required.nodeSelectorTerms)
    .map(objectAt)
    .every((term) => listAt(term.matchExpressions).length + listAt(term.matchFields).length > 1);
  return asksForMore ? required : undefined;
}

function laneFindings(asked: {
  readonly title: string;
  readonly lane: string;
  readonly members: readonly Node[];
  readonly selector: readonly (readonly [string, string])[];
  readonly affinity: JsonObject | undefined;
}): Finding[] {
  const { title, lane, members, selector, affinity } = asked;
  const selected = members.filter(({ labels }) => selector.every(([key, value]) => labels[key] === value));
  if (selected.some((node) => affinity === undefined || satisfies(affinity, node))) return [];
  const names = members.map((node) => node.name).join(", ") || "no node";
  if (selected.length === 0) {
    const unmet = selector.filter(([key, value]) => !members.some(({ labels }) => labels[key] === value));
    const pairs = (unmet.length === 0 ? selector : unmet).map(([key, value]) => `${key}=${value}`).join(", ");
    return [
      fail(
        `${title} selects ${pairs}, which no node of the ${lane} lane has (${names})`,
        `Label a node of the ${lane} lane with ${pairs} if that is true of it, or take the selector out of ${title}.`,
      ),
    ];
  }
  return [
    fail(
      `${title} requires ${termsText(affinity ?? {})}, which no node of the ${lane} lane satisfies (${names})`,
      `Widen the required node affinity of ${title}, or label a node of the ${lane} lane.`,
    ),
  ];
}

function describe(workload: Workload, { observation, settings }: Snapshot): string {
  const { pod } = workload;
  const selector = Object.entries(stringMap(pod.nodeSelector)).map(([key, value]) => `nodeSelector ${key}=${value}`);
  const affinity = requiredNodeAffinity(pod);
  const parts = new Set([
    ...pinsOf(workload, overlayNodes(observation, settings)),
    ...selector,
    ...(affinity === undefined ? [] : [`requires ${termsText(affinity)}`]),
  ]);
  return `${titleOf(workload)} in Git: ${parts.size === 0 ? "no pins" : [...parts].join(", ")}`;
}
