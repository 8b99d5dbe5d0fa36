import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../../app/errors.ts";
import { migrate } from "./sql/schema.ts";

/** How long a process that is just ending may keep the next one waiting. */
const lockWaitMs = 1000;
const busy = 5;
/** SQLITE_CORRUPT and SQLITE_NOTADB, https://www.sqlite.org/rescode.html */
const broken: readonly number[] = [11, 26];

/**
 * Opens the job file for this process alone. In exclusive locking mode SQLite holds the kernel's lock on the
 * file until the process ends, however it ends, so `kill -9` leaves nothing behind to clean up; a second
 * process is refused. Every commit waits for the disk (WAL with synchronous=FULL).
 * Throws UserError when another process has the file, or when it is not a job file of this version.
 */
export function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file, { timeout: lockWaitMs });
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database.exec("BEGIN IMMEDIATE; COMMIT");
    if (migrate(database)) return database;
  } catch (error) {
    database?.close();
    throw refusal(file, error);
  }
  database.close();
  throw new UserError(
    `The job file ${file} was written by a newer version.`,
    "Start that version, or move the file away: it holds no migration, only what waits.",
  );
}

function refusal(file: string, error: unknown): unknown {
  const code =
    error instanceof Error && "errcode" in error && typeof error.errcode === "number"
      ? error.errcode & 0xff
      : undefined;
  if (code === busy) {
    return new UserError(
      `Another process works with the job file ${file}.`,
      "Run one server a data folder; set LANEKEEPER_DATA for a second one.",
      { cause: error },
    );
  }
  if (code !== undefined && broken.includes(code)) {
    return new UserError(
      `${file} is not a readable job file.`,
      "Move it away and start again: it holds no migration, only what waits.",
      { cause: error },
    );
  }
  if (error instanceof Error && (code !== undefined || "syscall" in error)) {
    return new UserError(
      `The job file ${file} cannot be opened: ${error.message}`,
      "See that the folder exists, has room and may be written.",
      { cause: error },
    );
  }
  return error;
}
