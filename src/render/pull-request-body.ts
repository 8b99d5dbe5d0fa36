import { bodyBytes } from "../domain/budget.ts";
import { withMarker } from "../domain/marker.ts";
import type { Report } from "../domain/report.ts";
import { bodySections } from "../domain/views/body.ts";
import type { Fill } from "./fill.ts";
import { objectDiff } from "./object-diff.ts";
import { filledSections } from "./sections.ts";

/** The pull request's body, within GitHub's limit in bytes, with its hidden marker as the first line. */
export function pullRequestBody(report: Report, fill: Fill): string {
  const { app, env } = report;
  const text = filledSections(bodySections(report, objectDiff), bodyBytes - 400, fill);
  return withMarker(text, { kind: "pull-request", key: { app, env } });
}
