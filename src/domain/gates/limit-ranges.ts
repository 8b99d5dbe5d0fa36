import type { LimitRange } from "../cluster-surroundings.ts";
import { type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { AddedPods } from "./added-pods.ts";
import { type Finding, fail } from "./findings.ts";
import { type Amounts, amountsOf, amountText, containerShare, podShare } from "./pod-share.ts";

type Item = LimitRange["limits"][number];
type Measured = { readonly what: string; readonly requests: Amounts; readonly limits: Amounts };

/**
 * What admission would refuse a pod for by a namespace's LimitRanges (Kubernetes: LimitRanger): a maximum binds the limit,
 * which must be there, and a minimum the request, which must be there too; for each container, init containers and
 * sidecars included, or for the pod as a whole. Today's pods may be older than the LimitRange, so that they run proves nothing.
 */
export function limitRangeFindings(added: readonly AddedPods[], ranges: readonly LimitRange[]): readonly Finding[] {
  return ranges.flatMap((range) =>
    range.limits.flatMap((item) =>
      added.flatMap((addition) =>
        measured(addition, item.type, ranges).flatMap((subject) => breaches(subject, item, range)),
      ),
    ),
  );
}

function measured({ pod, title }: AddedPods, type: string, ranges: readonly LimitRange[]): readonly Measured[] {
  if (type === "Pod")
    return [
      {
        what: `a pod of ${title}`,
        requests: podShare(pod, "requests", ranges),
        limits: podShare(pod, "limits", ranges),
      },
    ];
  if (type !== "Container") return [];
  const containers: readonly JsonObject[] = [...listAt(pod.initContainers), ...listAt(pod.containers)].map(objectAt);
  return containers.map((container) => ({
    what: `${stringAt(container.name) ?? ""} of ${title}`,
    requests: containerShare(container, "requests", ranges),
    limits: containerShare(container, "limits", ranges),
  }));
}

function breaches({ what, requests, limits }: Measured, item: Item, { namespace, name }: LimitRange): Finding[] {
  const breach = (side: "requests" | "limits", resource: string, amount: number | undefined, bound: string) =>
    fail(
      `${what} has ${side}.${resource} ${amount === undefined ? "not set" : amountText(resource, amount)}, LimitRange ${name} of namespace ${namespace} demands ${bound}: its pods are refused`,
      `Set ${side}.${resource} of ${what} in Git to ${bound}, or change the LimitRange.`,
    );
  const above = Object.entries(amountsOf(item.max)).flatMap(([resource, most]) => {
    const bound = `at most ${amountText(resource, most)}`;
    const limit = limits[resource];
    if (limit === undefined || limit > most) return [breach("limits", resource, limit, bound)];
    const request = requests[resource];
    return request !== undefined && request > most ? [breach("requests", resource, request, bound)] : [];
  });
  const below = Object.entries(amountsOf(item.min)).flatMap(([resource, least]) => {
    const bound = `at least ${amountText(resource, least)}`;
    const request = requests[resource];
    if (request === undefined || request < least) return [breach("requests", resource, request, bound)];
    const limit = limits[resource];
    return limit !== undefined && limit < least ? [breach("limits", resource, limit, bound)] : [];
  });
  return [...above, ...below];
}
