import type { FileChange } from "./file-tree.ts";
import type { Json, ObjectRef } from "./manifest.ts";
import type { Refusal } from "./refusal.ts";
import type { Attestation, DataClass, Strategy } from "./settings.ts";
import type { GateResult } from "./verdict.ts";

export type Stage = "primary-only" | "dual-lane";
export const stages: readonly Stage[] = ["primary-only", "dual-lane"];

/** What was chosen for one workload, why, and why not the others. */
export type WorkloadStrategy = {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly strategy: Strategy;
  readonly class: DataClass;
  readonly reasons: readonly string[];
  readonly rejected: readonly { readonly strategy: Strategy; readonly reason: string }[];
};

export type ChosenStrategy = { readonly headline: Strategy; readonly workloads: readonly WorkloadStrategy[] };

/** One sentence that the plan vouches for, and whether it was seen to hold. */
export type PlanPromise = { readonly promise: string; readonly holds: boolean; readonly detail: string };

export type CommitPlan = { readonly message: string; readonly files: readonly FileChange[] };

/** One field of one object that a stage changes. `undefined` is absence. */
export type FieldChange = {
  readonly path: readonly (string | number)[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
};

/** What a stage does to one object, seen in kustomize's own output. */
export type ObjectChange = {
  readonly stage: Stage;
  readonly change: "update" | "create" | "remove";
  readonly object: ObjectRef;
  readonly fields: readonly FieldChange[];
};

export type PlacedPod = {
  readonly name: string;
  readonly node: string | undefined;
  readonly rejected: Readonly<Record<string, string>>;
};
export type Placement = { readonly stage: Stage; readonly scenario: string; readonly pods: readonly PlacedPod[] };

/** What decide gives when an app may be proposed. */
export type Proposal = {
  readonly outcome: "proposed" | "blocked";
  readonly strategy: ChosenStrategy;
  readonly verdicts: readonly GateResult[];
  readonly promises: readonly PlanPromise[];
  /** The three commits in order, with the final text of every file. */
  readonly commits: readonly CommitPlan[];
  readonly placement: readonly Placement[];
  readonly diff: readonly ObjectChange[];
  readonly attestations: readonly Attestation[];
  readonly warnings: readonly string[];
  /** Digest of the decision and of the files of commits 1 and 2, not of the observations. */
  readonly planId: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly checks: readonly CheckPlan[];
};

/** A check as it should stand on the head of the pull request. */
export type CheckPlan = {
  readonly name: string;
  readonly conclusion: "success" | "failure" | "action_required";
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** Changes when, and only when, the verdict behind the check changes. */
  readonly digest: string;
};

export type Plan =
  | ({ readonly app: string; readonly env: string } & Proposal)
  | {
      readonly app: string;
      readonly env: string;
      readonly outcome: "refused";
      readonly refusal: Refusal;
      readonly strategy: ChosenStrategy | undefined;
      readonly verdicts: readonly GateResult[];
      readonly warnings: readonly string[];
    };
