import type { Decision } from "../domain/decide.ts";
import { planLines, preflightLines, refusalLines } from "../domain/views/terminal.ts";
import type { Fill } from "./fill.ts";
import { objectDiff } from "./object-diff.ts";

/** What `lanekeeper plan` prints: the plan, or why there is none. */
export function planText(decision: Decision, fill: Fill): string {
  if (decision.plan.outcome === "refused") return fill("terminal/refusal.txt", refusalLines(decision.plan)).trimEnd();
  return fill("terminal/plan.txt", planLines(decision, objectDiff)).trimEnd();
}

/** What `lanekeeper preflight` prints: every gate with its evidence; a refusal comes first. */
export function preflightText(decision: Decision, fill: Fill): string {
  const { plan } = decision;
  const gates = plan.verdicts.length === 0 ? "" : fill("terminal/preflight.txt", preflightLines(decision)).trimEnd();
  if (plan.outcome !== "refused") return gates;
  const refusal = fill("terminal/refusal.txt", { ...refusalLines(plan), gates: [] }).trimEnd();
  return gates === "" ? refusal : `${refusal}\n\n${gates}`;
}
