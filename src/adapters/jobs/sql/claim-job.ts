import type { DatabaseSync } from "node:sqlite";

/** A job in our hands: its row, and the number of this attempt, counted from 1. */
export type Claim = { readonly seq: number; readonly attempt: number; readonly payload: unknown };

/** Takes the oldest job that is due and whose lock is free; undefined when there is none. */
export function claimJob(database: DatabaseSync): (now: Date) => Claim | undefined {
  const claim = database.prepare(
    `UPDATE job SET state = 'running', attempt = attempt + 1
     WHERE seq = (
       SELECT seq FROM job AS next
       WHERE state = 'waiting' AND due <= ?
         AND NOT EXISTS (SELECT 1 FROM job AS busy WHERE busy.state = 'running' AND busy.lock = next.lock)
       ORDER BY due, seq LIMIT 1)
     RETURNING seq, attempt, payload`,
  );
  return (now) => {
    const row = claim.get(now.getTime());
    if (row === undefined) return undefined;
    return { seq: Number(row.seq), attempt: Number(row.attempt), payload: JSON.parse(String(row.payload)) };
  };
}
