import type { DatabaseSync } from "node:sqlite";

/** One step a version; a step that was ever released is never edited. */
const steps: readonly string[] = [
  `CREATE TABLE job (
     seq     INTEGER PRIMARY KEY AUTOINCREMENT,
     id      TEXT NOT NULL,
     lock    TEXT NOT NULL,
     payload TEXT NOT NULL,
     state   TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
     attempt INTEGER NOT NULL DEFAULT 0,
     due     INTEGER NOT NULL,
     reason  TEXT
   ) STRICT;
   -- The two promises of the port are the database's own: one waiting job an id, one running job a lock.
   CREATE UNIQUE INDEX one_waiting_an_id ON job (id) WHERE state = 'waiting';
   CREATE UNIQUE INDEX one_running_a_lock ON job (lock) WHERE state = 'running';
   CREATE INDEX next_due ON job (due, seq) WHERE state = 'waiting';
   CREATE INDEX failed_by_id ON job (id) WHERE state = 'failed';`,
];

/** Brings the file to this version's tables. False when a newer version wrote it. */
export function migrate(database: DatabaseSync): boolean {
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  for (const [index, step] of steps.entries()) {
    if (index >= version) database.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return version <= steps.length;
}
