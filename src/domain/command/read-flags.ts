import type { Attestation, Strategy } from "../settings.ts";
import type { Flags } from "./command.ts";
import { nearest } from "./nearest.ts";
import { isEnvironmentName, isObjectName } from "./object-names.ts";
import { quoted } from "./quoted.ts";
import { type FlagName, flagNames } from "./verbs.ts";

const strategies: readonly Strategy[] = ["A", "B1", "B2", "C", "stay"];
const attestations: readonly Attestation["what"][] = ["multi-writer"];

/** Why the words of a command cannot be acted on. */
export type Misread = { readonly message: string; readonly nearest: string | undefined };

export type ReadWords = {
  /** The words that are neither flags nor their values, in order. */
  readonly plain: readonly string[];
  readonly flags: Flags;
  /** The first thing that is wrong with the flags. */
  readonly misread: Misread | undefined;
};

/** Tells flags from other words: `--env E`, `--env=E`, `--strategy S`, `--strategy web=A,db=B2`, `--attest multi-writer`. */
export function readFlags(words: readonly string[]): ReadWords {
  const plain: string[] = [];
  const given: FlagName[] = [];
  let flags: Omit<Flags, "given"> = { env: undefined, strategies: undefined, attest: [] };
  let misread: Misread | undefined;

  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!looksLikeFlag(word)) {
      plain.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const written = equals < 0 ? word : word.slice(0, equals);
    const name = flagNames.find((known) => known === written);
    if (name === undefined) {
      misread ??= { message: `${quoted(written)} is not a flag.`, nearest: nearest(written, flagNames) };
      continue;
    }
    const value = equals < 0 ? valueAfter(words, at) : word.slice(equals + 1);
    if (equals < 0 && value !== "") at += 1;
    if (value === "") misread ??= wrong(`\`${name}\` needs a value.`);
    else if (given.includes(name)) misread ??= wrong(`\`${name}\` is given twice.`);
    else {
      const read = readValue(name, value);
      if ("message" in read) misread ??= read;
      else flags = { ...flags, ...read };
    }
    given.push(name);
  }
  return { plain, flags: { ...flags, given }, misread };
}

/** Phones make one long dash of two short ones; such a word is a mistyped flag, not a name. */
function looksLikeFlag(word: string): boolean {
  return /^[-\u2010-\u2015\u2212]/u.test(word);
}

function valueAfter(words: readonly string[], at: number): string {
  const next = words[at + 1] ?? "";
  return looksLikeFlag(next) ? "" : next;
}

function readValue(name: FlagName, value: string): Misread | Partial<Flags> {
  switch (name) {
    case "--env":
      return isEnvironmentName(value)
        ? { env: value }
        : wrong(`${quoted(value)} cannot be the name of an environment.`);
    case "--attest": {
      const what = attestations.find((known) => known === value);
      return what === undefined ? oneOf(value, "an attestation", attestations) : { attest: [what] };
    }
    case "--strategy":
      return readStrategies(value);
  }
}

function readStrategies(value: string): Misread | Partial<Flags> {
  if (!value.includes("=")) {
    const strategy = strategies.find((known) => known === value);
    return strategy === undefined ? oneOf(value, "a strategy", strategies) : { strategies: strategy };
  }
  const byWorkload = new Map<string, Strategy>();
  for (const part of value.split(",")) {
    const equals = part.indexOf("=");
    const workload = part.slice(0, Math.max(equals, 0));
    const written = part.slice(equals + 1);
    const strategy = strategies.find((known) => known === written);
    if (equals < 1 || !isObjectName(workload))
      return wrong(`${quoted(part)} is not of the form \`workload=strategy\`.`);
    if (strategy === undefined) return oneOf(written, "a strategy", strategies);
    if (byWorkload.has(workload)) return wrong(`${quoted(workload)} is given two strategies.`);
    byWorkload.set(workload, strategy);
  }
  return { strategies: byWorkload };
}

function oneOf(word: string, kind: string, known: readonly string[]): Misread {
  return {
    message: `${quoted(word)} is not ${kind}; there is ${known.map((it) => `\`${it}\``).join(", ")}.`,
    nearest: nearest(word, known),
  };
}

function wrong(message: string): Misread {
  return { message, nearest: undefined };
}
