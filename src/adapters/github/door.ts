import type { Logger } from "pino";
import type { ApplicationFunction } from "probot";
import type { Job, Jobs } from "../../app/ports.ts";
import { commandInComment } from "./door-comment.ts";

export type DoorOptions = {
  readonly jobs: Pick<Jobs, "put">;
  readonly log: Pick<Logger, "info" | "error">;
  /** How long the store may take, in milliseconds; @octokit/webhooks answers 202 by itself after nine seconds. */
  readonly putWithinMs?: number | undefined;
};

/** Every event that leads to work, and how its key is read. Whatever is not listed is answered and forgotten. */
const events = {
  "issue_comment.created": commandInComment,
} as const satisfies Record<string, (payload: unknown) => Job | undefined>;

/** The events of the table, for counting and for app.yml. */
export const doorEvents: readonly string[] = Object.keys(events).map((event) => event.replace(/\..*$/, ""));

/**
 * The Probot app. It does no work: an event's key is stored, and the answer is given when the store has it. When the
 * store fails or is slow, GitHub gets an error and shows the delivery as failed, so that it can be sent again.
 */
export function door({ jobs, log, putWithinMs = 8_000 }: DoorOptions): ApplicationFunction {
  return (probot) => {
    for (const [event, readKey] of Object.entries(events)) {
      probot.on(event as keyof typeof events, async ({ id, payload }) => {
        const job = readKey(payload);
        if (job === undefined) return;
        await stored(jobs.put(job), putWithinMs);
        log.info({ delivery: id, event, job: job.id }, "a job was stored");
      });
    }
  };
}

/** Fails with our own words and without a status: an answer must not tell what the store said, and never be a 2xx. */
async function stored(put: Promise<void>, withinMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer in ${withinMs} ms`)), withinMs);
  try {
    await Promise.race([put, late.promise]);
  } catch (cause) {
    throw new Error("The job store did not take the key", { cause });
  } finally {
    clearTimeout(timer);
  }
}
