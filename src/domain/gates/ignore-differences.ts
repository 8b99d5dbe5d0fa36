import type { IgnoredDifferences } from "../application.ts";
import { globMatches } from "../catalogue/glob.ts";
import type { ObjectRef } from "../manifest.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { scalersInGit } from "./autoscalers.ts";
import { type Finding, fail, listed, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { hides } from "./ignored-paths.ts";
import { isOffline, live, namespaceOf } from "./look.ts";
import { runsTwice } from "./reach.ts";
import { applicationCommand } from "./source.ts";

/** An object that a stage changes, and the fields that it changes there. */
type Written = { readonly ref: ObjectRef; readonly fields: readonly (readonly string[])[] };

const placement = ["nodeName", "nodeSelector", "affinity", "tolerations", "topologySpreadConstraints"].map((field) => [
  "spec",
  "template",
  "spec",
  field,
]);

/**
 * A field that Argo CD does not compare hides a stage's change: the app is called Synced with or without it (facts §6).
 * With the sync option RespectIgnoreDifferences the sync does not even write it. What all apps of this Argo CD ignore
 * stands in its ConfigMap, which is not read.
 */
export function ignoreDifferences({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const { application } = snapshot;
  const running = live(snapshot, (cluster) => cluster.application);
  const applications = [application, ...(running.state === "known" ? [running.value] : [])];
  const respected = applications.some(({ syncOptions }) => syncOptions.includes("RespectIgnoreDifferences=true"));
  const entries = applications.flatMap((each) => each.ignoreDifferences);
  const written = workloads.flatMap((workload) => writtenFor(workload, strategyOf(workload), snapshot));
  return verdictOf({
    findings: [
      ...(running.state === "unknown" && !isOffline(snapshot) ? [unread("the Application", running.reason)] : []),
      ...entries.flatMap((entry) => written.flatMap((each) => judge(entry, each, respected, snapshot))),
    ],
    good: `nothing that a stage changes is left out of Argo CD's comparison${running.state === "known" ? "" : " in Git (the live Application was not seen)"}`,
    notes: [
      `ignored: ${listed([...new Set(entries.map(entryText))]) || "nothing"}`,
      `RespectIgnoreDifferences: ${respected ? "yes" : "no"}`,
      "what Argo CD's own configuration ignores for all apps is not read",
    ],
    wanted: "spec.ignoreDifferences without replicas, placement and limits of autoscalers",
    command: applicationCommand(snapshot, "IGNORED:.spec.ignoreDifferences,OPTIONS:.spec.syncPolicy.syncOptions"),
  });
}

/** The fields that the stages write for a workload: where its pods go, how many, and its autoscaler's limits. */
function writtenFor(workload: Workload, strategy: Strategy, snapshot: Snapshot): readonly Written[] {
  if (strategy === "stay") return [];
  const [scaler] = scalersInGit(workload, snapshot);
  const replicas = scaler === undefined && runsTwice(strategy) ? [["spec", "replicas"]] : [];
  const limits =
    scaler?.kind === "ScaledObject"
      ? [["metadata", "annotations", "autoscaling.keda.sh/paused-replicas"]]
      : [
          ["spec", "minReplicas"],
          ["spec", "maxReplicas"],
        ];
  return [
    { ref: workload.ref, fields: [...replicas, ...placement] },
    ...(scaler === undefined ? [] : [{ ref: scaler.ref, fields: limits }]),
  ];
}

function judge(entry: IgnoredDifferences, { ref, fields }: Written, respected: boolean, snapshot: Snapshot): Finding[] {
  if (!concerns(entry, ref, snapshot)) return [];
  const hidden = fields.filter((field) => hides(entry, field)).map((field) => field.at(-1) ?? "");
  const object = `${ref.kind} ${ref.name}`;
  const remedy = `Take ${entryText(entry)} out of spec.ignoreDifferences for the migration.`;
  const byManager =
    entry.managedFieldsManagers.length === 0
      ? []
      : [
          warn(
            `Argo CD does not compare what ${entry.managedFieldsManagers.join(" and ")} manages of ${object}: which fields those are is not looked at`,
            remedy,
          ),
        ];
  if (hidden.length === 0) return byManager;
  const text = `Argo CD does not compare ${hidden.join(", ")} of ${object}`;
  return [
    respected
      ? fail(`${text} and, with RespectIgnoreDifferences, does not write them: a stage would never arrive`, remedy)
      : warn(`${text}: it would say Synced whether a stage has arrived or not`, remedy),
    ...byManager,
  ];
}

function concerns({ group, kind, name, namespace }: IgnoredDifferences, ref: ObjectRef, snapshot: Snapshot): boolean {
  const ofRef = ref.apiVersion.includes("/") ? (ref.apiVersion.split("/")[0] ?? "") : "";
  return (
    globMatches("manifests", group, ofRef) &&
    globMatches("manifests", kind, ref.kind) &&
    (name === undefined || name === ref.name) &&
    (namespace === undefined || namespace === namespaceOf(snapshot, ref))
  );
}

function entryText({ group, kind, name, jsonPointers, jqPathExpressions, managedFieldsManagers }: IgnoredDifferences) {
  const what = [...jsonPointers, ...jqPathExpressions, ...managedFieldsManagers.map((manager) => `all of ${manager}`)];
  return `${group === "" ? "" : `${group}/`}${kind}${name === undefined ? "" : ` ${name}`} (${listed(what, ", ")})`;
}
