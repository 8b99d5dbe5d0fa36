import type { DatabaseSync } from "node:sqlite";
import { atOnce } from "./at-once.ts";

export type Settle = {
  /** Forgets the job, and what failed under the same id before: it went well in the end. */
  done(seq: number): void;
  /** Puts the job back until `due`, or lets the job that waits under the same id take its place from then on. */
  retry(seq: number, due: Date, reason: string): void;
  /** Keeps the job for people to see; it never runs again by itself. */
  fail(seq: number, reason: string): void;
};

/** What becomes of a running job. A job that is not running any more is left alone. */
export function settleJob(database: DatabaseSync): Settle {
  const forgetFailed = database.prepare(
    "DELETE FROM job WHERE state = 'failed' AND id = (SELECT id FROM job WHERE seq = ? AND state = 'running')",
  );
  const forget = database.prepare("DELETE FROM job WHERE seq = ? AND state = 'running'");
  const postponeSuccessor = database.prepare(
    `UPDATE job SET due = max(due, ?), reason = ?
     WHERE state = 'waiting' AND id = (SELECT id FROM job WHERE seq = ? AND state = 'running')`,
  );
  const putBack = database.prepare(
    "UPDATE job SET state = 'waiting', due = ?, reason = ? WHERE seq = ? AND state = 'running'",
  );
  const keepFailed = database.prepare(
    "UPDATE job SET state = 'failed', reason = ? WHERE seq = ? AND state = 'running'",
  );

  return {
    done(seq) {
      atOnce(database, () => {
        forgetFailed.run(seq);
        forget.run(seq);
      });
    },
    retry(seq, due, reason) {
      atOnce(database, () => {
        const successors = postponeSuccessor.run(due.getTime(), reason, seq).changes;
        if (successors === 0) putBack.run(due.getTime(), reason, seq);
        else forget.run(seq);
      });
    },
    fail(seq, reason) {
      keepFailed.run(reason, seq);
    },
  };
}
