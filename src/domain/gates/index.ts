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
import type { GateInput } from "./gate.ts";
import { claimsOf, isOffline } from "./look.ts";
import { gates } from "./table.ts";

export { gates };

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
