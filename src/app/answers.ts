import type { Mistake } from "../domain/command/command.ts";
import type { Verb } from "../domain/command/verbs.ts";
import type { Decision, Texts } from "../domain/decide.ts";
import type { MigrationKey } from "../domain/names.ts";

/** Where a migration stands on GitHub, for the status comment. */
export type Standing = {
  readonly pullRequest:
    | { readonly number: number; readonly url: string; readonly state: "open" | "closed" | "merged" }
    | undefined;
  readonly checks: readonly { readonly name: string; readonly conclusion: string | undefined }[];
  /** The branch holds another plan than the one that would be made now. */
  readonly stale: boolean;
};

/** What a command came to, before it is words. */
export type Answer =
  | { readonly type: "help" }
  | { readonly type: "mistaken"; readonly mistake: Mistake }
  | { readonly type: "denied"; readonly login: string }
  | {
      readonly type: "settings-problems";
      readonly problems: readonly { readonly line: number | undefined; readonly message: string }[];
    }
  | { readonly type: "not-yet"; readonly key: MigrationKey; readonly verb: Verb }
  | {
      readonly type: "user-error";
      readonly key: MigrationKey | undefined;
      readonly message: string;
      readonly remedy: string;
    }
  /** The reply to `plan`, and to anything that was refused. */
  | { readonly type: "decision"; readonly key: MigrationKey; readonly decision: Decision; readonly standing: Standing }
  /** Opened, refreshed, or found as it was. */
  | {
      readonly type: "standing";
      readonly key: MigrationKey;
      readonly what: "opened" | "unchanged" | "refreshed" | "status";
      readonly decision: Decision | undefined;
      readonly standing: Standing;
    }
  | {
      readonly type: "foreign-commits";
      readonly key: MigrationKey;
      readonly branch: string;
      readonly commits: readonly { readonly sha: string; readonly author: string | undefined }[];
      readonly standing: Standing;
    }
  | {
      readonly type: "cancelled";
      readonly key: MigrationKey;
      readonly standing: Standing;
      readonly branchRemoved: boolean;
    }
  | { readonly type: "nothing-to-cancel"; readonly key: MigrationKey; readonly standing: Standing };

/** Turns answers into the status comment. Pure. */
export type Answers = Texts & {
  /** The visible text; the same answer is the same text, so that a second run writes nothing. `asked` is the command as written. */
  readonly answer: (answer: Answer, asked: { readonly by: string; readonly command: string }) => string;
};
