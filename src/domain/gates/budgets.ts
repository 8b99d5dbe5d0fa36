import type { DisruptionBudget } from "../cluster.ts";
import { isObject, type JsonObject, type Manifest, objectAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import { selects, type Workload } from "../workload.ts";
import { liveList, namespaceOf, type Seen } from "./look.ts";

/** A PodDisruptionBudget that covers a workload's pods, and where it was found. */
export type Budget = {
  readonly name: string;
  readonly minAvailable: string | number | undefined;
  readonly maxUnavailable: string | number | undefined;
  readonly inGit: boolean;
  /** undefined: the cluster's budgets are not known. */
  readonly inCluster: boolean | undefined;
};

/** The budgets over a workload: Git's, and those that are only in the cluster; unknown when Git has none and the cluster is unknown. */
export function budgetsOf(workload: Workload, snapshot: Snapshot): Seen<readonly Budget[]> {
  const namespace = namespaceOf(snapshot, workload.ref);
  const live = liveList(snapshot, (cluster) => cluster.disruptionBudgets);
  const running = live.state === "known" ? live.value.filter((budget) => budget.namespace === namespace) : undefined;
  const written = snapshot.base.objects
    .filter((object) => object.kind === "PodDisruptionBudget" && namespaceOf(snapshot, object.metadata) === namespace)
    .filter((object) => covers(objectAt(object.spec).selector, workload))
    .map((object) => fromGit(object, running));
  const names = new Set(written.map(({ name }) => name));
  const onlyLive = (running ?? [])
    .filter(({ name, selector }) => !names.has(name) && covers(selector, workload))
    .map(
      ({ name, minAvailable, maxUnavailable }): Budget => ({
        name,
        minAvailable,
        maxUnavailable,
        inGit: false,
        inCluster: true,
      }),
    );
  const budgets = [...written, ...onlyLive];
  return budgets.length === 0 && live.state === "unknown" && snapshot.observation.mode === "live"
    ? live
    : { state: "known", value: budgets };
}

/**
 * How many pods of `replicas` the budget lets go at once; undefined when it says nothing that can be read.
 * Percentages are rounded up, as the disruption controller does.
 */
export function allowedDisruptions(
  { minAvailable, maxUnavailable }: Pick<Budget, "minAvailable" | "maxUnavailable">,
  replicas: number,
): number | undefined {
  if (maxUnavailable !== undefined) {
    const most = scaled(maxUnavailable, replicas);
    return most === undefined ? undefined : Math.min(most, replicas);
  }
  const least = minAvailable === undefined ? undefined : scaled(minAvailable, replicas);
  return least === undefined ? undefined : Math.max(0, replicas - least);
}

/** `maxUnavailable: 1`, as it stands in the budget. */
export function budgetText({ name, minAvailable, maxUnavailable }: Budget): string {
  if (maxUnavailable !== undefined) return `${name} (maxUnavailable: ${maxUnavailable})`;
  return `${name} (${minAvailable === undefined ? "neither minAvailable nor maxUnavailable" : `minAvailable: ${minAvailable}`})`;
}

function fromGit(object: Manifest, running: readonly DisruptionBudget[] | undefined): Budget {
  const spec = objectAt(object.spec);
  return {
    name: object.metadata.name,
    minAvailable: amount(spec.minAvailable),
    maxUnavailable: amount(spec.maxUnavailable),
    inGit: true,
    inCluster: running?.some(({ name }) => name === object.metadata.name),
  };
}

/** In policy/v1 an empty selector covers every pod of the namespace, a missing one covers none. */
function covers(selector: JsonObject[string], { podLabels }: Workload): boolean {
  return isObject(selector) && selects(selector, podLabels);
}

function amount(value: JsonObject[string]): string | number | undefined {
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}

function scaled(value: string | number, total: number): number | undefined {
  if (typeof value === "number") return value;
  const percent = value.match(/^(\d+)%$/)?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * total) / 100);
}
