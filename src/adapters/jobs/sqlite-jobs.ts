import type { Logger } from "pino";
import { TransientError } from "../../app/errors.ts";
import type { JobOutcome, Jobs } from "../../app/ports.ts";
import { backoffMs } from "./backoff.ts";
import { openDatabase } from "./open-database.ts";
import { outcomeOf } from "./outcome-of.ts";
import { pause, settledWithin } from "./pause.ts";
import { type Claim, claimJob } from "./sql/claim-job.ts";
import { handBack } from "./sql/hand-back.ts";
import { countJobs, nextDue } from "./sql/job-counts.ts";
import { putJob } from "./sql/put-job.ts";
import { settleJob } from "./sql/settle-job.ts";

export type SqliteJobsOptions = {
  /** Path of the job file; made with its folder when there is none. */
  readonly file: string;
  readonly log: Pick<Logger, "error" | "warn">;
  readonly now: () => Date;
  /** Jobs that run at the same time. */
  readonly concurrency?: number;
  /** A job that did not succeed in so many attempts has failed and is kept. */
  readonly maxAttempts?: number;
};

type Run = Parameters<Jobs["work"]>[0];

/** The clock may jump and timers have a largest delay; looking again this often costs nothing. */
const longestSleepMs = 60_000;

/**
 * Jobs in one SQLite file, for one process. At least once: what ran when a process died runs again at the next
 * start. There is no polling: putting and finishing a job wake the store, and one timer waits for the next retry.
 * Of one lock the oldest goes first, but a job in its backoff does not hold up the ones behind it.
 * Throws UserError when the file cannot be had; see openDatabase.
 */
export function sqliteJobs({ file, log, now, concurrency = 4, maxAttempts = 8 }: SqliteJobsOptions): Jobs {
  const database = openDatabase(file);
  const lost = handBack(database, "crashed", maxAttempts);
  if (lost > 0) log.warn({ jobs: lost }, "jobs failed for good: the process ended again and again while they ran");
  const put = putJob(database);
  const claim = claimJob(database);
  const settle = settleJob(database);
  const count = countJobs(database);
  const next = nextDue(database);

  let run: Run | undefined;
  let wakeUp: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped: Promise<void> | undefined;
  const running = new Set<Promise<void>>();
  let awaitingIdle: (() => void)[] = [];

  return {
    async put(job) {
      if (!database.isOpen) throw new TransientError("The job store is closed");
      put(job, now());
      wake();
    },
    work(handler) {
      if (run !== undefined) throw new Error("work was called twice");
      run = handler;
      wake();
    },
    stop(graceMs) {
      stopped ??= stop(graceMs);
      return stopped;
    },
    idle() {
      return new Promise((resolve) => {
        awaitingIdle.push(resolve);
        tellIdle();
      });
    },
    async depth() {
      return count();
    },
  };

  /** Not at once: a webhook is answered before its job begins. */
  function wake(): void {
    if (run !== undefined && stopped === undefined) wakeUp ??= setImmediate(takeWhatIsDue, run);
  }

  function takeWhatIsDue(handler: Run): void {
    wakeUp = undefined;
    if (stopped !== undefined) return;
    try {
      for (let job = takeOne(); job !== undefined; job = takeOne()) begin(handler, job);
      sleep();
    } catch (error) {
      log.error({ err: error }, "the job store cannot be read");
      sleepUntil(new Date(now().getTime() + backoffMs(1)));
    }
  }

  function takeOne(): Claim | undefined {
    return running.size < concurrency ? claim(now()) : undefined;
  }

  function begin(handler: Run, job: Claim): void {
    const work = attempt(handler, job).finally(() => {
      running.delete(work);
      wake();
      tellIdle();
    });
    running.add(work);
  }

  function sleep(): void {
    const due = next(now());
    if (due === undefined) clearTimeout(timer);
    else sleepUntil(due);
  }

  function sleepUntil(due: Date): void {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.min(due.getTime() - now().getTime(), longestSleepMs));
  }

  async function attempt(handler: Run, job: Claim): Promise<void> {
    const outcome = await outcomeOf(handler, job, log);
    // After the grace time of a stop the job was handed back; what it came to late is not ours to write.
    for (let tries = 1; database.isOpen; tries += 1) {
      try {
        return record(job, outcome);
      } catch (error) {
        // A full disk, say. The job keeps its lock until the store takes the outcome.
        log.error({ err: error, job: job.seq }, "the job store did not take an outcome");
        await pause(backoffMs(tries));
      }
    }
  }

  function record({ seq, attempt }: Claim, outcome: JobOutcome): void {
    if (outcome.type === "done") {
      settle.done(seq);
    } else if (outcome.type === "retry" && attempt < maxAttempts) {
      const due = new Date(now().getTime() + (outcome.afterMs ?? backoffMs(attempt)));
      settle.retry(seq, due, outcome.reason);
    } else {
      settle.fail(seq, outcome.reason);
      log.warn({ job: seq, attempt, reason: outcome.reason }, "a job failed for good");
    }
  }

  function tellIdle(): void {
    if (awaitingIdle.length === 0) return;
    if (database.isOpen) {
      const { waiting, running: busy } = count();
      if (waiting + busy > 0) return;
    }
    for (const resolve of awaitingIdle) resolve();
    awaitingIdle = [];
  }

  async function stop(graceMs: number): Promise<void> {
    clearTimeout(timer);
    clearImmediate(wakeUp);
    await settledWithin(running, graceMs);
    try {
      handBack(database, "stopped", maxAttempts);
    } finally {
      database.close();
      tellIdle();
    }
  }
}
