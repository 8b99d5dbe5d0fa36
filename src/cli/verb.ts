import type { ParseArgsConfig } from "node:util";
import type { Terminal } from "./terminal.ts";

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** One verb of the command line. */
export type CliVerb = {
  readonly usage: string;
  readonly says: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** What each option means, for `help`. */
  readonly meanings: Readonly<Record<string, string>>;
  /** How many words stand beside the options: an app, or nothing. */
  readonly words: 0 | 1;
  /** The option that stands in the word's place. */
  readonly wordless?: string;
  /** Gives the exit code. Throws UserError for wrong use. */
  readonly run: (input: {
    readonly word: string;
    readonly options: OptionValues;
    readonly env: NodeJS.ProcessEnv;
    readonly terminal: Terminal;
  }) => Promise<number>;
};

/** The text of an option, if it was given. */
export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
