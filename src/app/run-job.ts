import { answerCommand, type CommandKey, type CommandPorts, sayTo } from "./answer-command.ts";
import { TransientError } from "./errors.ts";
import type { JobOutcome } from "./ports.ts";
import { JobPayload } from "./webhook-keys.ts";

/** Told of what became of a job; keys and words only, never contents. */
export type JobLog = {
  readonly info: (fields: Record<string, unknown>, message: string) => void;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
};

/** A job that an outage has ended so often has failed, and the person who asked is told. */
export const MOST_ATTEMPTS = 8;

/**
 * Runs one job. What it throws is the store's to judge: a TransientError is tried again, anything else is a bug. When
 * it will not be tried again, the person is told, so that no command ends in silence.
 */
export async function runJob(payload: unknown, attempt: number, ports: CommandPorts, log: JobLog): Promise<JobOutcome> {
  const read = JobPayload.safeParse(payload);
  if (!read.success) return { type: "failed", reason: "the payload is not one that this version knows" };
  const { owner, repo, issue, comment } = read.data;
  const key = { repository: { owner, name: repo }, issue, comment };
  try {
    const came = await answerCommand(key, ports);
    log.info({ repository: `${owner}/${repo}`, comment, ...came }, "command looked at");
    return { type: "done" };
  } catch (error) {
    if (!(error instanceof TransientError) || attempt >= MOST_ATTEMPTS) await tell(key, error, ports, log);
    throw error;
  }
}

/** Best effort: what ended the job may keep this from being said, too. */
async function tell(key: CommandKey, error: unknown, ports: CommandPorts, log: JobLog): Promise<void> {
  const outage = error instanceof TransientError;
  try {
    await sayTo(key, ports, {
      type: "user-error",
      key: undefined,
      message: outage
        ? `Lanekeeper gave up after ${MOST_ATTEMPTS} tries: ${error.message}`
        : "Lanekeeper could not finish this: it met something that it does not know, and has logged it",
      remedy: outage
        ? "Nothing is half-done. Ask again when the other side is well."
        : "Nothing is half-done: asking again goes on from what is there. If it ends like this again, whoever runs Lanekeeper finds the cause in its log.",
    });
  } catch (failed) {
    log.warn(
      { comment: key.comment, reason: failed instanceof Error ? failed.name : "unknown" },
      "a failure could not be said",
    );
  }
}
