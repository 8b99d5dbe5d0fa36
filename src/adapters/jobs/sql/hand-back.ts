import type { DatabaseSync } from "node:sqlite";
import { atOnce } from "./at-once.ts";

/**
 * Makes every running job wait again, due at once. After a crash the attempt counts, so that a job which takes
 * the process down with it ends as failed and not as an endless circle; a stop on purpose is not the job's fault.
 * Gives how many jobs failed by that.
 */
export function handBack(database: DatabaseSync, why: "crashed" | "stopped", maxAttempts: number): number {
  const uncounted = why === "crashed" ? 0 : 1;
  return atOnce(database, () => {
    database.exec(
      `DELETE FROM job WHERE state = 'running'
       AND EXISTS (SELECT 1 FROM job AS successor WHERE successor.state = 'waiting' AND successor.id = job.id)`,
    );
    const failed = database
      .prepare(
        `UPDATE job SET state = 'failed', reason = 'the process ended while it ran'
         WHERE state = 'running' AND attempt - ? >= ?`,
      )
      .run(uncounted, maxAttempts);
    database.prepare("UPDATE job SET state = 'waiting', attempt = attempt - ? WHERE state = 'running'").run(uncounted);
    return Number(failed.changes);
  });
}
