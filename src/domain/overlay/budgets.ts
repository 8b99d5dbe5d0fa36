import { isObject, type Manifest, numberAt, objectAt, refOf } from "../manifest.ts";
import { selects, type Workload } from "../workload.ts";
import type { Field, Intent } from "./intent.ts";
import { sameNamespace } from "./same-namespace.ts";

/**
 * A budget that allows no disruption at the stage's replicas keeps a node from ever being drained (facts §3 #19):
 * with two pods on two nodes one may go. Budgets that also guard other workloads are left to people. `home` is the
 * namespace of objects that name none.
 */
export function budgetIntents(
  movers: readonly { readonly workload: Workload; readonly replicas: number }[],
  all: readonly Workload[],
  objects: readonly Manifest[],
  home: string | undefined,
): readonly Intent[] {
  return objects.flatMap((manifest) => {
    if (manifest.kind !== "PodDisruptionBudget") return [];
    const guarded = all.filter((workload) => guards(manifest, workload, home));
    const moved = movers.filter(({ workload }) => guarded.includes(workload));
    const first = moved[0];
    if (first === undefined || guarded.length !== 1 || allowsOne(manifest, first.replicas)) return [];
    return [{ stage: "dual-lane", object: refOf(manifest), fields: oneMayGo }];
  });
}

/** True when the budget's selector selects the workload's pods, in its namespace. A budget without one guards nothing. */
export function guards(
  budget: Manifest,
  { ref, podLabels }: Pick<Workload, "ref" | "podLabels">,
  home: string | undefined,
): boolean {
  const { selector } = objectAt(budget["spec"]);
  return (
    isObject(selector) && sameNamespace(budget.metadata.namespace, ref.namespace, home) && selects(selector, podLabels)
  );
}

const oneMayGo: readonly Field[] = [
  { path: ["spec", "minAvailable"], after: undefined, why: "Replaced by maxUnavailable below." },
  {
    path: ["spec", "maxUnavailable"],
    after: 1,
    why: "Two pods on two nodes: one may go at a time, or no node could ever be drained.",
  },
];

/** Pods that a budget lets go when all of `replicas` are healthy; percentages round as the disruption controller does. */
function allowsOne(manifest: Manifest, replicas: number): boolean {
  const { minAvailable, maxUnavailable } = objectAt(manifest["spec"]);
  if (maxUnavailable !== undefined && maxUnavailable !== null) return amount(maxUnavailable, replicas) >= 1;
  if (minAvailable !== undefined && minAvailable !== null) return replicas - amount(minAvailable, replicas) >= 1;
  return false;
}

function amount(value: unknown, replicas: number): number {
  if (typeof value === "string" && value.endsWith("%")) return Math.ceil((Number.parseFloat(value) * replicas) / 100);
  return numberAt(typeof value === "string" ? Number(value) : (value as number)) ?? 0;
}
