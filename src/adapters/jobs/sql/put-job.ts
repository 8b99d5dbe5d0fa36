import type { DatabaseSync } from "node:sqlite";
import type { Job } from "../../../app/ports.ts";

/**
 * Stores a job that is due at once; a job with this id that waits already stays as it is, its backoff included.
 * A running one does not count: it may have looked before this event happened.
 */
export function putJob(database: DatabaseSync): (job: Job, now: Date) => void {
  const insert = database.prepare(
    `INSERT INTO job (id, lock, payload, state, due) VALUES (?, ?, ?, 'waiting', ?)
     ON CONFLICT (id) WHERE state = 'waiting' DO NOTHING`,
  );
  return ({ id, lock, payload }, now) => {
    insert.run(id, lock, JSON.stringify(payload ?? null), now.getTime());
  };
}
