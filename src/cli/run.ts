import { parseArgs } from "node:util";
import { UserError } from "../app/errors.ts";
import { version } from "../config/package.ts";
import { nearest } from "../domain/command/nearest.ts";
import { demo } from "./demo.ts";
import { exitCodes } from "./exit-codes.ts";
import { plan } from "./plan.ts";
import { preflight } from "./preflight.ts";
import { serve } from "./serve.ts";
import { snapshot } from "./snapshot.ts";
import { status } from "./status.ts";
import type { Terminal } from "./terminal.ts";
import type { CliVerb } from "./verb.ts";

const verbs: Readonly<Record<string, CliVerb>> = { plan, preflight, snapshot, status, serve, demo };

/** Verbs of the design whose issue is still open: named, so that nobody takes them for a slip. */
const notYet: Readonly<Record<string, string>> = {
  simulate: "asks the scheduler what-if questions",
  evidence: "verifies recorded evidence offline",
};

/** Runs one command line and gives its exit code; what goes wrong is said in words on standard error. */
export async function runCommandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return said(terminal, version);
  if (name === undefined || name === "--help" || name === "-h") return said(terminal, help(undefined));
  try {
    if (name === "help") return said(terminal, helpFor(rest[0]));
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (verb === undefined) throw new UserError(strange(name), "`lanekeeper help` lists what there is.");
    if (rest.includes("--help") || rest.includes("-h")) return said(terminal, help(name));
    const { values, positionals } = read(verb, rest);
    const [word = "", ...more] = positionals;
    const isWordless = verb.wordless !== undefined && values[verb.wordless] === true;
    if (positionals.length < verb.words && !isWordless) throw new UserError("The app is missing", verb.usage);
    if (positionals.length > verb.words)
      throw new UserError(`${JSON.stringify([word, ...more][verb.words])} is one word too many`, verb.usage);
    return await verb.run({ word, options: values, env, terminal });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.err(`lanekeeper: ${error.message}\n  ${error.remedy}`);
    return exitCodes.wrongUse;
  }
}

function read(verb: CliVerb, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: verb.options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const written = message.match(/Unknown option '(--[^']+)'/)?.[1];
    const like =
      written === undefined
        ? undefined
        : nearest(
            written,
            Object.keys(verb.options).map((option) => `--${option}`),
          );
    throw new UserError(
      written === undefined
        ? message
        : `${written} is no option here${like === undefined ? "" : `; did you mean ${like}?`}`,
      verb.usage,
      { cause: error },
    );
  }
}

function strange(name: string): string {
  const later = Object.hasOwn(notYet, name) ? notYet[name] : undefined;
  if (later !== undefined) return `\`${name}\` (${later}) does not work yet`;
  const like = nearest(name, Object.keys(verbs));
  return `${JSON.stringify(name.slice(0, 40))} is not a command${like === undefined ? "" : `; did you mean ${like}?`}`;
}

function said(terminal: Terminal, words: string): number {
  terminal.out(words);
  return exitCodes.proposed;
}

function helpFor(name: string | undefined): string {
  if (name !== undefined && !Object.hasOwn(verbs, name))
    throw new UserError(strange(name), "`lanekeeper help` lists what there is.");
  return help(name);
}

function help(name: string | undefined): string {
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb !== undefined) {
    const options = Object.entries(verb.meanings).map(([option, meaning]) => `  --${option.padEnd(10)} ${meaning}`);
    return [verb.usage, "", verb.says, ...(options.length > 0 ? ["", ...options] : [])].join("\n");
  }
  const listed = Object.entries(verbs).map(([each, { says }]) => `  ${each.padEnd(10)} ${says}`);
  return [
    `lanekeeper ${version}: moves Argo CD apps from one node to two, one gated pull request at a time`,
    "",
    ...listed,
    ...Object.entries(notYet).map(([each, says]) => `  ${each.padEnd(10)} ${says} (not yet)`),
    "",
    "lanekeeper help <command> shows a command's options.",
    "Exit: 0 proposed; 1 refused or a gate fails; 2 wrong use or settings; 3 nothing fails but something is unknown.",
  ].join("\n");
}
