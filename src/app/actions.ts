import { pullRequestLabels } from "../domain/names.ts";
import type { CheckPlan, CommitPlan, Plan } from "../domain/plan.ts";
import type { MigrationState } from "./migration-state.ts";
import type { PullRequest } from "./ports.ts";

/** One write on GitHub. A list of them is what a plan comes to, given what is there already. */
export type Action =
  | {
      readonly type: "publish-branch";
      readonly branch: string;
      readonly base: string;
      readonly commits: readonly CommitPlan[];
      readonly replaces: string | undefined;
    }
  | {
      readonly type: "open-pull-request";
      readonly branch: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    }
  | { readonly type: "update-pull-request"; readonly number: number; readonly title?: string; readonly body?: string }
  | { readonly type: "add-labels"; readonly labels: readonly string[] }
  | {
      readonly type: "write-check";
      readonly check: CheckPlan;
      readonly externalId: string;
      readonly replaces: number | undefined;
    }
  | { readonly type: "close-pull-request"; readonly number: number }
  | { readonly type: "remove-branch"; readonly branch: string; readonly tip: string };

export type Proposal = Exclude<Plan, { readonly outcome: "refused" }>;

/** Where the pull request goes: the branch's name and the commit that was read. */
export type Base = { readonly branch: string; readonly commit: string };

/**
 * The writes that make GitHub hold the proposal: none when it does. A branch with the same Plan-Id is adopted as it
 * stands; one of our own with another plan is only replaced while no pull request is open, or by `refresh`.
 */
export function openingActions(plan: Proposal, state: MigrationState, base: Base, refresh: boolean): readonly Action[] {
  const open = state.pullRequest?.state === "open" ? state.pullRequest : undefined;
  // A push voids approvals, so a branch that says the same already is never rebuilt.
  const same = state.planId === plan.planId;
  const keep = state.tip !== undefined && state.commits.length > 0 && (same || (open !== undefined && !refresh));
  // Checks come last: where one is missing, a stopped run may have left the words of an earlier plan.
  const unfinished = plan.checks.some(({ name }) => !state.checks.some((check) => check.name === name));
  const publish: readonly Action[] = keep
    ? []
    : [{ type: "publish-branch", branch: plan.branch, base: base.commit, commits: plan.commits, replaces: state.tip }];
  const pullRequest: readonly Action[] =
    open === undefined
      ? [{ type: "open-pull-request", branch: plan.branch, base: base.branch, title: plan.title, body: plan.body }]
      : !keep || (same && unfinished)
        ? update(open, plan)
        : [];
  const missing = pullRequestLabels.filter((label) => !open?.labels.includes(label));
  return [
    ...publish,
    ...pullRequest,
    ...(missing.length === 0 ? [] : [{ type: "add-labels" as const, labels: missing }]),
    ...checkActions(plan, state, keep, refresh),
  ];
}

function update(open: PullRequest, plan: Proposal): readonly Action[] {
  const title = open.title === plan.title ? {} : { title: plan.title };
  const body = open.body === plan.body ? {} : { body: plan.body };
  return Object.keys({ ...title, ...body }).length === 0
    ? []
    : [{ type: "update-pull-request", number: open.number, ...title, ...body }];
}

/**
 * A check is written when it is missing; an existing one only changes by a new look whose verdict differs. None is
 * written to a branch that is kept and holds another plan: it would speak of what is not there.
 */
function checkActions(
  plan: Proposal,
  { checks, planId }: MigrationState,
  keep: boolean,
  refresh: boolean,
): readonly Action[] {
  if (keep && planId !== plan.planId) return [];
  return plan.checks.flatMap((check): readonly Action[] => {
    const externalId = `${plan.planId}:${check.digest}`;
    const existing = keep ? checks.find(({ name }) => name === check.name) : undefined;
    if (existing !== undefined && (existing.externalId === externalId || !refresh)) return [];
    return [{ type: "write-check", check, externalId, replaces: existing?.id }];
  });
}
