import type { Command } from "../domain/command/command.ts";
import type { Request } from "../domain/draft.ts";
import type { Strategy } from "../domain/settings.ts";

/** The request that a command stands for. `by` is a login; `at` the time of the comment, ISO 8601. */
export function requestOf(command: Pick<Command, "strategies" | "attest">, by: string, at: string): Request {
  return {
    wishes: {
      strategies: strategiesOf(command.strategies),
      attestations: command.attest.map((what) => ({ what, by })),
      by,
    },
    date: at.slice(0, 10),
    requestedBy: by,
  };
}

/** One strategy for the whole app stands under `*`. */
function strategiesOf(strategies: Command["strategies"]): Readonly<Record<string, Strategy>> {
  if (strategies === undefined) return {};
  return typeof strategies === "string" ? { "*": strategies } : Object.fromEntries(strategies);
}
