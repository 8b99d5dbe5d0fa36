import type { ClusterView } from "../domain/cluster.ts";
import type { FileChange, FileTree } from "../domain/file-tree.ts";
import type { CheckPlan } from "../domain/plan.ts";

/** A repository that the App is installed in. */
export type Repository = { readonly owner: string; readonly name: string };

export type RepositoryFacts = {
  readonly repository: Repository;
  readonly defaultBranch: string;
  readonly isPublic: boolean;
  /** Web, ssh and git URLs that mean this repository. */
  readonly urls: readonly string[];
};

/** Reading a repository at a commit. */
export interface RepositoryFiles {
  facts(): Promise<RepositoryFacts>;
  /** The commit at the tip of a branch; undefined when there is no such branch. */
  tip(branch: string): Promise<string | undefined>;
  /** Every file of a commit. Cached by object id. Throws UserError beyond the size limit. */
  tree(commit: string): Promise<FileTree>;
  /** One file of a commit; undefined when there is none. */
  file(commit: string, path: string): Promise<string | undefined>;
}

export type BranchCommit = {
  readonly sha: string;
  readonly tree: string;
  readonly message: string;
  /** Login of the author's account; undefined when the author has none. */
  readonly author: string | undefined;
  /** Made by this App and by nobody else. */
  readonly ours: boolean;
};

/** Writing branches by Git Data. */
export interface Branches {
  /** The branch's tip and its commits above the base, oldest first; undefined when there is no such branch. */
  find(
    branch: string,
    base: string,
  ): Promise<{ readonly tip: string; readonly commits: readonly BranchCommit[] } | undefined>;
  /**
   * Writes the commits on top of `base` (inline trees, no author) and points the branch at the last one.
   * `replaces` is the tip that the branch must still have; undefined when the branch must not exist yet.
   * Throws TransientError when the branch moved meanwhile. Gives the new tip.
   */
  publish(
    branch: string,
    base: string,
    commits: readonly { readonly message: string; readonly files: readonly FileChange[] }[],
    replaces: string | undefined,
  ): Promise<string>;
  /** Removes the branch if its tip is still `tip`. */
  remove(branch: string, tip: string): Promise<void>;
}

export type PullRequest = {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly title: string;
  readonly body: string;
  readonly head: { readonly branch: string; readonly sha: string; readonly sameRepository: boolean };
  readonly base: string;
  readonly labels: readonly string[];
  readonly ours: boolean;
};

export interface PullRequests {
  /** The newest pull request of this repository's branch, open ones first; undefined when there is none. */
  find(branch: string): Promise<PullRequest | undefined>;
  get(number: number): Promise<PullRequest | undefined>;
  open(input: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<PullRequest>;
  update(number: number, change: { readonly title?: string; readonly body?: string }): Promise<void>;
  close(number: number): Promise<void>;
  addLabels(number: number, labels: readonly string[]): Promise<void>;
}

export type Check = {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string;
  readonly conclusion: string | undefined;
};

export interface Checks {
  /** This App's newest run of each name on a commit. */
  list(headSha: string): Promise<readonly Check[]>;
  create(headSha: string, check: CheckPlan, externalId: string): Promise<void>;
  update(id: number, check: CheckPlan, externalId: string): Promise<void>;
}

export type Comment = {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly author: { readonly login: string; readonly type: "User" | "Bot" | "other" };
  /** ISO 8601. */
  readonly createdAt: string;
  readonly edited: boolean;
  /** Written by an app (this one or another). */
  readonly viaApp: boolean;
  readonly ours: boolean;
};

export interface Conversations {
  comment(id: number): Promise<Comment | undefined>;
  /** What the number is: an issue, or a pull request and its head branch. */
  subject(
    issue: number,
  ): Promise<
    | { readonly kind: "issue" | "pull-request"; readonly headBranch: string | undefined; readonly open: boolean }
    | undefined
  >;
  /** Our own comments on the issue whose body holds the marker, oldest first. */
  ours(issue: number, marker: string): Promise<readonly Comment[]>;
  create(issue: number, body: string): Promise<Comment>;
  edit(id: number, body: string): Promise<void>;
  /** True when this App has reacted to the comment: its command is answered. False on a server without reactions. */
  reacted(commentId: number): Promise<boolean>;
  /** Adds a reaction once; a server without reactions is no error. */
  react(commentId: number, reaction: "eyes" | "+1" | "-1" | "confused" | "rocket"): Promise<void>;
}

export interface People {
  /** The person's live right on the repository; an unknown person has `none`. */
  permission(login: string): Promise<"none" | "read" | "write" | "admin">;
  /** True when the person is an active member of the team (`org/team-slug`). */
  isMember(login: string, team: string): Promise<boolean>;
}

/** One repository on GitHub with a fresh, narrowed token: made for a job, thrown away with it. */
export interface Forge {
  readonly files: RepositoryFiles;
  readonly branches: Branches;
  readonly pullRequests: PullRequests;
  readonly checks: Checks;
  readonly conversations: Conversations;
  readonly people: People;
}

/** Opens repositories, one forge a job. */
export interface Forges {
  /** Throws UserError when the App is not installed there. */
  open(repository: Repository): Promise<Forge>;
}

/** What to look at in a cluster, for one app. */
export type ClusterQuestion = {
  readonly application: { readonly name: string; readonly namespace: string };
  /** The namespaces of the app's objects. */
  readonly namespaces: readonly string[];
  readonly lanes: { readonly label: string; readonly primary: string; readonly secondary: string };
};

/** One cluster, read-only. */
export interface Cluster {
  /** Never throws for what could not be read: those parts are unknown with their reason. */
  observe(question: ClusterQuestion): Promise<ClusterView>;
}

/** A right, in the words of RBAC, and where: `list pods`, in all namespaces. */
export type Right = { readonly right: string; readonly where: string };

/** What the API server says we may do, held against what observing takes. */
export type AccessReport = {
  /** How many rights were asked for and are there. */
  readonly granted: number;
  /** Rights that are not there, and the parts of a ClusterView that are unknown without them. */
  readonly missing: readonly (Right & { readonly parts: readonly string[] })[];
  /** Rights that nothing here uses; `danger` says in words why one is more than idle. */
  readonly excess: readonly (Right & { readonly danger: string | undefined })[];
  /** What could not be asked, and why: neither there nor missing. */
  readonly unasked: readonly string[];
};

/** What one cluster lets us do, asked of it and not taken from a file. */
export interface Access {
  /**
   * `namespaces` are those of the apps that will be asked about; empty: all. Never throws for what could not be asked:
   * that is `unasked` with its reason.
   */
  explain(question: { readonly namespaces: readonly string[]; readonly argocd: string }): Promise<AccessReport>;
}

/** A cluster that a repository may ask for, and what ties repositories to it. */
export type ConfiguredCluster = {
  readonly cluster: Cluster;
  /** Absent: a recording, of which there is nothing to ask. */
  readonly access?: Access;
  /** How Applications may name it as their destination; absent: not compared. */
  readonly destinations?: readonly string[];
  /** Other addresses of repositories: URL to `owner/name`. */
  readonly aliases?: Readonly<Record<string, string>>;
};

/** The clusters this server knows, by the name the settings use. */
export interface Clusters {
  /** undefined: no such cluster is configured, or not for this repository (`owner/name`; undefined: the command line). */
  named(name: string, repository: string | undefined): ConfiguredCluster | undefined;
}

/** What a job is about: a key, never a state. The store may lose it and no migration is lost. */
export type Job = {
  /** Jobs with the same id are one job while it waits. */
  readonly id: string;
  /** Jobs with the same lock never run at the same time. */
  readonly lock: string;
  readonly payload: unknown;
};

export type JobOutcome =
  | { readonly type: "done" }
  | { readonly type: "retry"; readonly afterMs: number | undefined; readonly reason: string }
  | { readonly type: "failed"; readonly reason: string };

export interface Jobs {
  /** Durable once it resolves. A job that waits already is not stored twice. */
  put(job: Job): Promise<void>;
  /** Takes jobs until `stop`; each is handed to `run` with the number of this attempt, counted from 1. */
  work(run: (payload: unknown, attempt: number) => Promise<JobOutcome>): void;
  /** Stops taking, waits for what runs (at most `graceMs`), hands the rest back. */
  stop(graceMs: number): Promise<void>;
  /** Resolves when nothing waits and nothing runs; for tests and the demo. */
  idle(): Promise<void>;
  depth(): Promise<{ readonly waiting: number; readonly running: number; readonly failed: number }>;
}
