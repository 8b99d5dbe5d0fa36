import type { Attestation, DataClass, Severity, Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { GateGroup, Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";

/** What a gate is asked about. */
export type GateInput = {
  readonly snapshot: Snapshot;
  /** The Deployments and StatefulSets of the base, as rendered. */
  readonly workloads: readonly Workload[];
  /** The strategy chosen for a workload: what would stop a move is harmless where nothing moves. */
  readonly strategyOf: (workload: Workload) => Strategy;
  /** The runbook's data class of a workload. */
  readonly classOf: (workload: Workload) => DataClass;
  /** What people vouched for, in the settings and in the command. */
  readonly attestations: readonly Attestation[];
};

/** One row of the table of gates. */
export type Gate = {
  readonly gate: string;
  readonly group: GateGroup;
  readonly title: string;
  /** It asks the cluster and nothing else: offline it is unknown. */
  readonly live: boolean;
  /** The worst it says by itself; the settings may say otherwise. */
  readonly severity: Severity;
  readonly ask: (input: GateInput) => Verdict;
};
