import type { Strategy } from "../settings.ts";

/** True when pods of the workload itself may stand on the secondary: at once (A, B1) or after a failover (B2). */
export function reachesSecondary(strategy: Strategy): boolean {
  return strategy === "A" || strategy === "B1" || strategy === "B2";
}

/** True when two pods of the workload serve at the same time. */
export function runsTwice(strategy: Strategy): boolean {
  return strategy === "A" || strategy === "B1";
}
