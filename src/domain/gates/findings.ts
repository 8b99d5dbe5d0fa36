import type { Outcome, Verdict } from "../verdict.ts";

/** One thing that a gate noticed and that is not as it should be. */
export type Finding = {
  readonly outcome: Exclude<Outcome, "pass">;
  readonly text: string;
  /** Empty when there is nothing to do. */
  readonly remedy: string;
};

/** The reason of everything that only a cluster can tell, when none was asked. */
export const offlineReason = "no cluster was asked (--offline)";

export function fail(text: string, remedy: string): Finding {
  return { outcome: "fail", text, remedy };
}

export function warn(text: string, remedy: string): Finding {
  return { outcome: "warn", text, remedy };
}

/** Something that a gate needs and that could not be read. */
export function unread(what: string, reason: string): Finding {
  return reason === offlineReason
    ? { outcome: "unknown", text: offlineReason, remedy: "Run again with a cluster." }
    : {
        outcome: "unknown",
        text: `${what} could not be read: ${reason}`,
        remedy: "See to it that Lanekeeper can read it, then look again.",
      };
}

/** A known failure outweighs what is unknown; unknown outweighs a warning, because it might be a failure. */
const order: readonly Finding["outcome"][] = ["fail", "unknown", "warn"];

/**
 * The verdict that findings add up to: the worst of them leads the summary, all of them are in `seen`, before the
 * `notes` (what was seen besides).
 */
export function verdictOf(input: {
  readonly findings: readonly Finding[];
  /** The summary when there are no findings. */
  readonly good: string;
  readonly notes: readonly string[];
  readonly wanted: string;
  readonly command: string;
}): Verdict {
  const { findings, good, notes, wanted, command } = input;
  const outcome = order.find((candidate) => findings.some((finding) => finding.outcome === candidate));
  const worst = distinct(findings.filter((finding) => finding.outcome === outcome).map(({ text }) => text));
  return {
    outcome: outcome ?? "pass",
    summary: outcome === undefined ? good : `${worst[0]}${worst.length > 1 ? ` (and ${worst.length - 1} more)` : ""}`,
    seen: listed(distinct([...findings.map(({ text }) => text), ...notes])) || good,
    wanted,
    remedy: listed(distinct(findings.map(({ remedy }) => remedy).filter((remedy) => remedy !== "")), " "),
    command,
  };
}

/** The verdict of a gate that could not look at all. */
export function unreadable(what: string, reason: string, wanted: string, command: string): Verdict {
  return verdictOf({ findings: [unread(what, reason)], good: "", notes: [], wanted, command });
}

/** Items in one line; beyond twenty they are counted. */
export function listed(items: readonly string[], separator = "; "): string {
  const shown = items.slice(0, 20).join(separator);
  return items.length > 20 ? `${shown}${separator}and ${items.length - 20} more` : shown;
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}
