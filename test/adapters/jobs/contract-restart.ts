import { expect, it } from "vitest";
import { TransientError } from "../../../src/app/errors.ts";
import type { JobOutcome } from "../../../src/app/ports.ts";
import { done, job, recordRuns, type Store } from "./contract-store.ts";

/** The part of the contract that is about stopping and starting again. */
export function holdsAcrossRestarts(store: () => Promise<Store>): void {
  it("keeps what waits across a restart", async () => {
    const kept = await store();
    const before = await kept.open();
    await before.put(job("a"));
    await before.put(job("b"));
    await before.stop(0);

    const after = await kept.open();
    const seen = recordRuns(after);
    await after.idle();
    expect(seen.sort()).toEqual(["a", "b"]);
    await after.stop(0);
  });

  it("waits for what runs when it stops, and takes nothing new", async () => {
    const kept = await store();
    const jobs = await kept.open({ concurrency: 1 });
    const began = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const finished: unknown[] = [];
    jobs.work(async (payload) => {
      began.resolve();
      await finish.promise;
      finished.push(payload);
      return done;
    });
    await jobs.put(job("a"));
    await jobs.put(job("b"));
    await began.promise;
    const stopping = jobs.stop(20_000);
    finish.resolve();
    await stopping;

    expect(finished).toEqual(["a"]);
    const after = await kept.open();
    expect(await after.depth()).toEqual({ waiting: 1, running: 0, failed: 0 });
    await after.stop(0);
  });

  it("hands back what outlasts the grace time, without counting the attempt", async () => {
    const kept = await store();
    const jobs = await kept.open({ maxAttempts: 1 });
    const began = Promise.withResolvers<void>();
    const late = Promise.withResolvers<JobOutcome>();
    jobs.work(async () => {
      began.resolve();
      return late.promise;
    });
    await jobs.put(job("a"));
    await began.promise;
    await jobs.stop(0);

    const after = await kept.open({ maxAttempts: 1 });
    late.resolve(done);
    const attempts: number[] = [];
    after.work(async (_payload, attempt) => {
      attempts.push(attempt);
      return done;
    });
    await after.idle();
    expect(attempts).toEqual([1]);
    await after.stop(0);
  });

  it("refuses what is put after it stopped", async () => {
    const jobs = await (await store()).open();
    await jobs.stop(0);
    await expect(jobs.put(job("a"))).rejects.toThrow(TransientError);
  });
}
