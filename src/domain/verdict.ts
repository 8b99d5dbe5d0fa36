export type Outcome = "pass" | "warn" | "fail" | "unknown";

export type GateGroup = "health" | "budgets" | "data" | "lanes" | "pins" | "traffic" | "autoscalers" | "argocd";

/** What a gate says of a snapshot, with what a reader needs to see it for themselves and to mend it. */
export type Verdict = {
  readonly outcome: Outcome;
  /** One line: what is so. */
  readonly summary: string;
  readonly seen: string;
  readonly wanted: string;
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string;
  /** The read-only command line that shows the same. */
  readonly command: string;
};

/** A verdict in the report. `live`: it needs a cluster, so offline its `unknown` does not count. */
export type GateResult = Verdict & {
  readonly gate: string;
  readonly group: GateGroup;
  readonly title: string;
  readonly live: boolean;
};
