import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TransientError } from "../../../src/app/errors.ts";
import type { JobOutcome } from "../../../src/app/ports.ts";
import { holdsAcrossRestarts } from "./contract-restart.ts";
import { done, job, recordRuns, type Store } from "./contract-store.ts";

const soon: JobOutcome = { type: "retry", afterMs: 1, reason: "not yet" };

/** What every job store must hold. `store` gives a fresh, empty one for each test. */
export function holdsTheJobsContract(name: string, store: () => Promise<Store>): void {
  describe(`${name} holds the contract of a job store`, () => {
    it("hands over what was put, and forgets it when it is done", async () => {
      const jobs = await (await store()).open();
      const seen: unknown[] = [];
      await jobs.put(job("a", { payload: { owner: "acme", issue: 7, note: "é \u2028" } }));
      jobs.work(async (payload, attempt) => {
        seen.push([payload, attempt]);
        return done;
      });
      await jobs.idle();

      expect(seen).toEqual([[{ owner: "acme", issue: 7, note: "é \u2028" }, 1]]);
      expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 0 });
      await jobs.stop(0);
    });

    it("takes what is put while it works", async () => {
      const jobs = await (await store()).open();
      const seen = recordRuns(jobs);
      await jobs.put(job("a"));
      await jobs.idle();
      await jobs.put(job("b"));
      await jobs.idle();

      expect(seen).toEqual(["a", "b"]);
      await jobs.stop(0);
    });

    it("keeps one job of an id while it waits", async () => {
      const jobs = await (await store()).open();
      for (let times = 0; times < 4; times += 1) await jobs.put(job("a"));
      expect(await jobs.depth()).toEqual({ waiting: 1, running: 0, failed: 0 });

      const seen = recordRuns(jobs);
      await jobs.idle();
      expect(seen).toEqual(["a"]);
      await jobs.stop(0);
    });

    it("runs a job again when it was put while it ran, once", async () => {
      const jobs = await (await store()).open();
      const seen: unknown[] = [];
      jobs.work(async (payload, attempt) => {
        if (seen.length === 0) {
          await jobs.put(job("a"));
          await jobs.put(job("a"));
          expect(await jobs.depth()).toEqual({ waiting: 1, running: 1, failed: 0 });
        }
        seen.push([payload, attempt]);
        return done;
      });
      await jobs.put(job("a"));
      await jobs.idle();

      expect(seen).toEqual([
        ["a", 1],
        ["a", 1],
      ]);
      await jobs.stop(0);
    });

    it("never runs two jobs of one lock at the same time, and the oldest goes first", async () => {
      const jobs = await (await store()).open({ concurrency: 8 });
      const active = new Set<string>();
      const overlaps: string[] = [];
      const order: Record<string, number[]> = {};
      for (let number = 0; number < 30; number += 1) {
        const lock = `lock-${number % 3}`;
        await jobs.put(job(`job-${number}`, { lock, payload: { lock, number } }));
      }
      jobs.work(async (payload) => {
        const { lock, number } = payload as { lock: string; number: number };
        if (active.has(lock)) overlaps.push(lock);
        active.add(lock);
        order[lock] = [...(order[lock] ?? []), number];
        for (let turns = 0; turns < 5; turns += 1) await turn();
        active.delete(lock);
        return done;
      });
      await jobs.idle();

      expect(overlaps).toEqual([]);
      expect(order["lock-0"]).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
      await jobs.stop(0);
    });

    it("runs jobs of different locks at the same time, up to its concurrency", async () => {
      const jobs = await (await store()).open({ concurrency: 2 });
      const twoBegan = Promise.withResolvers<void>();
      let active = 0;
      let most = 0;
      jobs.work(async () => {
        active += 1;
        most = Math.max(most, active);
        if (active === 2) twoBegan.resolve();
        await twoBegan.promise;
        await turn();
        active -= 1;
        return done;
      });
      for (const id of ["a", "b", "c", "d"]) await jobs.put(job(id));
      await jobs.idle();

      expect(most).toBe(2);
      await jobs.stop(0);
    });

    it("does not let the jobs of a busy lock hold up the others", async () => {
      const jobs = await (await store()).open({ concurrency: 2 });
      const otherRan = Promise.withResolvers<void>();
      const order: unknown[] = [];
      jobs.work(async (payload) => {
        if (payload === "first") await otherRan.promise;
        if (payload === "other") otherRan.resolve();
        order.push(payload);
        return done;
      });
      await jobs.put(job("first", { lock: "shop" }));
      for (let number = 0; number < 5; number += 1) await jobs.put(job(`next-${number}`, { lock: "shop" }));
      await jobs.put(job("other", { lock: "till" }));
      await jobs.idle();

      expect(order.slice(0, 2)).toEqual(["other", "first"]);
      await jobs.stop(0);
    });

    it("tries again until it goes well, and counts the attempts", async () => {
      const jobs = await (await store()).open();
      const attempts: number[] = [];
      jobs.work(async (_payload, attempt) => {
        attempts.push(attempt);
        return attempt < 3 ? soon : done;
      });
      await jobs.put(job("a"));
      await jobs.idle();

      expect(attempts).toEqual([1, 2, 3]);
      expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 0 });
      await jobs.stop(0);
    });

    it("takes an outage that was thrown as a reason to try again", async () => {
      const jobs = await (await store()).open();
      const attempts: number[] = [];
      jobs.work(async (_payload, attempt) => {
        attempts.push(attempt);
        if (attempt === 1) throw new TransientError("GitHub answered 502", { retryAfterMs: 1 });
        return done;
      });
      await jobs.put(job("a"));
      await jobs.idle();

      expect(attempts).toEqual([1, 2]);
      await jobs.stop(0);
    });

    it("keeps a job that ran out of attempts, and goes on with its lock", async () => {
      const jobs = await (await store()).open({ maxAttempts: 2 });
      const seen: unknown[] = [];
      jobs.work(async (payload, attempt) => {
        seen.push([payload, attempt]);
        return payload === "hopeless" ? soon : done;
      });
      await jobs.put(job("hopeless", { lock: "shop" }));
      await jobs.idle();
      await jobs.put(job("next", { lock: "shop" }));
      await jobs.idle();

      expect(seen).toEqual([
        ["hopeless", 1],
        ["hopeless", 2],
        ["next", 1],
      ]);
      expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 1 });
      await jobs.stop(0);
    });

    for (const [how, run] of Object.entries<() => Promise<JobOutcome>>({
      "says that it failed": async () => ({ type: "failed", reason: "no such app" }),
      "throws like a bug": async () => {
        throw new RangeError("a bug");
      },
    })) {
      it(`does not try a job again that ${how}, unless it is put again`, async () => {
        const jobs = await (await store()).open();
        let fails = true;
        const attempts: number[] = [];
        jobs.work(async (_payload, attempt) => {
          attempts.push(attempt);
          return fails ? run() : done;
        });
        await jobs.put(job("a"));
        await jobs.idle();
        expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 1 });

        fails = false;
        await jobs.put(job("a"));
        await jobs.idle();
        expect(attempts).toEqual([1, 1]);
        expect(await jobs.depth()).toEqual({ waiting: 0, running: 0, failed: 0 });
        await jobs.stop(0);
      });
    }

    it("lets a job that was put meanwhile take the place of a retry", async () => {
      const jobs = await (await store()).open();
      const attempts: number[] = [];
      jobs.work(async (_payload, attempt) => {
        attempts.push(attempt);
        if (attempts.length > 1) return done;
        await jobs.put(job("a"));
        return soon;
      });
      await jobs.put(job("a"));
      await jobs.idle();

      expect(attempts).toEqual([1, 1]);
      await jobs.stop(0);
    });

    holdsAcrossRestarts(store);
  });
}
