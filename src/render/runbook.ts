import type { Report } from "../domain/report.ts";
import { runbookView } from "../domain/views/runbook.ts";
import type { Fill } from "./fill.ts";
import { objectDiff } from "./object-diff.ts";

/** The text of docs/runbooks/migrations/<app>-<date>.md: evidence as of opening, and every step with its way back. */
export function runbook(report: Report, fill: Fill): string {
  const text = fill("runbook/migration.md", runbookView(report, objectDiff));
  return `${text.replace(/\n{3,}/g, "\n\n").trim()}\n`;
}
