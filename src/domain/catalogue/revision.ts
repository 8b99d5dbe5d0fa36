import type { RepositoryIdentity } from "../snapshot.ts";

/** What a `targetRevision` follows: a branch as it moves, or something that does not move with a branch. */
export type Followed =
  | { readonly type: "branch"; readonly branch: string }
  | { readonly type: "default-branch" }
  | {
      readonly type: "fixed";
      readonly what: "a commit" | "a tag" | "a range of versions" | "a reference that is no branch";
    };

/**
 * What Argo CD makes of a `targetRevision`. A plain name may be a branch or a tag; without the list of branches it is
 * taken for a branch, and a caller that finds no such branch knows better. A range is one even where a branch has that
 * name: Argo CD asks the tags first (resolveRevision). `looked` is the branch whose name is known to exist.
 */
export function followedBy(targetRevision: string, looked?: string): Followed {
  const revision = targetRevision.trim();
  if (revision === "" || revision === "HEAD") return { type: "default-branch" };
  if (revision.startsWith("refs/heads/")) return { type: "branch", branch: revision.slice("refs/heads/".length) };
  if (revision.startsWith("refs/tags/")) return { type: "fixed", what: "a tag" };
  if (revision.startsWith("refs/")) return { type: "fixed", what: "a reference that is no branch" };
  if (/^[0-9a-f]{40}$/i.test(revision)) return { type: "fixed", what: "a commit" };
  if (isRange(revision)) return { type: "fixed", what: "a range of versions" };
  if (revision === looked) return { type: "branch", branch: revision };
  // A shortened commit id is only tried when no reference has that name.
  if (/^[0-9a-f]{7,39}$/i.test(revision)) return { type: "fixed", what: "a commit" };
  if (/^v?\d+(\.\d+){1,2}([-+].*)?$/.test(revision)) return { type: "fixed", what: "a tag" };
  return { type: "branch", branch: revision };
}

/** Whether an Application at this revision reads the branch that was looked at; undefined when that cannot be told. */
export function followsBranch(targetRevision: string, repository: RepositoryIdentity): boolean | undefined {
  const { branch, defaultBranch } = repository;
  const followed = followedBy(targetRevision, branch);
  if (followed.type === "fixed") return false;
  const wanted = followed.type === "branch" ? followed.branch : defaultBranch;
  return wanted === undefined || branch === undefined ? undefined : wanted === branch;
}

/** Semver constraints: `1.*`, `>=1.2`, `~1`, `^2.0`, `1.x`, `1.2 - 1.4`. */
function isRange(revision: string): boolean {
  return /[*^~<>=|,]|\s/.test(revision) || /^v?\d+(\.\d+)?\.[xX]$/.test(revision) || /^[xX]$/.test(revision);
}
