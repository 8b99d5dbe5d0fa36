import type { Logger } from "pino";
import { TransientError } from "../../app/errors.ts";
import type { JobOutcome, Jobs } from "../../app/ports.ts";
import type { Claim } from "./sql/claim-job.ts";

/**
 * Runs a job. What it throws becomes an outcome, too: an outage is tried again, anything else is a bug, logged
 * once and not tried again.
 */
export async function outcomeOf(
  run: Parameters<Jobs["work"]>[0],
  { seq, attempt, payload }: Claim,
  log: Pick<Logger, "error">,
): Promise<JobOutcome> {
  try {
    return await run(payload, attempt);
  } catch (error) {
    if (error instanceof TransientError) return { type: "retry", afterMs: error.retryAfterMs, reason: error.message };
    log.error({ err: error, job: seq, attempt }, "a job threw");
    return { type: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
