import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContainerStatus } from "../../src/domain/cluster.ts";
import { HOUR_MS, type RestartSample, restartsInWindow, sumOfRestarts } from "../../src/domain/restart-window.ts";
import { aContainerStatus } from "../support/snapshot.ts";

const now = "2026-01-01T12:00:00Z";
const longAgo = "2025-12-24T18:00:00Z";

function count(status: Partial<ContainerStatus>, createdAt = longAgo, samples: readonly RestartSample[] = []) {
  const { min, max, exact } = restartsInWindow(aContainerStatus(status), createdAt, now, samples);
  return { min, max, exact };
}

function ended(startedAt: string | undefined) {
  return { startedAt, finishedAt: startedAt, reason: "Error", exitCode: 1 };
}

describe("the restarts of a container in the last hour", () => {
  it("are none when it never restarted", () => {
    expect(count({ restartCount: 0, startedAt: "2026-01-01T11:59:00Z" })).toEqual({ min: 0, max: 0, exact: true });
  });

  it("are none when its last start was over an hour ago, be it running, waiting or just ended", () => {
    const none = { min: 0, max: 0, exact: true };

    expect(count({ restartCount: 9, startedAt: "2026-01-01T10:00:00Z" })).toEqual(none);
    expect(
      count({
        restartCount: 9,
        state: "waiting",
        startedAt: undefined,
        lastTermination: ended("2026-01-01T10:00:00Z"),
      }),
    ).toEqual(none);
    expect(count({ restartCount: 9, state: "terminated", startedAt: "2026-01-01T10:00:00Z" })).toEqual(none);
  });

  it("are the counter when the pod itself is younger", () => {
    expect(count({ restartCount: 5, startedAt: undefined }, "2026-01-01T11:10:00Z")).toEqual({
      min: 5,
      max: 5,
      exact: true,
    });
  });

  it("are one when the instance before the running one started earlier than that", () => {
    expect(
      count({ restartCount: 9, startedAt: "2026-01-01T11:50:00Z", lastTermination: ended("2026-01-01T10:00:00Z") }),
    ).toEqual({ min: 1, max: 1, exact: true });
  });

  it("are at least two when both known starts lie within it, but never more than the counter", () => {
    const status = { startedAt: "2026-01-01T11:50:00Z", lastTermination: ended("2026-01-01T11:40:00Z") };

    expect(count({ ...status, restartCount: 9 })).toEqual({ min: 2, max: 9, exact: false });
    expect(count({ ...status, restartCount: 1 })).toEqual({ min: 1, max: 1, exact: true });
  });

  it("lie between none and the counter when no time is known", () => {
    expect(count({ restartCount: 4, state: "waiting", startedAt: undefined })).toEqual({
      min: 0,
      max: 4,
      exact: false,
    });
    expect(count({ restartCount: 4, startedAt: "yesterday" })).toEqual({ min: 0, max: 4, exact: false });
  });

  it("are narrowed by counters seen before and within it", () => {
    const status = { restartCount: 9, startedAt: "2026-01-01T11:50:00Z" };

    expect(count(status, longAgo, [{ at: "2026-01-01T10:30:00Z", restartCount: 5 }])).toEqual({
      min: 1,
      max: 4,
      exact: false,
    });
    expect(count(status, longAgo, [{ at: "2026-01-01T11:30:00Z", restartCount: 6 }])).toEqual({
      min: 3,
      max: 9,
      exact: false,
    });
    expect(count(status, longAgo, [{ at: "2026-01-01T10:30:00Z", restartCount: 12 }])).toEqual({
      min: 1,
      max: 9,
      exact: false,
    });
  });

  it("add up over containers", () => {
    const one = { min: 1, max: 1, exact: true, basis: "a" };
    const some = { min: 0, max: 4, exact: false, basis: "b" };

    expect(sumOfRestarts([one, some, one])).toEqual({ min: 2, max: 6, exact: false, basis: "a, b" });
    expect(sumOfRestarts([])).toEqual({ min: 0, max: 0, exact: true, basis: "" });
  });
});

/** A container's life: when it was first started and, alternating, how long it ran and waited. Seconds. */
type History = {
  readonly created: number;
  readonly spans: readonly (readonly [run: number, wait: number])[];
  /** The kubelet no longer knows the last termination. */
  readonly forgets: boolean;
  /** How a container between two instances is shown. */
  readonly down: "waiting" | "terminated" | "terminated without times";
  readonly samples: readonly number[];
};

const second = 1000;
const end = Date.parse(now);

/** Lives of up to eight instances around the window's edge; some kubelets forget the last termination. */
const histories: fc.Arbitrary<History> = fc.record({
  created: fc.oneof(fc.integer({ min: 0, max: 3 * 3600 }), fc.integer({ min: 3590, max: 3660 })),
  spans: fc.array(fc.tuple(fc.oneof(fc.nat(30), fc.nat(2000)), fc.oneof(fc.nat(5), fc.nat(300))), {
    minLength: 1,
    maxLength: 8,
  }),
  forgets: fc.boolean(),
  down: fc.constantFrom("waiting", "terminated", "terminated without times"),
  samples: fc.array(fc.integer({ min: 0, max: 3 * 3600 }), { maxLength: 2 }),
});

it("the true count always lies between min and max, in 10,000 random lives", () => {
  let exact = 0;
  fc.assert(
    fc.property(histories, (history) => {
      const { status, createdAt, samples, truth } = observe(history);
      const { min, max, exact: isExact } = restartsInWindow(status, createdAt, now, samples);
      if (isExact) exact += 1;
      return min <= truth && truth <= max && isExact === (min === max);
    }),
    { numRuns: 10_000, seed: 20260101 },
  );
  // Not a promise, but a range that says nothing would pass the property too.
  expect(exact).toBeGreaterThan(5_000);
});

/** What the API would show of a life at `now`, and what truly happened in the hour before. */
function observe({ created, spans, forgets, down, samples }: History) {
  const createdMs = end - created * second;
  const instances: { readonly start: number; readonly stop: number }[] = [];
  let at = createdMs;
  for (const [run, wait] of spans) {
    if (at > end) break;
    instances.push({ start: at, stop: at + run * second });
    at += (run + wait) * second;
  }
  const last = instances.at(-1);
  if (last === undefined) throw new Error("a life has an instance");
  const state = last.stop > end ? "running" : down === "waiting" ? "waiting" : "terminated";
  // A waiting container's last instance is its last termination; otherwise it is the state itself.
  const before = state === "waiting" ? last : instances.at(-2);
  const starts = instances.slice(1).map(({ start }) => start);
  const iso = (ms: number) => new Date(ms).toISOString();
  const status = aContainerStatus({
    restartCount: starts.length,
    state,
    startedAt: state === "running" || (state === "terminated" && down === "terminated") ? iso(last.start) : undefined,
    lastTermination:
      before === undefined || forgets ? undefined : { ...ended(iso(before.start)), finishedAt: iso(before.stop) },
  });
  return {
    status,
    createdAt: iso(createdMs),
    samples: samples
      .map((ago) => end - ago * second)
      .filter((time) => time >= createdMs)
      .map((time) => ({ at: iso(time), restartCount: starts.filter((start) => start <= time).length })),
    truth: starts.filter((start) => start > end - HOUR_MS && start <= end).length,
  };
}
