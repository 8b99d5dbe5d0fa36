import type { DatabaseSync } from "node:sqlite";

export type Counts = { readonly waiting: number; readonly running: number; readonly failed: number };

export function countJobs(database: DatabaseSync): () => Counts {
  const count = database.prepare(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
            count(*) FILTER (WHERE state = 'running') AS running,
            count(*) FILTER (WHERE state = 'failed') AS failed FROM job`,
  );
  return () => {
    const row = count.get() ?? {};
    return { waiting: Number(row.waiting), running: Number(row.running), failed: Number(row.failed) };
  };
}

/** When the next waiting job falls due after `now`; undefined when none will by itself. */
export function nextDue(database: DatabaseSync): (now: Date) => Date | undefined {
  const next = database.prepare("SELECT min(due) AS due FROM job WHERE state = 'waiting' AND due > ?");
  return (now) => {
    const due = next.get(now.getTime())?.due;
    return typeof due === "number" ? new Date(due) : undefined;
  };
}
