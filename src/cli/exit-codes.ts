import type { Plan } from "../domain/plan.ts";

/** What the command line ends with (design §12). */
export const exitCodes = { proposed: 0, refusedOrFailing: 1, wrongUse: 2, unknown: 3 } as const;

/** 0 proposed; 1 refused or a gate fails; 3 nothing fails but something is unknown. Offline, live gates do not count. */
export function exitCodeOf(plan: Plan, offline: boolean): number {
  if (plan.outcome !== "proposed") return exitCodes.refusedOrFailing;
  const open = plan.verdicts.some(({ outcome, live }) => outcome === "unknown" && !(offline && live));
  return open ? exitCodes.unknown : exitCodes.proposed;
}
