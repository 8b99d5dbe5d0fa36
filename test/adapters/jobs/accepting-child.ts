import { createInterface } from "node:readline";
import { sqliteJobs } from "../../../src/adapters/jobs/sqlite-jobs.ts";

/**
 * A process to be killed: puts a job for every line it reads, says `accepted <id>` when put has resolved and
 * `began <id> <attempt>` when a job runs. No job ever ends.
 */
const [, , file = ""] = process.argv;
const log = { error: () => undefined, warn: () => undefined };
const jobs = sqliteJobs({ file, log, now: () => new Date(), concurrency: 2 });

jobs.work((payload, attempt) => {
  process.stdout.write(`began ${String(payload)} ${attempt}\n`);
  return new Promise(() => undefined);
});

for await (const id of createInterface({ input: process.stdin })) {
  await jobs.put({ id, lock: id, payload: id });
  process.stdout.write(`accepted ${id}\n`);
}
