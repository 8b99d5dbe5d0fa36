import { dataClass as dataClassOf } from "../data-class.ts";
import {
  type AppChoices,
  type Attestation,
  type DataClass,
  noChoices,
  type Severity,
  type Strategy,
} from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { hostPathUses } from "../storage.ts";
import type { GateResult, Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { accessModes } from "./access-modes.ts";
import { architecture } from "./architecture.ts";
import { capacity } from "./capacity.ts";
import { claimShared } from "./claim-shared.ts";
import { clientIp } from "./client-ip.ts";
import { controlPlane } from "./control-plane.ts";
import { crashLoops } from "./crash-loops.ts";
import { csiOnSecondary } from "./csi-on-secondary.ts";
import { dataClass } from "./data-class.ts";
import { devices } from "./devices.ts";
import { dns } from "./dns.ts";
import { drift } from "./drift.ts";
import { engineImage } from "./engine-image.ts";
import { flapping } from "./flapping.ts";
import { foreignPods } from "./foreign-pods.ts";
import type { Gate, GateInput } from "./gate.ts";
import { hostNamespaces } from "./host-namespaces.ts";
import { hpa } from "./hpa.ts";
import { ignoreDifferences } from "./ignore-differences.ts";
import { keda } from "./keda.ts";
import { lanes } from "./lanes.ts";
import { leaderElection } from "./leader-election.ts";
import { longhornLocality } from "./longhorn-locality.ts";
import { longhornNodes } from "./longhorn-nodes.ts";
import { longhornSettings } from "./longhorn-settings.ts";
import { longhornVolumes } from "./longhorn-volumes.ts";
import { claimsOf, isOffline } from "./look.ts";
import { namespaceOverrides } from "./namespace-overrides.ts";
import { nodeLocalImages } from "./node-local-images.ts";
import { nodeLocalVolumes } from "./node-local-volumes.ts";
import { oneRevision } from "./one-revision.ts";
import { owner } from "./owner.ts";
import { pdb } from "./pdb.ts";
import { pins } from "./pins.ts";
import { podsReplaced } from "./pods-replaced.ts";
import { probeThresholds } from "./probe-thresholds.ts";
import { probes } from "./probes.ts";
import { quota } from "./quota.ts";
import { requestsAndLimits } from "./requests-and-limits.ts";
import { restarts } from "./restarts.ts";
import { restorePoint } from "./restore-point.ts";
import { runtimeClass } from "./runtime-class.ts";
import { source } from "./source.ts";
import { sources } from "./sources.ts";
import { stickySessions } from "./sticky-sessions.ts";
import { storageClass } from "./storage-class.ts";
import { syncMode } from "./sync-mode.ts";
import { syncState } from "./sync-state.ts";
import { syncWindows } from "./sync-windows.ts";
import { taint } from "./taint.ts";
import { trafficPolicy } from "./traffic-policy.ts";
import { volumeAttachments } from "./volume-attachments.ts";
import { vpa } from "./vpa.ts";
import { workloadConditions } from "./workload-conditions.ts";

/** Every gate, in the order a reader should see them. */
export const gates: readonly Gate[] = [
  { gate: "lanes", group: "lanes", title: "Both lanes have a Ready node", live: true, severity: "fail", ask: lanes },
  {
    gate: "taint",
    group: "lanes",
    title: "The secondary keeps other apps out",
    live: true,
    severity: "fail",
    ask: taint,
  },
  {
    gate: "foreign-pods",
    group: "lanes",
    title: "Nobody unexpected stands on the secondary",
    live: true,
    severity: "warn",
    ask: foreignPods,
  },
  {
    gate: "control-plane",
    group: "lanes",
    title: "More than one control-plane node",
    live: true,
    severity: "warn",
    ask: controlPlane,
  },
  {
    gate: "namespace-overrides",
    group: "lanes",
    title: "No namespace overrides the lanes",
    live: true,
    severity: "fail",
    ask: namespaceOverrides,
  },
  { gate: "dns", group: "lanes", title: "Names resolve without the primary", live: true, severity: "warn", ask: dns },
  {
    gate: "crash-loops",
    group: "health",
    title: "No container is crash-looping",
    live: true,
    severity: "fail",
    ask: crashLoops,
  },
  {
    gate: "restarts",
    group: "health",
    title: "Few restarts in the last hour",
    live: true,
    severity: "fail",
    ask: restarts,
  },
  {
    gate: "workload-conditions",
    group: "health",
    title: "Controllers have finished their rollouts",
    live: true,
    severity: "fail",
    ask: workloadConditions,
  },
  { gate: "one-revision", group: "health", title: "One revision runs", live: true, severity: "fail", ask: oneRevision },
  {
    gate: "pods-replaced",
    group: "health",
    title: "No pods replaced in the last hour",
    live: true,
    severity: "warn",
    ask: podsReplaced,
  },
  {
    gate: "flapping",
    group: "health",
    title: "No flapping in the last hour's events",
    live: true,
    severity: "fail",
    ask: flapping,
  },
  { gate: "probes", group: "health", title: "Probes exist and are green", live: false, severity: "fail", ask: probes },
  {
    gate: "probe-thresholds",
    group: "health",
    title: "Probes bear a short hiccup",
    live: false,
    severity: "warn",
    ask: probeThresholds,
  },
  {
    gate: "leader-election",
    group: "health",
    title: "Leader election",
    live: true,
    severity: "warn",
    ask: leaderElection,
  },
  {
    gate: "pdb",
    group: "budgets",
    title: "A fitting disruption budget exists",
    live: false,
    severity: "fail",
    ask: pdb,
  },
  {
    gate: "requests-and-limits",
    group: "budgets",
    title: "Requests and limits are set",
    live: false,
    severity: "fail",
    ask: requestsAndLimits,
  },
  {
    gate: "quota",
    group: "budgets",
    title: "Quotas have room for the added pods",
    live: true,
    severity: "fail",
    ask: quota,
  },
  { gate: "capacity", group: "budgets", title: "The secondary has room", live: true, severity: "fail", ask: capacity },
  { gate: "data-class", group: "data", title: "Data class", live: false, severity: "warn", ask: dataClass },
  {
    gate: "access-modes",
    group: "data",
    title: "Access modes allow the pods",
    live: false,
    severity: "fail",
    ask: accessModes,
  },
  {
    gate: "claim-shared",
    group: "data",
    title: "No claim has several users",
    live: false,
    severity: "fail",
    ask: claimShared,
  },
  {
    gate: "storage-class",
    group: "data",
    title: "Storage classes exist",
    live: false,
    severity: "fail",
    ask: storageClass,
  },
  {
    gate: "node-local-volumes",
    group: "data",
    title: "No data is bound to one node",
    live: false,
    severity: "fail",
    ask: nodeLocalVolumes,
  },
  {
    gate: "longhorn-volumes",
    group: "data",
    title: "Longhorn volumes are healthy, one replica a node",
    live: false,
    severity: "fail",
    ask: longhornVolumes,
  },
  {
    gate: "longhorn-locality",
    group: "data",
    title: "No Longhorn volume is bound to its node",
    live: false,
    severity: "fail",
    ask: longhornLocality,
  },
  {
    gate: "longhorn-settings",
    group: "data",
    title: "Longhorn's settings are the runbook's",
    live: false,
    severity: "fail",
    ask: longhornSettings,
  },
  {
    gate: "longhorn-nodes",
    group: "data",
    title: "Longhorn can put replicas on both nodes",
    live: false,
    severity: "fail",
    ask: longhornNodes,
  },
  {
    gate: "csi-on-secondary",
    group: "data",
    title: "Longhorn runs on the secondary",
    live: false,
    severity: "fail",
    ask: csiOnSecondary,
  },
  {
    gate: "volume-attachments",
    group: "data",
    title: "Volumes are attached where their pods run",
    live: false,
    severity: "fail",
    ask: volumeAttachments,
  },
  {
    gate: "engine-image",
    group: "data",
    title: "Volumes run Longhorn's current engine",
    live: false,
    severity: "warn",
    ask: engineImage,
  },
  {
    gate: "restore-point",
    group: "data",
    title: "Volumes have a snapshot or a backup",
    live: false,
    severity: "warn",
    ask: restorePoint,
  },
  { gate: "pins", group: "pins", title: "Nothing pins the pods to a node", live: false, severity: "fail", ask: pins },
  {
    gate: "architecture",
    group: "pins",
    title: "Images run on both processors",
    live: true,
    severity: "fail",
    ask: architecture,
  },
  {
    gate: "runtime-class",
    group: "pins",
    title: "Both lanes have the runtime class",
    live: false,
    severity: "fail",
    ask: runtimeClass,
  },
  {
    gate: "devices",
    group: "pins",
    title: "The secondary has the devices",
    live: false,
    severity: "fail",
    ask: devices,
  },
  {
    gate: "node-local-images",
    group: "pins",
    title: "Both nodes can pull the images",
    live: false,
    severity: "fail",
    ask: nodeLocalImages,
  },
  {
    gate: "host-namespaces",
    group: "pins",
    title: "Nothing takes ports of its node",
    live: false,
    severity: "fail",
    ask: hostNamespaces,
  },
  {
    gate: "sticky-sessions",
    group: "traffic",
    title: "No sticky sessions",
    live: false,
    severity: "warn",
    ask: stickySessions,
  },
  {
    gate: "client-ip",
    group: "traffic",
    title: "No Service keeps clients on one pod",
    live: false,
    severity: "warn",
    ask: clientIp,
  },
  {
    gate: "traffic-policy",
    group: "traffic",
    title: "Services use the pods of both nodes",
    live: false,
    severity: "warn",
    ask: trafficPolicy,
  },
  {
    gate: "hpa",
    group: "autoscalers",
    title: "No HPA works against the stages",
    live: false,
    severity: "fail",
    ask: hpa,
  },
  {
    gate: "vpa",
    group: "autoscalers",
    title: "No VPA evicts pods in the window",
    live: false,
    severity: "fail",
    ask: vpa,
  },
  {
    gate: "keda",
    group: "autoscalers",
    title: "No ScaledObject works against the stages",
    live: false,
    severity: "fail",
    ask: keda,
  },
  {
    gate: "source",
    group: "argocd",
    title: "The live Application is Git's",
    live: true,
    severity: "fail",
    ask: source,
  },
  {
    gate: "sources",
    group: "argocd",
    title: "Argo CD renders it as it was proved",
    live: true,
    severity: "fail",
    ask: sources,
  },
  {
    gate: "owner",
    group: "argocd",
    title: "Nobody undoes changes of the Application",
    live: true,
    severity: "fail",
    ask: owner,
  },
  { gate: "sync-mode", group: "argocd", title: "Manual sync", live: false, severity: "warn", ask: syncMode },
  { gate: "sync-state", group: "argocd", title: "Synced and healthy", live: true, severity: "fail", ask: syncState },
  { gate: "drift", group: "argocd", title: "What runs is what Git says", live: true, severity: "fail", ask: drift },
  {
    gate: "ignore-differences",
    group: "argocd",
    title: "Argo CD sees what a stage changes",
    live: false,
    severity: "fail",
    ask: ignoreDifferences,
  },
  {
    gate: "sync-windows",
    group: "argocd",
    title: "Sync windows allow manual syncs",
    live: true,
    severity: "fail",
    ask: syncWindows,
  },
];

/**
 * All gates run, so that people get all reasons at once; the settings' severities are applied and said.
 * `strategyOf` is the strategy chosen for a workload; `attestations` are the settings' and the command's.
 */
export function runGates(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  strategyOf: (workload: Workload) => Strategy,
  attestations: readonly Attestation[] = choicesOf(snapshot).attestations,
): readonly GateResult[] {
  const { severities } = snapshot.settings;
  const input: GateInput = {
    snapshot,
    workloads,
    strategyOf,
    classOf: (workload) => classOf(workload, snapshot),
    attestations,
  };
  return gates.map(({ gate, group, title, live, ask }) => {
    const verdict = withSeverity(ask(input), Object.hasOwn(severities, gate) ? severities[gate] : undefined);
    // A gate that Git can answer for some apps is a live one where it lacked the cluster.
    return { gate, group, title, live: live || (isOffline(snapshot) && verdict.outcome === "unknown"), ...verdict };
  });
}

/** The data class that people chose for a workload, else the one its facts make. */
function classOf(workload: Workload, snapshot: Snapshot): DataClass {
  const { classes } = choicesOf(snapshot);
  const chosen = Object.hasOwn(classes, workload.ref.name) ? classes[workload.ref.name] : classes["*"];
  return (
    chosen ??
    dataClassOf(workload, claimsOf(snapshot, workload), hostPathUses(workload), snapshot.settings.fragileImages).class
  );
}

function choicesOf({ settings, application }: Snapshot): AppChoices {
  return (Object.hasOwn(settings.apps, application.name) ? settings.apps[application.name] : undefined) ?? noChoices;
}

/** What is unknown stays so: no setting turns it into a pass. */
function withSeverity(verdict: Verdict, severity: Severity | undefined): Verdict {
  if (severity === "warn" && verdict.outcome === "fail")
    return { ...verdict, outcome: "warn", summary: `${verdict.summary} (settings make this a warning)` };
  if (severity === "fail" && verdict.outcome === "warn")
    return { ...verdict, outcome: "fail", summary: `${verdict.summary} (settings make this a failure)` };
  return verdict;
}
