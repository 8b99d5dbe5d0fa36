import { stages } from "../plan.ts";
import type { Mistake, ParsedCommand } from "./command.ts";
import { holdsCommandLine, isCommandLine } from "./command-lines.ts";
import { nearest } from "./nearest.ts";
import { isObjectName } from "./object-names.ts";
import { quoted } from "./quoted.ts";
import { readFlags } from "./read-flags.ts";
import { verbs } from "./verbs.ts";

const token = "/migrate";
const longestLine = 4096;
const verbWords = verbs.map(({ verb }) => verb);

/**
 * Reads the command of a comment (design §3): `/migrate <app> [verb] [--env E] [--strategy …] [--attest …]`.
 * The first line decides, from column 0 on, so code, quotes, lists and HTML never hold a command; prose may
 * follow. Never throws; linear in the comment's length.
 */
export function parseCommand(body: string): ParsedCommand {
  const end = body.search(/[\r\n]/);
  const line = end < 0 ? body : body.slice(0, end);
  if (!isCommandLine(line)) return startsWithStrangeBlank(line) ? strangeBlank(line) : { type: "none" };
  if (line.length > longestLine) return mistaken(`The command is longer than ${longestLine} characters.`, undefined);
  const words = line
    .slice(token.length)
    .split(/[ \t]+/)
    .filter((word) => word !== "");
  const parsed = parseWords(words);
  if (end < 0 || !holdsCommandLine(body.slice(end))) return parsed;
  return mistaken("There is more than one command; write one command a comment.", parsed.app);
}

function parseWords(words: readonly string[]): Exclude<ParsedCommand, { readonly type: "none" }> {
  // `/migrate help` is help; an app of that name is reached by `/migrate help open`.
  if (words.length === 0 || (words.length === 1 && words[0] === "help")) return { type: "help", app: undefined };

  const { plain, flags, misread } = readFlags(words);
  const [app, word = "open", ...more] = plain;
  if (app === undefined) return mistaken(misread?.message ?? "The app is missing.", undefined, misread?.nearest);
  if (!isObjectName(app)) return mistaken(`${quoted(app)} cannot be the name of an app.`, undefined);

  // A mistyped flag leaves its value behind as a stray word, so flags are said first.
  if (misread !== undefined) return mistaken(misread.message, app, misread.nearest);

  const entry = verbs.find(({ verb }) => verb === word);
  if (entry === undefined) return unknownVerb(app, word);
  const stage = entry.takesStage ? stages.find((known) => known === more[0]) : undefined;
  if (entry.takesStage && stage === undefined) return unknownStage(app, more[0]);
  const extra = more[entry.takesStage ? 1 : 0];
  if (extra !== undefined) return mistaken(`${quoted(extra)} is one word too many.`, app);
  const stray = flags.given.find((flag) => !entry.flags.includes(flag));
  if (stray !== undefined) return mistaken(`\`${stray}\` does not go with \`${entry.verb}\`.`, app);

  if (entry.verb === "help") return { type: "help", app };
  const { env, strategies, attest } = flags;
  return { type: "command", verb: entry.verb, app, env, strategies, attest, stage };
}

function unknownVerb(app: string, word: string): Mistake {
  const message = `${quoted(word)} is not a verb.`;
  const swapped = verbWords.some((verb) => verb === app) && isObjectName(word);
  if (swapped) return mistaken(`${message} The app comes before the verb.`, undefined, `${token} ${word} ${app}`);
  return mistaken(message, app, nearest(word, verbWords));
}

function unknownStage(app: string, word: string | undefined): Mistake {
  const known = stages.map((stage) => `\`${stage}\``).join(" or ");
  if (word === undefined) return mistaken(`\`promote\` needs a stage: ${known}.`, app);
  return mistaken(`${quoted(word)} is not a stage; there is ${known}.`, app, nearest(word, stages));
}

/** Copied text often carries a no-break or invisible blank; silence would leave the person guessing. */
function startsWithStrangeBlank(line: string): boolean {
  return line.startsWith(token) && /^[\s\p{Cc}\p{Cf}]/u.test(line.slice(token.length, token.length + 2));
}

function strangeBlank(line: string): Mistake {
  const blank = quoted(line.slice(token.length, token.length + 1));
  return mistaken(`The character after \`${token}\` is ${blank}, not a plain space.`, undefined);
}

function mistaken(message: string, app: string | undefined, near?: string): Mistake {
  return { type: "mistaken", message, nearest: near, app };
}
