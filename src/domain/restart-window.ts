import type { ContainerStatus } from "./cluster.ts";

/** How often a container restarted in a window of time, as far as its status tells (facts §7). */
export type RestartWindow = {
  readonly min: number;
  readonly max: number;
  /** min and max are the same: the true count. */
  readonly exact: boolean;
  /** What the figures rest on, for people. */
  readonly basis: string;
};

/** A counter of the same pod (by UID) and container, seen earlier. */
export type RestartSample = { readonly at: string; readonly restartCount: number };

export const HOUR_MS = 3_600_000;

/**
 * The restarts of one container within the `windowMs` before `now`. A restart happens when an instance after the
 * first one starts. Kubernetes keeps a counter for the pod's life and the times of the last two instances, so
 * the count is often exact and otherwise lies between min and max; samples of the same pod and container narrow
 * it further. Times are ISO 8601; one that cannot be read counts as not known.
 */
export function restartsInWindow(
  status: ContainerStatus,
  podCreatedAt: string,
  now: string,
  samples: readonly RestartSample[] = [],
  windowMs: number = HOUR_MS,
): RestartWindow {
  const windowStart = Date.parse(now) - windowMs;
  const { restartCount } = status;
  if (restartCount === 0) return exactly(0, "it never restarted");

  const { latest, previous } = starts(status);
  if (latest !== undefined && latest <= windowStart) return exactly(0, "its last start was before the window");
  const createdAt = time(podCreatedAt);
  if (createdAt !== undefined && createdAt > windowStart)
    return exactly(restartCount, "the pod is younger than the window");
  if (previous !== undefined && previous <= windowStart) {
    // Only the latest start can lie in the window, and whether it does is known where its time is.
    return latest === undefined
      ? narrowed(
          { min: 0, max: 1, basis: "the instance before the last one started before the window" },
          status,
          windowStart,
          samples,
        )
      : exactly(1, "the instance before it started before the window");
  }
  return narrowed(fromCounter(restartCount, latest, previous), status, windowStart, samples);
}

/** The restarts of several containers together: one pod's. */
export function sumOfRestarts(windows: readonly RestartWindow[]): RestartWindow {
  const min = windows.reduce((sum, window) => sum + window.min, 0);
  const max = windows.reduce((sum, window) => sum + window.max, 0);
  return { min, max, exact: min === max, basis: [...new Set(windows.map(({ basis }) => basis))].join(", ") };
}

type Bounds = { readonly min: number; readonly max: number; readonly basis: string };

/** The first instance's start is no restart, so the counter caps what the two known starts add up to. */
function fromCounter(restartCount: number, latest: number | undefined, previous: number | undefined): Bounds {
  const seen = previous !== undefined ? 2 : latest !== undefined ? 1 : 0;
  return { min: Math.min(seen, restartCount), max: restartCount, basis: "the counter of the pod's whole life" };
}

/** A counter seen before the window bounds the count from above, one seen inside it from below. */
function narrowed(
  { min, max, basis }: Bounds,
  { restartCount }: ContainerStatus,
  windowStart: number,
  samples: readonly RestartSample[],
): RestartWindow {
  // The kubelet may set a counter back to zero (its own API comment); such a sample says nothing.
  const usable = samples.filter((sample) => sample.restartCount <= restartCount && time(sample.at) !== undefined);
  const since = (sample: RestartSample) => restartCount - sample.restartCount;
  const before = usable.filter((sample) => Date.parse(sample.at) <= windowStart).map(since);
  const inside = usable.filter((sample) => Date.parse(sample.at) > windowStart).map(since);
  const narrow = { min: Math.max(min, ...inside), max: Math.min(max, ...before) };
  const exact = narrow.min === narrow.max;
  return { ...narrow, exact, basis: narrow.min === min && narrow.max === max ? basis : "counters seen earlier" };
}

/**
 * When the last instance and the one before it started. A waiting container's last instance is the terminated
 * one; a running or terminated container's last instance is its state, and `lastTermination` the one before.
 */
function starts({ state, startedAt, lastTermination }: ContainerStatus): {
  readonly latest: number | undefined;
  readonly previous: number | undefined;
} {
  const ended = time(lastTermination?.startedAt);
  if (state === "running" || state === "terminated") return { latest: time(startedAt), previous: ended };
  return { latest: ended, previous: undefined };
}

function exactly(count: number, basis: string): RestartWindow {
  return { min: count, max: count, exact: true, basis };
}

function time(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
