import type { Plan } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";

/** The plan that a report belongs to, with its texts left empty. */
export function aProposal(report: Report): Exclude<Plan, { readonly outcome: "refused" }> {
  const { app, env, strategy, verdicts, promises, overlays, placement, diff, attestations, warnings, planId, branch } =
    report;
  return {
    app,
    env,
    outcome: verdicts.some(({ outcome }) => outcome === "fail") ? "blocked" : "proposed",
    strategy,
    verdicts,
    promises,
    commits: overlays,
    placement,
    diff,
    attestations,
    warnings,
    planId,
    branch,
    title: "",
    body: "",
    checks: [],
  };
}
