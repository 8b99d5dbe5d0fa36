import type { LimitRange, ResourceQuota } from "../cluster-surroundings.ts";
import { type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import { resourceAmount } from "../quantity.ts";
import type { Verdict } from "../verdict.ts";
import { type AddedPods, addedPods } from "./added-pods.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { limitRangeFindings } from "./limit-ranges.ts";
import { liveList, namespaceOf, namespacesOf } from "./look.ts";
import { amountText, containerShare, podShare, type Side } from "./pod-share.ts";

/** Computable resources that a quota makes every container state (Kubernetes: resource quotas, compute resource quota). */
const mustBeStated: Readonly<Record<string, { readonly side: Side; readonly resource: string }>> = {
  cpu: { side: "requests", resource: "cpu" },
  memory: { side: "requests", resource: "memory" },
  "requests.cpu": { side: "requests", resource: "cpu" },
  "requests.memory": { side: "requests", resource: "memory" },
  "limits.cpu": { side: "limits", resource: "cpu" },
  "limits.memory": { side: "limits", resource: "memory" },
};

/**
 * Room in the namespace's quotas for what the migration adds, and containers within its LimitRanges (facts §3 #27). A pod
 * that is refused by admission never exists: there is no Pending pod and no FailedScheduling, only a ReplicaFailure
 * and an event on the ReplicaSet. Counted are the added replicas of A (of C the replicator's) and the pod that a rollout
 * needs on top; a standby's pod only starts when the primary's are gone, so missing room for both is a warning. A quota
 * of scopes counts some pods only, and which is not kept, so it warns.
 */
export function quota(input: GateInput): Verdict {
  const { snapshot, workloads } = input;
  const quotas = liveList(snapshot, (cluster) => cluster.quotas);
  const ranges = liveList(snapshot, (cluster) => cluster.limitRanges);
  const additions = Map.groupBy(addedPods(input), ({ workload }) => namespaceOf(snapshot, workload.ref));
  const quotasHere = (quotas.state === "known" ? quotas.value : []).filter(({ namespace }) => additions.has(namespace));
  const rangesHere = (ranges.state === "known" ? ranges.value : []).filter(({ namespace }) => additions.has(namespace));
  return verdictOf({
    findings: [
      ...(quotas.state === "unknown" ? [unread("the quotas", quotas.reason)] : []),
      ...(ranges.state === "unknown" ? [unread("the LimitRanges", ranges.reason)] : []),
      ...[...additions].flatMap(([namespace, added]) => {
        const own = rangesHere.filter((range) => range.namespace === namespace);
        return [
          ...quotasHere
            .filter((each) => each.namespace === namespace)
            .flatMap((each) => quotaFindings(each, added, own)),
          ...limitRangeFindings(added, own),
        ];
      }),
    ],
    good:
      quotasHere.length + rangesHere.length === 0
        ? "no quota and no LimitRange in the app's namespaces"
        : "the quotas have room for what the migration adds, and the containers are within the LimitRanges",
    notes: [...additions.values().flatMap((added) => added.map(describe)), ...quotasHere.map(quotaText)],
    wanted: "room in every quota for the pods that the migration adds; every container within the LimitRanges",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "resourcequota,limitrange", "-o", "yaml"),
  });
}

function quotaFindings(each: ResourceQuota, added: readonly AddedPods[], ranges: readonly LimitRange[]): Finding[] {
  const say = each.scoped ? warn : fail;
  const suffix = each.scoped ? " (of some scopes only)" : "";
  const name = `quota ${each.name} of namespace ${each.namespace}${suffix}`;
  return Object.entries(each.hard).flatMap(([key, hardText]) => {
    const now = sum(added, (addition) => needNow(key, addition, ranges));
    const later = sum(added, (addition) => ofPods(key, addition.pod, addition.more, ranges));
    const bare = unstated(key, added, ranges).map((where) =>
      say(
        `${where}, which ${name} demands: its pods are refused`,
        "State it in Git, or give the namespace a LimitRange with a default.",
      ),
    );
    if (now === 0 && later === 0) return bare;
    const hard = resourceAmount(key, hardText);
    const used = resourceAmount(key, each.used[key] ?? "");
    if (hard === undefined || used === undefined)
      return [...bare, unread(`how much of ${key} is used of ${name}`, "its status does not tell")];
    const text = (need: number) =>
      `${name} lacks room: ${key} ${amountText(key, used)} of ${amountText(key, hard)} used, the migration needs ${amountText(key, need)} more`;
    const remedy = (need: number) =>
      `Raise ${key} of quota ${each.name} to ${amountText(key, used + need)} or more, or free as much.`;
    if (used + now > hard) return [...bare, say(text(now), remedy(now))];
    return used + later > hard
      ? [...bare, warn(`${text(later)} when the standby is scaled before the primary's pods are gone`, remedy(later))]
      : bare;
  });
}

/** What is added while stage 1 and 2 roll out: pods to stay, the rollout's extra one, and a standby's own object. */
function needNow(
  key: string,
  { workload, pod, more, standby, surge }: AddedPods,
  ranges: readonly LimitRange[],
): number {
  const objects = standby && key === `count/${workload.kind.toLowerCase()}s.apps` ? 1 : 0;
  return objects + ofPods(key, pod, standby ? 0 : more, ranges) + ofPods(key, workload.pod, surge, ranges);
}

/** How much of a quota's key so many pods use. */
function ofPods(key: string, pod: JsonObject, count: number, ranges: readonly LimitRange[]): number {
  if (key === "pods" || key === "count/pods") return count;
  const side: Side = key.startsWith("limits.") ? "limits" : "requests";
  return (podShare(pod, side, ranges)[key.replace(/^(?:limits|requests)\./, "")] ?? 0) * count;
}

/** Containers that do not state what a quota makes them state. What the whole pod states is enough. */
function unstated(key: string, added: readonly AddedPods[], ranges: readonly LimitRange[]): string[] {
  const demand = Object.hasOwn(mustBeStated, key) ? mustBeStated[key] : undefined;
  if (demand === undefined) return [];
  return added.flatMap(({ pod, title }) =>
    Object.keys(objectAt(pod.resources)).length > 0
      ? []
      : [...listAt(pod.initContainers), ...listAt(pod.containers)]
          .map(objectAt)
          .filter((container) => containerShare(container, demand.side, ranges)[demand.resource] === undefined)
          .map(({ name }) => `${stringAt(name) ?? ""} of ${title} states no ${demand.side}.${demand.resource}`),
  );
}

function describe({ title, more, standby, surge }: AddedPods): string {
  const pods = standby ? `${more} pod when it is scaled` : `${more} more ${more === 1 ? "pod" : "pods"}`;
  return `${title}: ${pods}${surge === 0 ? "" : ", and one more while a rollout lasts"}`;
}

function quotaText({ namespace, name, hard, used, scoped }: ResourceQuota): string {
  const rows = Object.entries(hard).map(([key, most]) => `${key} ${used[key] ?? "?"} of ${most}`);
  return `quota ${namespace}/${name}${scoped ? " (of some scopes)" : ""}: ${rows.join(", ")}`;
}

function sum(added: readonly AddedPods[], count: (addition: AddedPods) => number): number {
  return added.reduce((total, addition) => total + count(addition), 0);
}
