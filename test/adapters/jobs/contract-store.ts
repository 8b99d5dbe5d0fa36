import type { Job, JobOutcome, Jobs } from "../../../src/app/ports.ts";

/** One store that outlives the adapters opened on it. */
export type Store = {
  open(options?: { readonly concurrency?: number; readonly maxAttempts?: number }): Promise<Jobs>;
};

export const done: JobOutcome = { type: "done" };

/** A job whose payload is its id and whose lock is its own, unless the test says otherwise. */
export function job(id: string, change: Partial<Job> = {}): Job {
  return { id, lock: id, payload: id, ...change };
}

/** Works through everything, and gives the payloads in the order they ran. */
export function recordRuns(jobs: Jobs): unknown[] {
  const seen: unknown[] = [];
  jobs.work(async (payload) => {
    seen.push(payload);
    return done;
  });
  return seen;
}
