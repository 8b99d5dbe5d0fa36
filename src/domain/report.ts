import type { ChosenStrategy, CommitPlan, ObjectChange, Placement, PlanPromise, Stage } from "./plan.ts";
import type { Attestation } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import type { GateResult } from "./verdict.ts";

/** What a stage does to running pods: who restarts, and why. */
export type Restart = {
  readonly stage: Stage;
  readonly workload: string;
  /** undefined: this stage does not touch the pods. */
  readonly reason: string | undefined;
};

/** The numbers and pins that the way back needs, by workload. */
export type Previous = {
  readonly workload: string;
  readonly kind: string;
  readonly replicas: number;
  readonly pins: readonly string[];
};

/** Everything that is said about a proposal before it becomes text: what templates are filled from. */
export type Report = {
  readonly app: string;
  readonly env: string;
  /** The day of the request in UTC, YYYY-MM-DD. */
  readonly date: string;
  /** A login without @; the word `offline` on the command line. */
  readonly requestedBy: string;
  readonly planId: string;
  readonly version: string;
  readonly branch: string;
  readonly snapshot: Snapshot;
  readonly paths: {
    readonly base: string;
    readonly primaryOnly: string;
    readonly dualLane: string;
    readonly runbook: string;
  };
  readonly strategy: ChosenStrategy;
  readonly verdicts: readonly GateResult[];
  readonly promises: readonly PlanPromise[];
  /** Commits 1 and 2. */
  readonly overlays: readonly CommitPlan[];
  readonly diff: readonly ObjectChange[];
  readonly restarts: readonly Restart[];
  readonly previous: readonly Previous[];
  readonly placement: readonly Placement[];
  readonly attestations: readonly Attestation[];
  /** DaemonSets, Jobs and CronJobs: reported, never moved. */
  readonly bystanders: readonly string[];
  readonly warnings: readonly string[];
};
