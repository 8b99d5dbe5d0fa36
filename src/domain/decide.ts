import { digest } from "./canonical.ts";
import type { Draft, Request } from "./draft.ts";
import { branchName, commitSubjects, pullRequestTitle } from "./names.ts";
import type { RenderOverlayFile } from "./overlay-file.ts";
import type { CheckPlan, CommitPlan, Plan } from "./plan.ts";
import type { Proven } from "./proof.ts";
import type { Refusal } from "./refusal.ts";
import type { Report } from "./report.ts";
import type { Snapshot } from "./snapshot.ts";
import { withTrailers } from "./trailers.ts";
import type { GateResult } from "./verdict.ts";

/** How decisions become words: pure, handed in so that the plan holds the final text. */
export type Texts = {
  readonly overlayFile: RenderOverlayFile;
  readonly runbook: (report: Report) => string;
  readonly pullRequestBody: (report: Report) => string;
  readonly checks: (report: Report) => readonly CheckPlan[];
};

/** A plan and, where there is something to propose, everything that is said of it. */
export type Decision = { readonly plan: Plan; readonly report: Report | undefined };

/** Total: the plan that follows from a snapshot, a draft and what the engines proved. */
export function decide(
  snapshot: Snapshot,
  request: Request,
  draft: Draft,
  proven: Extract<Proven, { readonly ok: true }>,
  verdicts: readonly GateResult[],
  version: string,
  texts: Texts,
): Decision {
  const key = { app: snapshot.application.name, env: snapshot.settings.environment };
  const [first, second, third] = commitSubjects(key.app);
  const overlays: readonly CommitPlan[] = [
    { message: first, files: draft.files.primaryOnly },
    { message: second, files: draft.files.dualLane },
  ];
  // What was decided, without who chose it and what was seen: the same decision is the same plan (design §7).
  const decided = draft.strategy.workloads.map(({ kind, namespace, name, strategy }) => ({
    kind,
    namespace,
    name,
    strategy,
  }));
  const planId = digest({ ...key, decided, overlays }, 16);
  const branch = branchName(key, "migrate");
  const report: Report = {
    ...key,
    date: request.date,
    requestedBy: request.requestedBy,
    planId,
    version,
    branch,
    snapshot,
    paths: draft.paths,
    strategy: draft.strategy,
    verdicts,
    promises: proven.promises,
    overlays,
    diff: proven.diff,
    restarts: proven.restarts,
    previous: draft.previous,
    placement: [],
    attestations: draft.attestations,
    bystanders: draft.bystanders,
    warnings: draft.warnings,
  };
  const trailers = { planId, requestedBy: request.requestedBy };
  const commits = [
    ...overlays,
    { message: third, files: [{ path: draft.paths.runbook, content: texts.runbook(report) }] },
  ];
  const broken = proven.promises.some(({ holds }) => !holds);
  return {
    report,
    plan: {
      ...key,
      outcome: broken || verdicts.some(({ outcome }) => outcome === "fail") ? "blocked" : "proposed",
      strategy: draft.strategy,
      verdicts,
      promises: proven.promises,
      commits: commits.map(({ message, files }) => ({ message: withTrailers(message, trailers), files })),
      placement: [],
      diff: proven.diff,
      attestations: draft.attestations,
      warnings: draft.warnings,
      planId,
      branch,
      title: pullRequestTitle(key, draft.strategy.headline),
      body: texts.pullRequestBody(report),
      checks: texts.checks(report),
    },
  };
}

/** The plan of an app that cannot be proposed. */
export function refuse(
  key: { readonly app: string; readonly env: string },
  cause: Refusal,
  rest: {
    readonly strategy?: Draft["strategy"] | undefined;
    readonly verdicts?: readonly GateResult[];
    readonly warnings?: readonly string[];
  } = {},
): Plan {
  return {
    ...key,
    outcome: "refused",
    refusal: cause,
    strategy: rest.strategy,
    verdicts: rest.verdicts ?? [],
    warnings: rest.warnings ?? [],
  };
}
