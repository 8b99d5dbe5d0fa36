import type { Severity } from "../settings.ts";
import type { GateGroup } from "../verdict.ts";
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
import type { Gate } from "./gate.ts";
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

const live = true;
const git = false;

/** Every gate, in the order a reader should see them. `live`: it asks the cluster and nothing else. */
export const gates: readonly Gate[] = [
  row("lanes", "lanes", "Both lanes have a Ready node", live, "fail", lanes),
  row("taint", "lanes", "The secondary keeps other apps out", live, "fail", taint),
  row("foreign-pods", "lanes", "Nobody unexpected stands on the secondary", live, "warn", foreignPods),
  row("control-plane", "lanes", "More than one control-plane node", live, "warn", controlPlane),
  row("namespace-overrides", "lanes", "No namespace overrides the lanes", live, "fail", namespaceOverrides),
  row("dns", "lanes", "Names resolve without the primary", live, "warn", dns),
  row("crash-loops", "health", "No container is crash-looping", live, "fail", crashLoops),
  row("restarts", "health", "Few restarts in the last hour", live, "fail", restarts),
  row("workload-conditions", "health", "Controllers have finished their rollouts", live, "fail", workloadConditions),
  row("one-revision", "health", "One revision runs", live, "fail", oneRevision),
  row("pods-replaced", "health", "No pods replaced in the last hour", live, "warn", podsReplaced),
  row("flapping", "health", "No flapping in the last hour's events", live, "fail", flapping),
  row("probes", "health", "Probes exist and are green", git, "fail", probes),
  row("probe-thresholds", "health", "Probes bear a short hiccup", git, "warn", probeThresholds),
  row("leader-election", "health", "Leader election", live, "warn", leaderElection),
  row("pdb", "budgets", "A fitting disruption budget exists", git, "fail", pdb),
  row("requests-and-limits", "budgets", "Requests and limits are set", git, "fail", requestsAndLimits),
  row("quota", "budgets", "Quotas have room for the added pods", live, "fail", quota),
  row("capacity", "budgets", "The secondary has room", live, "fail", capacity),
  row("data-class", "data", "Data class", git, "warn", dataClass),
  row("access-modes", "data", "Access modes allow the pods", git, "fail", accessModes),
  row("claim-shared", "data", "No claim has several users", git, "fail", claimShared),
  row("storage-class", "data", "Storage classes exist", git, "fail", storageClass),
  row("node-local-volumes", "data", "No data is bound to one node", git, "fail", nodeLocalVolumes),
  row("longhorn-volumes", "data", "Longhorn volumes are healthy, one replica a node", git, "fail", longhornVolumes),
  row("longhorn-locality", "data", "No Longhorn volume is bound to its node", git, "fail", longhornLocality),
  row("longhorn-settings", "data", "Longhorn's settings are the runbook's", git, "fail", longhornSettings),
  row("longhorn-nodes", "data", "Longhorn can put replicas on both nodes", git, "fail", longhornNodes),
  row("csi-on-secondary", "data", "Longhorn runs on the secondary", git, "fail", csiOnSecondary),
  row("volume-attachments", "data", "Volumes are attached where their pods run", git, "fail", volumeAttachments),
  row("engine-image", "data", "Volumes run Longhorn's current engine", git, "warn", engineImage),
  row("restore-point", "data", "Volumes have a snapshot or a backup", git, "warn", restorePoint),
  row("pins", "pins", "Nothing pins the pods to a node", git, "fail", pins),
  row("architecture", "pins", "Images run on both processors", live, "fail", architecture),
  row("runtime-class", "pins", "Both lanes have the runtime class", git, "fail", runtimeClass),
  row("devices", "pins", "The secondary has the devices", git, "fail", devices),
  row("node-local-images", "pins", "Both nodes can pull the images", git, "fail", nodeLocalImages),
  row("host-namespaces", "pins", "Nothing takes ports of its node", git, "fail", hostNamespaces),
  row("sticky-sessions", "traffic", "No sticky sessions", git, "warn", stickySessions),
  row("client-ip", "traffic", "No Service keeps clients on one pod", git, "warn", clientIp),
  row("traffic-policy", "traffic", "Services use the pods of both nodes", git, "warn", trafficPolicy),
  row("hpa", "autoscalers", "No HPA works against the stages", git, "fail", hpa),
  row("vpa", "autoscalers", "No VPA evicts pods in the window", git, "fail", vpa),
  row("keda", "autoscalers", "No ScaledObject works against the stages", git, "fail", keda),
  row("source", "argocd", "The live Application is Git's", live, "fail", source),
  row("sources", "argocd", "Argo CD renders it as it was proved", live, "fail", sources),
  row("owner", "argocd", "Nobody undoes changes of the Application", live, "fail", owner),
  row("sync-mode", "argocd", "Manual sync", git, "warn", syncMode),
  row("sync-state", "argocd", "Synced and healthy", live, "fail", syncState),
  row("drift", "argocd", "What runs is what Git says", live, "fail", drift),
  row("ignore-differences", "argocd", "Argo CD sees what a stage changes", git, "fail", ignoreDifferences),
  row("sync-windows", "argocd", "Sync windows allow manual syncs", live, "fail", syncWindows),
];

function row(gate: string, group: GateGroup, title: string, live: boolean, severity: Severity, ask: Gate["ask"]): Gate {
  return { gate, group, title, live, severity, ask };
}
