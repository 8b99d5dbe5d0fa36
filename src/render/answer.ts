import type { Answer } from "../app/answers.ts";
import { bodyBytes, fitted } from "../domain/budget.ts";
import type { Decision } from "../domain/decide.ts";
import { code, type Markdown, md } from "../domain/markdown.ts";
import { clip } from "../domain/markdown-clean.ts";
import {
  cancelled,
  foreignCommits,
  type Message,
  mistaken,
  nothingToCancel,
  notYet,
  permissionDenied,
  personError,
  refused,
  settingsProblems,
} from "../domain/messages.ts";
import { branchName, type MigrationKey } from "../domain/names.ts";
import { helpView } from "../domain/views/help.ts";
import { outcomeMessage } from "../domain/views/outcome-message.ts";
import { planReplySections } from "../domain/views/plan-reply.ts";
import { type StandingSubject, standingView } from "../domain/views/standing.ts";
import type { Fill } from "./fill.ts";
import { filledSections } from "./sections.ts";

/** The visible text of the status comment: what was asked, what came of it, where it stands, what can be said next. */
export function answerText(
  answer: Answer,
  asked: { readonly by: string; readonly command: string },
  fill: Fill,
): string {
  const parts = [said(answer, askedLine(asked), fill), ...after(answer, fill)];
  // The caller puts two hidden lines before it.
  return fitted(
    parts.map((text, index) => ({ forms: [text], weight: parts.length - index })),
    bodyBytes - 400,
  );
}

function askedLine({ by, command }: { readonly by: string; readonly command: string }): Markdown {
  return md`${code(clip(command, 200))}, asked by ${code(by)}:`;
}

function said(answer: Answer, asked: Markdown, fill: Fill): string {
  if (
    answer.type === "decision" &&
    answer.decision.report !== undefined &&
    answer.decision.plan.outcome !== "refused"
  ) {
    return `${asked}\n\n${filledSections(planReplySections(answer.decision.report, answer.standing.pullRequest?.state === "open"), bodyBytes - 8_000, fill)}`;
  }
  if (answer.type === "help") return fill("comment/help.md", helpView());
  return fill("comment/message.md", { asked, ...messageOf(answer) });
}

function messageOf(answer: Exclude<Answer, { readonly type: "help" }>): Message {
  switch (answer.type) {
    case "mistaken":
      return mistaken(answer.mistake);
    case "denied":
      return permissionDenied(answer.login);
    case "settings-problems":
      return settingsProblems(answer.problems);
    case "not-yet":
      return notYet(answer.key, answer.verb);
    case "user-error":
      return personError(answer.message, answer.remedy);
    case "decision":
      return refusal(answer.decision, answer.key);
    case "standing":
      return outcomeMessage(answer.what, answer.key, answer.standing, answer.decision?.plan);
    case "foreign-commits":
      return foreignCommits(answer.branch, answer.commits);
    case "cancelled":
      return cancelled(answer.key, answer.branchRemoved, branchName(answer.key, "migrate"));
    case "nothing-to-cancel":
      return nothingToCancel(answer.key, answer.standing.pullRequest?.state);
  }
}

function refusal({ plan }: Decision, key: MigrationKey): Message {
  if (plan.outcome !== "refused") throw new Error("a plan with something to propose has a report");
  return refused(plan.refusal, key);
}

/** What stands after the answer: help where the command was unclear, where the migration stands where there is one. */
function after(answer: Answer, fill: Fill): readonly string[] {
  const standing = (key: MigrationKey, subject: StandingSubject) => [
    fill("comment/standing.md", standingView(key, subject)),
  ];
  switch (answer.type) {
    case "mistaken":
      return [fill("comment/help.md", helpView())];
    case "decision":
      return answer.standing.pullRequest === undefined ? [] : standing(answer.key, answer.standing);
    case "standing":
    case "foreign-commits":
    case "cancelled":
    case "nothing-to-cancel":
      return standing(answer.key, answer.standing);
    default:
      return [];
  }
}
