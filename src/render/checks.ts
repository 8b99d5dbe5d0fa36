import { bodyBytes } from "../domain/budget.ts";
import type { CheckPlan } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { checkViews } from "../domain/views/check-views.ts";
import type { Fill } from "./fill.ts";
import { filledSections } from "./sections.ts";

/** The checks as they should stand on the pull request's head; every text within GitHub's limit in bytes. */
export function checks(report: Report, fill: Fill): readonly CheckPlan[] {
  return checkViews(report).map((view) => ({
    ...view,
    summary: filledSections(view.summary, bodyBytes, fill),
    text: filledSections(view.text, bodyBytes, fill),
  }));
}
