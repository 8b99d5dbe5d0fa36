import { code, type Markdown, md, neutral } from "../markdown.ts";
import type { Message } from "../messages.ts";
import type { MigrationKey } from "../names.ts";
import type { Plan } from "../plan.ts";
import type { StandingSubject } from "./standing.ts";
import { gatesInWords, strategyTitle } from "./words.ts";

/** What a look at the migration came to: opened, rebuilt, found as it was, or only looked at. */
export function outcomeMessage(
  what: "opened" | "unchanged" | "refreshed" | "status",
  key: MigrationKey,
  standing: StandingSubject,
  plan: Plan | undefined,
): Message {
  const who = md`${code(key.app)} (${code(key.env)})`;
  return { title: titleOf(what, who, standing), says: plan === undefined ? [] : planWords(plan) };
}

function titleOf(
  what: "opened" | "unchanged" | "refreshed" | "status",
  who: Markdown,
  { pullRequest, stale }: StandingSubject,
): Markdown {
  switch (what) {
    case "opened":
      return md`The pull request for ${who} is open.`;
    case "refreshed":
      return md`The pull request for ${who} is up to date with what was seen now.`;
    case "unchanged":
      return pullRequest?.state === "merged"
        ? md`${who} was prepared already: its pull request is merged.`
        : stale
          ? md`The pull request for ${who} was left as it is; it holds an earlier plan.`
          : md`The pull request for ${who} is open.`;
    case "status":
      return md`Where ${who} stands.`;
  }
}

function planWords(plan: Plan): readonly Markdown[] {
  if (plan.outcome === "refused") return [];
  return [md`Strategy ${strategyTitle(plan.strategy.headline)}. Preflight: ${neutral(gatesInWords(plan.verdicts))}.`];
}
