import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../../src/adapters/jobs/open-database.ts";
import { type SqliteJobsOptions, sqliteJobs } from "../../../src/adapters/jobs/sqlite-jobs.ts";
import { UserError } from "../../../src/app/errors.ts";
import { holdsTheJobsContract } from "./contract.ts";
import { job } from "./contract-store.ts";

const folders: string[] = [];
const children: ChildProcess[] = [];

function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-jobs-"));
  folders.push(folder);
  return join(folder, "data", "jobs.sqlite");
}

function open(file: string, options: Partial<SqliteJobsOptions> = {}) {
  return sqliteJobs({ file, log: { error: vi.fn(), warn: vi.fn() }, now: () => new Date(), ...options });
}

afterEach(() => {
  vi.useRealTimers();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

holdsTheJobsContract("SQLite", async () => {
  const file = freshFile();
  return { open: async (options) => open(file, options) };
});

describe("time", () => {
  it("waits twice as long after each attempt, and fails after the eighth", async () => {
    vi.useFakeTimers();
    const began = Date.now();
    const jobs = open(freshFile());
    const seconds: number[] = [];
    jobs.work(async () => {
      seconds.push(Math.floor((Date.now() - began) / 1000));
      return { type: "retry", afterMs: undefined, reason: "the cluster does not answer" };
    });
    await jobs.put(job("a"));
    await vi.runAllTimersAsync();

    expect(seconds).toEqual([0, 2, 6, 14, 30, 62, 126, 254]);
    expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 1 });
    await jobs.stop(0);
  });

  it("waits exactly as long as it was told, however long", async () => {
    vi.useFakeTimers();
    const began = Date.now();
    const jobs = open(freshFile());
    const minutes: number[] = [];
    jobs.work(async (_payload, attempt) => {
      minutes.push(Math.floor((Date.now() - began) / 60_000));
      return attempt === 1 ? { type: "retry", afterMs: 61 * 60_000, reason: "rate limit" } : { type: "done" };
    });
    await jobs.put(job("a"));
    await vi.runAllTimersAsync();

    expect(minutes).toEqual([0, 61]);
    await jobs.stop(0);
  });

  it("sets no timer while nothing waits for its time", async () => {
    vi.useFakeTimers();
    const jobs = open(freshFile());
    jobs.work(async () => ({ type: "done" }));
    await jobs.put(job("a"));
    await vi.runAllTimersAsync();

    expect(vi.getTimerCount()).toBe(0);
    await jobs.stop(0);
  });
});

describe("the file", () => {
  it("is written through to the disk at every commit", () => {
    const database = openDatabase(freshFile());
    expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
  });

  it("belongs to one process: a second one is refused in words", async () => {
    const file = freshFile();
    await startChild(file);
    expect(() => open(file)).toThrow(UserError);
    expect(() => open(file)).toThrow(`Another process works with the job file ${file}.`);
  });

  it("belongs to one store in a process, too", async () => {
    const file = freshFile();
    const jobs = open(file);
    expect(() => open(file)).toThrow(`Another process works with the job file ${file}.`);
    await jobs.stop(0);
    await open(file).stop(0);
  });

  it("is refused when it is something else", () => {
    const file = join(mkdtempSync(join(tmpdir(), "lanekeeper-jobs-")), "jobs.sqlite");
    folders.push(join(file, ".."));
    writeFileSync(file, "not a database, but long enough to be looked at as one".repeat(20));
    expect(() => open(file)).toThrow(`${file} is not a readable job file.`);
  });

  it("is refused when a newer version wrote it", async () => {
    const file = freshFile();
    await open(file).stop(0);
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => open(file)).toThrow(`The job file ${file} was written by a newer version.`);
  });

  it("is refused in words when it cannot be made", () => {
    const file = join(freshFile(), "..", "..", "taken");
    writeFileSync(file, "");
    expect(() => open(join(file, "jobs.sqlite"))).toThrow(UserError);
  });
});

describe("a store that fails under a running job", () => {
  it("keeps the job and records its outcome when the store is well again", async () => {
    vi.useFakeTimers();
    const file = freshFile();
    const error = vi.fn();
    const exec = vi.spyOn(DatabaseSync.prototype, "exec");
    const jobs = open(file, { log: { error, warn: vi.fn() } });
    jobs.work(async () => {
      exec.mockImplementationOnce(() => {
        throw new Error("database or disk is full");
      });
      return { type: "done" };
    });
    await jobs.put(job("a"));
    await vi.runAllTimersAsync();

    expect(error).toHaveBeenCalledWith(expect.anything(), "the job store did not take an outcome");
    expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 0 });
    await jobs.stop(0);
  });
});

describe("kill -9", () => {
  it("loses nothing that was accepted, and what ran runs again", async () => {
    const file = freshFile();
    const { child, lines } = await startChild(file);
    const accepted = new Set<string>();
    const began = new Set<string>();
    for (let number = 0; number < 500; number += 1) child.stdin?.write(`job-${number}\n`);
    for await (const line of lines) {
      const [what, id = ""] = line.split(" ");
      (what === "accepted" ? accepted : began).add(id);
      if (accepted.size >= 100 && began.size === 2) child.kill("SIGKILL");
    }
    expect(accepted.size).toBeGreaterThanOrEqual(100);
    expect(began.size).toBe(2);

    const jobs = open(file);
    const ran = new Map<unknown, number>();
    jobs.work(async (payload, attempt) => {
      ran.set(payload, attempt);
      return { type: "done" };
    });
    await jobs.idle();
    expect([...accepted].filter((id) => !ran.has(id))).toEqual([]);
    expect([...began].map((id) => ran.get(id))).toEqual([2, 2]);
    await jobs.stop(0);
  });

  it("ends a job that takes the process down with it each time as failed", async () => {
    const file = freshFile();
    const { child, lines } = await startChild(file);
    child.stdin?.write("poison\n");
    for await (const line of lines) if (line === "began poison 1") child.kill("SIGKILL");

    const jobs = open(file, { maxAttempts: 1 });
    expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 2 });
    await jobs.stop(0);
  });
});

/** A process that has the file; see accepting-child.ts. */
async function startChild(file: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "accepting-child.ts"), file], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout });
  const first = Promise.withResolvers<void>();
  child.stdout.once("readable", first.resolve);
  child.stdin.write("first\n");
  await first.promise;
  return { child, lines };
}
