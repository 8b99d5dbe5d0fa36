import fc from "fast-check";
import type { ContainerStatus } from "../../src/domain/cluster.ts";
import { HOUR_MS, type RestartSample, restartsInWindow } from "../../src/domain/restart-window.ts";
import { aContainerStatus, NOON } from "./snapshot.ts";

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
const end = Date.parse(NOON);

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

/**
 * Asks for the restarts of so many random lives, always the same ones, and throws with the smallest life whose true
 * count lies outside the range that was given. Returns how many ranges were exact.
 */
export function checkRandomLives(numRuns: number): number {
  let exact = 0;
  fc.assert(
    fc.property(histories, (history) => {
      const { status, createdAt, samples, truth } = observe(history);
      const { min, max, exact: isExact } = restartsInWindow(status, createdAt, NOON, samples);
      if (isExact) exact += 1;
      return min <= truth && truth <= max && isExact === (min === max);
    }),
    { numRuns, seed: 20260101 },
  );
  return exact;
}

/** What the API would show of a life at `now`, and what truly happened in the hour before. */
function observe({ created, spans, forgets, down, samples }: History): {
  readonly status: ContainerStatus;
  readonly createdAt: string;
  readonly samples: readonly RestartSample[];
  readonly truth: number;
} {
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
    lastTermination: before === undefined || forgets ? undefined : ended(iso(before.start), iso(before.stop)),
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

function ended(startedAt: string, finishedAt: string) {
  return { startedAt, finishedAt, reason: "Error", exitCode: 1 };
}
