import { branchName, type MigrationKey } from "../domain/names.ts";
import { readTrailers } from "../domain/trailers.ts";
import type { BranchCommit, Check, Forge, PullRequest } from "./ports.ts";

/** What GitHub holds of one migration, read anew each time. */
export type MigrationState = {
  readonly branch: string;
  readonly tip: string | undefined;
  readonly commits: readonly BranchCommit[];
  /** Plan-Id of the branch's commits; undefined when there is none or they disagree. */
  readonly planId: string | undefined;
  /** Commits on the branch that this App did not make. */
  readonly foreign: readonly BranchCommit[];
  readonly pullRequest: PullRequest | undefined;
  /** Our checks on the tip. */
  readonly checks: readonly Check[];
};

/** Reads the branch, its pull request and its checks. */
export async function migrationState(forge: Forge, key: MigrationKey, base: string): Promise<MigrationState> {
  const branch = branchName(key, "migrate");
  const pullRequest = await forge.pullRequests.find(branch);
  // An open pull request knows better than the caller what its branch was made from.
  const found = await forge.branches.find(branch, pullRequest?.state === "open" ? pullRequest.base : base);
  const commits = found?.commits ?? [];
  const planIds = new Set(commits.map(({ message }) => readTrailers(message).planId));
  const [planId] = planIds;
  return {
    branch,
    tip: found?.tip,
    commits,
    planId: planIds.size === 1 ? planId : undefined,
    foreign: commits.filter(({ ours }) => !ours),
    pullRequest,
    checks: found === undefined ? [] : await forge.checks.list(found.tip),
  };
}
