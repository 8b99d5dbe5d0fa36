import type { Scaler } from "../overlay/scalers.ts";
import type { Workload } from "../workload.ts";
import { type Finding, warn } from "./findings.ts";
import { titleOf } from "./look.ts";

/** The kinds as people call them. */
export const scalerNames = { HorizontalPodAutoscaler: "HPA", ScaledObject: "ScaledObject" } as const;

/**
 * What an autoscaler's limits mean for two pods on the lane nodes (facts §3, rows 20 and 22): below two, nothing serves on
 * one of them; above their number there is no node for each pod, so stage 2 spreads them and demands nothing.
 */
export function rangeFindings(
  { kind, ref, min, max }: Scaler,
  workload: Workload,
  lanes: { readonly nodes: number; readonly held: number },
): readonly Finding[] {
  const { low, high } =
    kind === "HorizontalPodAutoscaler"
      ? { low: "minReplicas", high: "maxReplicas" }
      : { low: "minReplicaCount", high: "maxReplicaCount" };
  const tooFew = min < 2 || max < 2;
  const tooMany = max > lanes.nodes;
  if (!tooFew && !tooMany) return [];
  const means = [
    ...(tooFew ? [`with fewer than 2 ${min === 0 ? "it may be down altogether" : "one lane serves nothing"}`] : []),
    ...(tooMany ? [`with more than ${lanes.nodes} there is no node for each, so stage 2 only spreads them`] : []),
  ];
  const later = [
    ...(min < 2 ? [`sign-off writes ${low}: 2`] : []),
    ...(max < 2 ? [`set ${high} to 2 or more in Git`] : []),
    ...(tooMany ? [`set ${high} to ${lanes.nodes} in Git if one pod a node is meant`] : []),
  ];
  return [
    warn(
      `${scalerNames[kind]} ${ref.name} may ask for ${min} to ${max} pods of ${titleOf(workload)}: ${means.join("; ")}`,
      `During the migration nothing: stage 1 holds it still at ${lanes.held}. Then: ${later.join("; ")}.`,
    ),
  ];
}
