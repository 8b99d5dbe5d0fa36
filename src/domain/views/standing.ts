import { code, type Markdown, md, neutral } from "../markdown.ts";
import { addressLink } from "../markdown-link.ts";
import { table } from "../markdown-table.ts";
import { branchName, type MigrationKey } from "../names.ts";
import { commandCode } from "./words.ts";

/** Where a migration stands on GitHub. */
export type StandingSubject = {
  readonly pullRequest:
    | { readonly number: number; readonly url: string; readonly state: "open" | "closed" | "merged" }
    | undefined;
  readonly checks: readonly { readonly name: string; readonly conclusion: string | undefined }[];
  /** The branch holds another plan than the one that would be made now. */
  readonly stale: boolean;
};

export type StandingView = {
  readonly lead: Markdown;
  readonly checks: Markdown;
  readonly missing: readonly Markdown[];
  readonly next: readonly { readonly command: Markdown; readonly says: Markdown }[];
  /** How to undo it without Lanekeeper. */
  readonly manual: Markdown;
};

/** Where it stands, what is missing, what can be said next, and how to undo it on the day Lanekeeper is down. */
export function standingView(key: MigrationKey, standing: StandingSubject): StandingView {
  const { pullRequest, stale } = standing;
  const state = pullRequest?.state;
  const checks = state === "open" ? standing.checks : [];
  return {
    lead: leadOf(key, pullRequest),
    checks: table(
      ["Check", "Says"],
      checks.map(({ name, conclusion }) => [code(name), conclusionWords(conclusion)]),
    ),
    missing: [
      ...(stale && state === "open"
        ? [
            md`The pull request holds another plan than the one that would be made now; ${commandCode(key, "refresh")} rebuilds it.`,
          ]
        : []),
      ...checks.flatMap(({ name, conclusion }) => missingFor(key, name, conclusion)),
    ],
    next: nextSteps(key, state),
    manual: manualWay(key, pullRequest),
  };
}

function leadOf({ app, env }: MigrationKey, pullRequest: StandingSubject["pullRequest"]): Markdown {
  const who = md`${code(app)} (${code(env)})`;
  if (pullRequest === undefined) return md`${who} has no pull request.`;
  const link = addressLink(`#${pullRequest.number}`, pullRequest.url);
  switch (pullRequest.state) {
    case "open":
      return md`${who}: the pull request ${link} is open. Merging it is code only; nothing that runs changes.`;
    case "merged":
      return md`${who}: the pull request ${link} is merged. Nothing that runs has changed: nothing refers to the overlays until an Application's path is set to one.`;
    case "closed":
      return md`${who}: the pull request ${link} was closed without a merge.`;
  }
}

function conclusionWords(conclusion: string | undefined): Markdown {
  switch (conclusion) {
    case undefined:
      return md`⏳ running`;
    case "success":
      return md`✅ green`;
    case "action_required":
      return md`✋ waits for people`;
    case "failure":
      return md`❌ red`;
    default:
      return neutral(conclusion);
  }
}

function missingFor(key: MigrationKey, name: string, conclusion: string | undefined): readonly Markdown[] {
  if (conclusion === "failure")
    return [md`${code(name)} is red: its page says what to mend; then ${commandCode(key, "refresh")}.`];
  if (conclusion === "action_required")
    return [
      md`${code(name)} waits for people: its list stands in the description of the pull request. This version does not read ticks yet.`,
    ];
  return [];
}

function nextSteps(key: MigrationKey, state: "open" | "closed" | "merged" | undefined): StandingView["next"] {
  const step = (verb: string, says: Markdown) => ({ command: commandCode(key, verb), says });
  switch (state) {
    case "open":
      return [
        step("refresh", md`look again and bring the pull request up to date`),
        step("status", md`say where it stands`),
        step("cancel", md`close the pull request and remove its branch`),
      ];
    case "merged":
      return [step("status", md`say where it stands`)];
    default:
      return [step("", md`open the pull request`), step("plan", md`only show the plan`)];
  }
}

function manualWay(key: MigrationKey, pullRequest: StandingSubject["pullRequest"]): Markdown {
  const branch = branchName(key, "migrate");
  switch (pullRequest?.state) {
    case "open":
      return md`Close the pull request and delete its branch: ${code(`git push origin --delete ${branch}`)}. Nothing else was made.`;
    case "merged":
      return md`Revert the merge of #${neutral(String(pullRequest.number))} with ${code("git revert")} (${code("-m 1")} for a merge commit). If an Application points at a stage already, set its path back first, as the runbook's section “The way back” says.`;
    default:
      return md``;
  }
}
