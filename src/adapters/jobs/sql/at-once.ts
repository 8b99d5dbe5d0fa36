import type { DatabaseSync } from "node:sqlite";

/** All of the changes or none of them, and one wait for the disk. */
export function atOnce<Result>(database: DatabaseSync, change: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = change();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite may have rolled back by itself, on a full disk for one.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
