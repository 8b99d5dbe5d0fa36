import type { ClusterView, Node, Pod } from "../cluster.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { redactText } from "../redact.ts";
import type { Report } from "../report.ts";
import type { Snapshot } from "../snapshot.ts";
import { type EvidenceTable, evidence } from "./evidence-table.ts";
import { longhornEvidence, volumeEvidence } from "./evidence-volumes.ts";
import { moment } from "./words.ts";

/** A public repository gets a summary unless its settings ask for everything (design §4). */
export function showsEverything({ settings, repository }: Snapshot): boolean {
  return settings.evidence === undefined ? !repository.isPublic : settings.evidence === "full";
}

/** The runbook's evidence (§3.1 and "Evidence and Verification") as tables; empty where no cluster was asked. */
export function evidenceTables({ snapshot }: Report): readonly EvidenceTable[] {
  const { observation, settings } = snapshot;
  if (observation.mode === "offline") return [];
  const { cluster } = observation;
  return [
    evidence("Nodes, lanes and taints", cluster.nodes, ["Node", "Lane", "Taints", "Ready", "Cordoned"], (node) =>
      nodeRow(node, settings.lanes.label),
    ),
    evidence("Pods of the app", cluster.pods, ["Pod", "Node", "Phase", "Ready", "Restarts", "Since"], podRow),
    evidence(
      "Pods on the secondary lane, DaemonSets' left out",
      cluster.podsOnSecondary,
      ["Pod", "Node", "Phase", "Ready", "Restarts", "Since"],
      podRow,
    ),
    evidence(
      "Disruption budgets",
      cluster.disruptionBudgets,
      ["Budget", "Allows", "Disruptions allowed now"],
      (budget) => [
        code(`${budget.namespace}/${budget.name}`),
        budget.maxUnavailable === undefined
          ? md`minAvailable ${neutral(String(budget.minAvailable ?? "not set"))}`
          : md`maxUnavailable ${neutral(String(budget.maxUnavailable))}`,
        neutral(String(budget.disruptionsAllowed ?? "not known")),
      ],
    ),
    evidence("Autoscalers", cluster.autoscalers, ["Autoscaler", "Target", "Least", "Most", "Now"], (scaler) => [
      code(`${scaler.namespace}/${scaler.name}`),
      code(`${scaler.target.kind} ${scaler.target.name}`),
      md`${scaler.minReplicas}`,
      md`${scaler.maxReplicas}`,
      neutral(String(scaler.currentReplicas ?? "not known")),
    ]),
    ...volumeEvidence(cluster),
    ...longhornEvidence(cluster),
    recentEvents(cluster),
  ];
}

function nodeRow({ name, labels, taints, conditions, unschedulable }: Node, label: string): readonly Markdown[] {
  const shown = taints.map(({ key, value, effect }) =>
    code(`${key}${value === undefined ? "" : `=${value}`}:${effect}`),
  );
  return [
    code(name),
    labels[label] === undefined ? md`none` : code(labels[label]),
    shown.length === 0 ? md`none` : joined(shown),
    neutral(conditions["Ready"] ?? "not known"),
    unschedulable ? md`yes` : md`no`,
  ];
}

function podRow({ namespace, name, nodeName, phase, ready, containers, createdAt }: Pod): readonly Markdown[] {
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return [
    code(`${namespace}/${name}`),
    nodeName === undefined ? md`none yet` : code(nodeName),
    neutral(phase),
    ready === undefined ? md`not known` : ready ? md`yes` : md`no`,
    md`${restarts}`,
    neutral(moment(createdAt)),
  ];
}

/** The newest fifty, as the runbook's `tail -n 50`; messages are other people's words. */
function recentEvents({ events }: ClusterView): EvidenceTable {
  const title = "Recent events";
  const header = ["When", "Type", "Reason", "Object", "Message", "Times"];
  const row = (event: (ClusterView["events"] & { readonly state: "known" })["value"][number]) => [
    neutral(moment(event.at)),
    neutral(event.type),
    neutral(event.reason),
    code(`${event.kind} ${event.name}`),
    neutral(clip(redactText(event.message), 300)),
    md`${event.count}`,
  ];
  if (events.state !== "known") return evidence(title, events, header, row);
  const newest = events.value.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, 50);
  const shown = evidence(title, { state: "known", value: newest }, header, row);
  return events.value.length > 50 ? { ...shown, note: md`The newest 50 of ${events.value.length}.` } : shown;
}
