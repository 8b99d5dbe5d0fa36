import type { RenderOverlayFile } from "../domain/overlay-file.ts";
import type { CheckPlan } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { checks } from "./checks.ts";
import { createFill } from "./fill.ts";
import { overlayFile } from "./overlay-file.ts";
import { pullRequestBody } from "./pull-request-body.ts";
import { readTemplates, templatesDirectory } from "./templates.ts";

/** Every text that Lanekeeper writes, as pure functions of what was decided. */
export type Renderer = {
  readonly overlayFile: RenderOverlayFile;
  readonly pullRequestBody: (report: Report) => string;
  readonly checks: (report: Report) => readonly CheckPlan[];
};

/** Reads and compiles the templates once; what it gives does no I/O. Throws when a template is missing or broken. */
export function createRenderer(directory: string = templatesDirectory()): Renderer {
  const fill = createFill(readTemplates(directory));
  return {
    overlayFile: (file) => overlayFile(file, fill),
    pullRequestBody: (report) => pullRequestBody(report, fill),
    checks: (report) => checks(report, fill),
  };
}
