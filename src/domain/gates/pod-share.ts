import type { LimitRange } from "../cluster-surroundings.ts";
import { type JsonObject, listAt, objectAt } from "../manifest.ts";
import { resourceAmount } from "../quantity.ts";

/** By resource: cpu in millicores, memory and storage in bytes, everything else in units. */
export type Amounts = Readonly<Record<string, number>>;
export type Side = "requests" | "limits";

/** Resources that a pod may state for all its containers together. */
const podLevel = /^(?:cpu|memory|hugepages-.+)$/;

/**
 * What a pod of this spec would request, or be limited to, as the scheduler and quotas count it (k8s.io/component-helpers,
 * resource.PodRequests and PodLimits): its containers and sidecars together or, where that is more, the largest init
 * container with the sidecars started before it; what is stated for the whole pod in their place; the runtime's overhead
 * on top. `ranges` are the namespace's LimitRanges, whose defaults admission fills in.
 */
export function podShare(pod: JsonObject, side: Side, ranges: readonly LimitRange[] = []): Amounts {
  const share = (container: JsonObject) => containerShare(container, side, ranges);
  let running = listAt(pod.containers).map(objectAt).map(share).reduce(plus, {});
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of listAt(pod.initContainers).map(objectAt)) {
    const own = share(container);
    if (container.restartPolicy === "Always") {
      running = plus(running, own);
      sidecars = plus(sidecars, own);
    } else starting = most(starting, plus(sidecars, own));
  }
  const whole = Object.entries(stated(pod, side)).filter(([resource]) => podLevel.test(resource));
  const own: Amounts = { ...most(running, starting), ...Object.fromEntries(whole) };
  const overhead = Object.entries(amountsOf(objectAt(pod.overhead)));
  // What is not limited at all stays so: the overhead alone is no limit.
  return plus(
    own,
    Object.fromEntries(side === "limits" ? overhead.filter(([name]) => (own[name] ?? 0) > 0) : overhead),
  );
}

/** One container's requests or limits: as stated, else the limit for the request, else the LimitRanges' defaults. */
export function containerShare(container: JsonObject, side: Side, ranges: readonly LimitRange[]): Amounts {
  const items = ranges.flatMap(({ limits }) => limits).filter(({ type }) => type === "Container");
  // Of several defaults for one resource the first one stands.
  const defaults = (field: "default" | "defaultRequest"): Amounts =>
    Object.fromEntries(items.toReversed().flatMap((item) => Object.entries(amountsOf(item[field]))));
  const limits = { ...defaults("default"), ...stated(container, "limits") };
  if (side === "limits") return limits;
  return { ...defaults("defaultRequest"), ...stated(container, "limits"), ...stated(container, "requests") };
}

function stated(holder: JsonObject, side: Side): Amounts {
  return amountsOf(objectAt(objectAt(holder.resources)[side]));
}

/** Quantities as numbers; what is none of them is left out, as if it were not set. */
export function amountsOf(quantities: JsonObject): Amounts {
  return Object.fromEntries(
    Object.entries(quantities).flatMap(([resource, quantity]) => {
      const amount =
        typeof quantity === "string" || typeof quantity === "number"
          ? resourceAmount(resource, String(quantity))
          : undefined;
      return amount === undefined ? [] : [[resource, amount]];
    }),
  );
}

/** The sum of two shares, resource by resource. */
export function plus(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (first, second) => first + second);
}

/** The larger of both, resource by resource. */
export function most(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, Math.max);
}

function combined(one: Amounts, other: Amounts, combine: (first: number, second: number) => number): Amounts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, combine(one[name] ?? 0, other[name] ?? 0)]));
}

/** `250m`, `2`, `1536Mi`: exact, so that it can be written into a manifest; bytes that make no whole Ki are rounded up. */
export function amountText(resource: string, amount: number): string {
  if (resource === "cpu" || resource.endsWith(".cpu")) return amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`;
  if (!/memory|storage|hugepages/.test(resource) || amount === 0) return `${amount}`;
  const kibibytes = Math.ceil(amount / 1024);
  const units = ["Ki", "Mi", "Gi", "Ti"];
  const at = units.findLastIndex((_, power) => kibibytes % 1024 ** power === 0);
  return `${kibibytes / 1024 ** at}${units[at]}`;
}

/** `cpu 250m, memory 128Mi`; what is zero is left out. */
export function sharesText(share: Amounts): string {
  const parts = Object.entries(share)
    .filter(([, amount]) => amount !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([resource, amount]) => `${resource} ${amountText(resource, amount)}`).join(", ") || "nothing";
}
