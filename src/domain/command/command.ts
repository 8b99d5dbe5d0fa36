import type { Stage } from "../plan.ts";
import type { Attestation, Strategy } from "../settings.ts";
import type { FlagName, Verb } from "./verbs.ts";

/** A `/migrate` comment that says one thing clearly. */
export type Command = {
  readonly verb: Verb;
  readonly app: string;
  /** undefined: the repository's only environment, or `prod`. */
  readonly env: string | undefined;
  /** One strategy for the whole app, or one a workload by its name; undefined: Lanekeeper proposes. */
  readonly strategies: Strategy | ReadonlyMap<string, Strategy> | undefined;
  readonly attest: readonly Attestation["what"][];
  /** Of `promote`; undefined for every other verb. */
  readonly stage: Stage | undefined;
};

/** What the first line of a comment means to us. */
export type ParsedCommand =
  /** Not for us: nobody is answered. */
  | { readonly type: "none" }
  | { readonly type: "help"; readonly app: string | undefined }
  | ({ readonly type: "command" } & Command)
  | Mistake;

/** Meant for us, but unclear: the person gets the message and help, and nothing is done. */
export type Mistake = {
  readonly type: "mistaken";
  /** One sentence in Markdown. What it repeats of the comment is escaped and cut; see `quoted`. */
  readonly message: string;
  /** What the person may have meant, for "Did you mean …?". Made of our own words and valid names. */
  readonly nearest: string | undefined;
  /** The app, when at least that was clear. */
  readonly app: string | undefined;
};

/** The flags of one command as they were read. */
export type Flags = Pick<Command, "env" | "strategies" | "attest"> & { readonly given: readonly FlagName[] };
