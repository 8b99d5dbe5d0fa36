import type { Node } from "../cluster.ts";
import type { PodRequests } from "../cluster-surroundings.ts";
import { type Finding, fail } from "./findings.ts";
import { type Amounts, amountsOf, amountText, plus } from "./pod-share.ts";

/** One pod that is to be put on a node, and what it requests. */
export type Wanted = { readonly title: string; readonly share: Amounts };

/** What a node has left; below zero where it is overbooked. */
export type Room = { readonly node: string; readonly free: Amounts };

/** What a node can give (`allocatable`), less what the pods on it request; each of them takes one of its `pods`. */
export function roomOf({ name, allocatable }: Node, pods: readonly PodRequests[]): Room {
  const used = pods.map((pod) => ({ ...pod.requests, pods: 1 })).reduce<Amounts>(plus, {});
  const all = amountsOf(allocatable);
  const names = new Set([...Object.keys(all), ...Object.keys(used)]);
  return { node: name, free: Object.fromEntries([...names].map((key) => [key, (all[key] ?? 0) - (used[key] ?? 0)])) };
}

/** Puts the pods one after the other where the most of the scarcest is left; says which of them find no place. */
export function placed(pods: readonly Wanted[], rooms: readonly Room[]): Finding[] {
  const left = new Map(rooms.map(({ node, free }) => [node, free]));
  return pods.flatMap(({ title, share }) => {
    const all = [...left].map(([node, free]) => ({ node, free, lacks: lacking(share, free) }));
    const best = all
      .filter(({ lacks }) => lacks.length === 0)
      .toSorted((a, b) => tightness(share, a.free) - tightness(share, b.free))[0];
    if (best !== undefined) {
      left.set(best.node, minus(best.free, share));
      return [];
    }
    const why = all.map(({ node, free, lacks }) => {
      const shorts = lacks.map((resource) => `${resource} ${amountText(resource, Math.max(0, free[resource] ?? 0))}`);
      return `${node} has ${shorts.join(", ")} left`;
    });
    const asked = [...new Set(all.flatMap(({ lacks }) => lacks))];
    const needs = asked.map((resource) => `${resource} ${amountText(resource, share[resource] ?? 0)}`).join(", ");
    return [
      fail(
        `a pod of ${title} does not fit on the secondary: it needs ${needs}; ${why.join("; ")}`,
        `Free ${asked.join(", ")} on the secondary, give it more, or lower the requests of ${title} if they are too high.`,
      ),
    ];
  });
}

/** Only what is asked for can be lacking: an overbooked node still takes a pod that requests nothing of it. */
function lacking(share: Amounts, free: Amounts): string[] {
  return Object.keys(share).filter((resource) => (share[resource] ?? 0) > Math.max(0, free[resource] ?? 0));
}

/** The largest part of a node's room that the pod would take. */
function tightness(share: Amounts, free: Amounts): number {
  return Math.max(
    0,
    ...Object.entries(share).map(([resource, amount]) => (amount === 0 ? 0 : amount / (free[resource] ?? 0))),
  );
}

function minus(free: Amounts, share: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(free).map(([resource, amount]) => [resource, amount - (share[resource] ?? 0)]),
  );
}
