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
import { crashLoops } from "./crash-loops.ts";
import { dataClass } from "./data-class.ts";
import type { Gate, GateInput } from "./gate.ts";
import { lanes } from "./lanes.ts";
import { claimsOf, isOffline } from "./look.ts";
import { nodeLocalVolumes } from "./node-local-volumes.ts";
import { pdb } from "./pdb.ts";
import { pins } from "./pins.ts";
import { probes } from "./probes.ts";
import { requestsAndLimits } from "./requests-and-limits.ts";
import { restarts } from "./restarts.ts";
import { source } from "./source.ts";
import { syncMode } from "./sync-mode.ts";
import { syncState } from "./sync-state.ts";
import { taint } from "./taint.ts";

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
  { gate: "probes", group: "health", title: "Probes exist and are green", live: false, severity: "fail", ask: probes },
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
    gate: "node-local-volumes",
    group: "data",
    title: "No data is bound to one node",
    live: false,
    severity: "fail",
    ask: nodeLocalVolumes,
  },
  { gate: "pins", group: "pins", title: "Nothing pins the pods to a node", live: false, severity: "fail", ask: pins },
  {
    gate: "source",
    group: "argocd",
    title: "The live Application is Git's",
    live: true,
    severity: "fail",
    ask: source,
  },
  { gate: "sync-mode", group: "argocd", title: "Manual sync", live: false, severity: "warn", ask: syncMode },
  { gate: "sync-state", group: "argocd", title: "Synced and healthy", live: true, severity: "fail", ask: syncState },
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
