import type { Node } from "../cluster.ts";
import { type JsonObject, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { stringMap, type Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { livePinFindings } from "./live-pins.ts";
import { isOffline, laneNodes, namespacesOf, titleOf } from "./look.ts";
import { hostnameLabel, requiredNodeAffinity, satisfies, termsText } from "./node-terms.ts";

/**
 * What ties pods to a node (facts §3, rows 1 and 2; design §6.4). The overlays take nodeName and selectors on hostname
 * or lane away; other selectors and the app's own required affinity are kept, so the secondary must satisfy them.
 * A pin that is live but not in Git survives every sync and needs a person (facts §1.4).
 */
export function pins({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const stays = strategyOf(workload) === "stay";
      return [...written(workload, stays, snapshot), ...(isOffline(snapshot) ? [] : livePinFindings(workload, stays, snapshot))];
    }),
    good: isOffline(snapshot) ? "Git pins no workload to a node (no cluster was asked)" : "no workload is pinned to a node, in Git or live",
    notes: workloads.map(describe),
    wanted: "no nodeName and no selector on hostname or lane; every other selector and required node affinity fits a node of each lane",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,NODE:.spec.template.spec.nodeName,SELECTOR:.spec.template.spec.nodeSelector,AFFINITY:.spec.template.spec.affinity.nodeAffinity",
    ),
  });
}

function written(workload: Workload, stays: boolean, snapshot: Snapshot): Finding[] {
  return stays ? [] : [...removable(workload, snapshot), ...kept(workload, snapshot)];
}

/** Pins that stage 1 takes away: worth knowing, because the pods restart without them. */
function removable({ pod, ...workload }: Workload, snapshot: Snapshot): Finding[] {
  const title = titleOf({ pod, ...workload });
  const { label } = snapshot.settings.lanes;
  const name = stringAt(pod["nodeName"]);
  const remedy = `Nothing to do: the primary-only overlay takes it away. Or take it out of the base of ${title} yourself.`;
  return [
    ...(name === undefined || name === "" ? [] : [warn(`${title} names its node in Git (nodeName: ${name})`, remedy)]),
    ...Object.entries(stringMap(pod["nodeSelector"]))
      .filter(([key]) => key === hostnameLabel || key === label)
      .map(([key, value]) => warn(`${title} selects ${key}=${value} in Git`, remedy)),
  ];
}

/** What stays in the overlays must fit a node of each lane. */
function kept(workload: Workload, snapshot: Snapshot): Finding[] {
  const { label } = snapshot.settings.lanes;
  const selector = Object.entries(stringMap(workload.pod["nodeSelector"])).filter(([key]) => key !== hostnameLabel && key !== label);
  const affinity = requiredNodeAffinity(workload.pod);
  if (selector.length === 0 && affinity === undefined) return [];
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const { primary, secondary } = nodes.value;
  return [...laneFindings("secondary", secondary), ...laneFindings("primary", primary)];

  function laneFindings(lane: string, members: readonly Node[]): Finding[] {
    const title = titleOf(workload);
    const names = members.map((node) => node.name).join(", ") || "no node";
    const unmet = selector.filter(([key, value]) => !members.some(({ labels }) => labels[key] === value));
    // The overlays AND the lane into every term, so what the app itself says of the lane does not count here.
    const affinityFits = affinity === undefined || members.some((node) => satisfies(affinity, node, label));
    return [
      ...unmet.map(([key, value]) =>
        fail(`${title} selects ${key}=${value}, which the ${lane} lane (${names}) lacks`, `Label a node of the ${lane} lane with ${key}=${value} if that is true of it, or take the selector out of ${title}.`),
      ),
      ...(affinityFits || affinity === undefined
        ? []
        : [fail(`${title} requires ${termsText(affinity)}, which no node of the ${lane} lane (${names}) satisfies`, `Widen the required node affinity of ${title}, or label a node of the ${lane} lane.`)]),
    ];
  }
}

function describe(workload: Workload): string {
  const { pod } = workload;
  const selector = Object.entries(stringMap(pod["nodeSelector"])).map(([key, value]) => `${key}=${value}`);
  const affinity = requiredNodeAffinity(pod);
  const parts = [...nodeNameOf(pod), ...(selector.length === 0 ? [] : [`nodeSelector ${selector.join(", ")}`]), ...(affinity === undefined ? [] : [`requires ${termsText(affinity)}`])];
  return `${titleOf(workload)} in Git: ${parts.length === 0 ? "no pins" : parts.join("; ")}`;
}

function nodeNameOf(pod: JsonObject): string[] {
  const name = stringAt(objectAt(pod)["nodeName"]);
  return name === undefined || name === "" ? [] : [`nodeName ${name}`];
}
