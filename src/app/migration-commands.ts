import type { Decision } from "../domain/decide.ts";
import type { MigrationKey } from "../domain/names.ts";
import { type Action, type Base, openingActions } from "./actions.ts";
import type { Answer, Standing } from "./answers.ts";
import { type MigrationState, migrationState } from "./migration-state.ts";
import { type Performed, perform } from "./perform.ts";
import type { Forge, PullRequest } from "./ports.ts";

/**
 * `/migrate <app>` and `refresh`: makes GitHub hold the proposal, once. A pull request that is open already is only
 * completed; its branch is rebuilt by `refresh` alone, and never over somebody else's commits.
 */
export async function openMigration(
  forge: Forge,
  key: MigrationKey,
  base: Base,
  decision: Decision,
  refresh: boolean,
): Promise<Answer> {
  const state = await migrationState(forge, key, base.branch);
  const { plan } = decision;
  if (plan.outcome === "refused") return { type: "decision", key, decision, standing: standingOf(state, undefined) };
  if (state.pullRequest?.state === "merged" && standsInGit(decision)) {
    return { type: "standing", key, what: "unchanged", decision, standing: standingOf(state, plan.planId) };
  }
  if (state.foreign.length > 0) {
    return {
      type: "foreign-commits",
      key,
      branch: state.branch,
      commits: state.foreign.map(({ sha, author }) => ({ sha, author })),
      standing: standingOf(state, plan.planId),
    };
  }
  const actions = openingActions(plan, state, base, refresh);
  const performed = await perform(actions, forge, startOf(state));
  const after = actions.length === 0 ? state : await migrationState(forge, key, base.branch);
  return {
    type: "standing",
    key,
    what: whatHappened(actions, refresh),
    decision,
    standing: standingOf({ ...after, pullRequest: performed.pullRequest ?? after.pullRequest }, plan.planId),
  };
}

/**
 * True when the branch that was read holds the planned overlays already, but for the first line of each, which names our
 * version. Commits do not tell: a squash merge leaves the branch's own where they were (design §2).
 */
function standsInGit({ report }: Decision): boolean {
  const text = (content: string | undefined) => content?.slice(content.indexOf("\n"));
  const files = report?.overlays.flatMap((commit) => commit.files) ?? [];
  return files.every(({ path, content }) => text(report?.snapshot.existing.get(path)) === text(content));
}

/** `status`: looks and says, writes nothing but the comment. */
export async function migrationStatus(forge: Forge, key: MigrationKey, base: string): Promise<Answer> {
  return {
    type: "standing",
    key,
    what: "status",
    decision: undefined,
    standing: standingOf(await migrationState(forge, key, base), undefined),
  };
}

/** `plan`: the decision beside what stands already. */
export async function plannedMigration(
  forge: Forge,
  key: MigrationKey,
  base: string,
  decision: Decision,
): Promise<Answer> {
  const state = await migrationState(forge, key, base);
  return {
    type: "decision",
    key,
    decision,
    standing: standingOf(state, decision.plan.outcome === "refused" ? undefined : decision.plan.planId),
  };
}

/** `cancel`: closes the pull request and removes the branch when every commit on it is ours (design §3). */
export async function cancelMigration(forge: Forge, key: MigrationKey, base: string): Promise<Answer> {
  const state = await migrationState(forge, key, base);
  const open = state.pullRequest?.state === "open" ? state.pullRequest : undefined;
  const closed = state.pullRequest?.state === "closed";
  const removable = state.tip !== undefined && state.commits.length > 0 && state.foreign.length === 0;
  // One that is closed already is cancelled; it may only have lost its last step, or been asked twice.
  if (open === undefined && !closed && !(removable && state.pullRequest?.state !== "merged"))
    return { type: "nothing-to-cancel", key, standing: standingOf(state, undefined) };
  const actions: readonly Action[] = [
    ...(open === undefined ? [] : [{ type: "close-pull-request" as const, number: open.number }]),
    ...(removable && state.tip !== undefined
      ? [{ type: "remove-branch" as const, branch: state.branch, tip: state.tip }]
      : []),
  ];
  const performed = await perform(actions, forge, startOf(state));
  return {
    type: "cancelled",
    key,
    branchRemoved: performed.tip === undefined,
    standing: standingOf({ ...state, pullRequest: performed.pullRequest ?? state.pullRequest }, undefined),
  };
}

function startOf({ tip, pullRequest }: MigrationState): Performed {
  return { tip, pullRequest: pullRequest?.state === "open" ? pullRequest : undefined };
}

function whatHappened(actions: readonly Action[], refresh: boolean): "opened" | "unchanged" | "refreshed" {
  if (actions.some(({ type }) => type === "open-pull-request")) return "opened";
  return refresh ? "refreshed" : "unchanged";
}

function standingOf({ pullRequest, checks, planId, commits }: MigrationState, wanted: string | undefined): Standing {
  return {
    pullRequest: pullRequest === undefined ? undefined : brief(pullRequest),
    checks: checks.map(({ name, conclusion }) => ({ name, conclusion })),
    stale: wanted !== undefined && commits.length > 0 && planId !== wanted,
  };
}

function brief({ number, url, state }: PullRequest): NonNullable<Standing["pullRequest"]> {
  return { number, url, state };
}
