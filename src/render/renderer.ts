import type { Answers } from "../app/answers.ts";
import type { Decision } from "../domain/decide.ts";
import { answerText } from "./answer.ts";
import { checks } from "./checks.ts";
import { createFill } from "./fill.ts";
import { overlayFile } from "./overlay-file.ts";
import { pullRequestBody } from "./pull-request-body.ts";
import { runbook } from "./runbook.ts";
import { readTemplates, templatesDirectory } from "./templates.ts";
import { planText, preflightText } from "./terminal.ts";

/** Every text that Lanekeeper writes, as pure functions of what was decided. */
export type Renderer = Answers & {
  /** Plain lines for a terminal. */
  readonly planText: (decision: Decision) => string;
  readonly preflightText: (decision: Decision) => string;
};

/** Reads and compiles the templates once; what it gives does no I/O. Throws when a template is missing or broken. */
export function createRenderer(directory: string = templatesDirectory()): Renderer {
  const fill = createFill(readTemplates(directory));
  return {
    overlayFile: (file) => overlayFile(file, fill),
    pullRequestBody: (report) => pullRequestBody(report, fill),
    runbook: (report) => runbook(report, fill),
    checks: (report) => checks(report, fill),
    answer: (answer, asked) => answerText(answer, asked, fill),
    planText: (decision) => planText(decision, fill),
    preflightText: (decision) => preflightText(decision, fill),
  };
}
