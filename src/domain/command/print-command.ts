import type { Command } from "./command.ts";

/** The inverse of `parseCommand`: the one way in which Lanekeeper itself writes a command, for links and help. */
export function printCommand({ verb, app, env, strategies, attest, stage }: Command): string {
  const words = ["/migrate", app];
  // An app called `help` needs the verb, because `/migrate help` is help.
  if (verb !== "open" || app === "help") words.push(verb);
  if (stage !== undefined) words.push(stage);
  if (env !== undefined) words.push("--env", env);
  if (typeof strategies === "string") words.push("--strategy", strategies);
  else if (strategies !== undefined)
    words.push("--strategy", [...strategies].map(([name, one]) => `${name}=${one}`).join(","));
  for (const what of attest) words.push("--attest", what);
  return words.join(" ");
}
