import { type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { resourceAmount } from "../quantity.ts";
import { hostPathUses } from "../storage.ts";
import type { Workload } from "../workload.ts";

/** A way in which a pod uses hardware of its node; `name` is the resource, path, container or claim. */
export type DeviceUse =
  | { readonly kind: "resource"; readonly name: string; readonly amount: number }
  | { readonly kind: "path"; readonly name: string; readonly volume: string }
  | { readonly kind: "privileged"; readonly name: string }
  | { readonly kind: "claim"; readonly name: string };

/** Everything by which a workload's pods use devices of their node (facts §3, row 10). */
export function deviceUses(workload: Workload): readonly DeviceUse[] {
  const { pod } = workload;
  const init = listAt(pod.initContainers).map(objectAt);
  const containers = [...init, ...listAt(pod.containers).map(objectAt)];
  return [
    ...resourcesOf(pod).map(([name, amount]): DeviceUse => ({ kind: "resource", name, amount })),
    ...hostPathUses(workload)
      .filter(({ kind }) => kind === "device")
      .map(({ path, volume }): DeviceUse => ({ kind: "path", name: path, volume })),
    ...containers
      .filter((container) => objectAt(container.securityContext).privileged === true)
      .map(({ name }): DeviceUse => ({ kind: "privileged", name: stringAt(name) ?? "" })),
    ...listAt(pod.resourceClaims).map(
      (claim): DeviceUse => ({ kind: "claim", name: stringAt(objectAt(claim).name) ?? "" }),
    ),
  ];
}

/** What a pod needs of each extended resource: its containers' sum, or an init container's where that is more. */
function resourcesOf(pod: JsonObject): readonly (readonly [string, number])[] {
  const init = listAt(pod.initContainers).map(objectAt);
  const running = [...init.filter(isSidecar), ...listAt(pod.containers).map(objectAt)];
  const before = init.filter((container) => !isSidecar(container));
  const names = new Set([...running, ...before].flatMap((container) => extendedOf(container).map(([name]) => name)));
  const amountIn = (container: JsonObject, name: string) =>
    extendedOf(container).find(([key]) => key === name)?.[1] ?? 0;
  return [...names].flatMap((name) => {
    const sum = running.reduce((total, container) => total + amountIn(container, name), 0);
    const amount = Math.max(sum, ...before.map((container) => amountIn(container, name)));
    return amount > 0 ? [[name, amount] as const] : [];
  });
}

function isSidecar({ restartPolicy }: JsonObject): boolean {
  return restartPolicy === "Always";
}

/** Where only a limit is written, Kubernetes takes it for the request. */
function extendedOf({ resources }: JsonObject): readonly (readonly [string, number])[] {
  const { requests, limits } = objectAt(resources);
  return Object.entries({ ...objectAt(limits), ...objectAt(requests) }).flatMap(([name, value]) =>
    isExtended(name) ? [[name, resourceAmount(name, quantityText(value)) ?? 1] as const] : [],
  );
}

/** What a device plugin or an administrator gives to a node (Kubernetes: extended resources), and its huge pages. */
function isExtended(name: string): boolean {
  return name.startsWith("hugepages-") || (name.includes("/") && !name.includes("kubernetes.io/"));
}

function quantityText(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
