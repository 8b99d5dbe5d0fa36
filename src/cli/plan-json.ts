import type { Plan } from "../domain/plan.ts";

/** The plan as `--json` prints it: every key always there, so that a reader needs no guessing (design §12). */
export function planJson(plan: Plan): unknown {
  const { app, env, outcome } = plan;
  const verdicts = plan.verdicts.map(
    ({ gate, group, live, outcome: verdict, summary, seen, wanted, remedy, command }) => ({
      gate,
      group,
      live,
      outcome: verdict,
      summary,
      seen,
      wanted,
      remedy,
      command,
    }),
  );
  if (plan.outcome === "refused") {
    const { code, message, remedy, file, line } = plan.refusal;
    return {
      app,
      env,
      outcome,
      refusal: { code, message, remedy, file: file ?? null, line: line ?? null },
      strategy: plan.strategy ?? null,
      verdicts,
      promises: [],
      commits: [],
      placement: [],
      diff: [],
      attestations: [],
      warnings: plan.warnings,
      planId: null,
    };
  }
  return {
    app,
    env,
    outcome,
    refusal: null,
    strategy: plan.strategy,
    verdicts,
    promises: plan.promises,
    commits: plan.commits,
    placement: plan.placement,
    diff: plan.diff.map(({ stage, change, object, fields }) => ({
      stage,
      kind: object.kind,
      namespace: object.namespace ?? null,
      name: object.name,
      change,
      fields: fields.map(({ path, before, after }) => ({
        path: path.join("."),
        before: before ?? null,
        after: after ?? null,
      })),
    })),
    attestations: plan.attestations,
    warnings: plan.warnings,
    planId: plan.planId,
  };
}
