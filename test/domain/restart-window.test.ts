import { describe, expect, it } from "vitest";
import type { ContainerStatus } from "../../src/domain/cluster.ts";
import { type RestartSample, restartsInWindow, sumOfRestarts } from "../../src/domain/restart-window.ts";
import { checkRandomLives } from "../support/restart-lives.ts";
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

it("the true count always lies between min and max, in 10,000 random lives", () => {
  // Not a promise, but a range that says nothing would pass the property too.
  expect(checkRandomLives(10_000)).toBeGreaterThan(5_000);
});
