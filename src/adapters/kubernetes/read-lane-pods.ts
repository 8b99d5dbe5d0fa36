import type { ClusterQuestion } from "../../app/ports.ts";
import type { Node, Pod } from "../../domain/cluster.ts";
import type { PodRequests } from "../../domain/cluster-surroundings.ts";
import type { Known } from "../../domain/known.ts";
import { podOnNodeSchema } from "./parse/pod-on-node.ts";
import { knownValue, once } from "./parts.ts";
import { ReadFailure } from "./read-failure.ts";
import type { Reader } from "./reader.ts";
import { resources } from "./resources.ts";

/** Reads the pods of all namespaces on the lanes' nodes, one list a node for both questions. */
export function lanePodsReader(
  reader: Reader,
  { label, primary, secondary }: ClusterQuestion["lanes"],
  nodes: Promise<Known<readonly Node[]>>,
) {
  const lists = new Map<string, ReturnType<typeof listOf>>();

  function listOf(node: string) {
    return once(() => reader.everywhere(resources.pods, podOnNodeSchema, { fieldSelector: `spec.nodeName=${node}` }));
  }

  async function on(lanes: readonly string[]) {
    const seen = knownValue(await nodes);
    if (seen === undefined) throw new ReadFailure("there are no nodes");
    const wanted = seen.filter(({ labels }) => lanes.includes(labels[label] ?? ""));
    const pods = wanted.map(({ name }) => {
      const list = lists.get(name) ?? listOf(name);
      lists.set(name, list);
      return list();
    });
    return (await Promise.all(pods)).flat();
  }

  return {
    /** What runs on the lane that apps are moved to. DaemonSets' pods are everywhere by nature and say nothing. */
    async onSecondary(): Promise<readonly Pod[]> {
      const pods = (await on([secondary])).map(({ pod }) => pod);
      return pods.filter(({ owner }) => owner?.kind !== "DaemonSet");
    },
    /** What every pod on both lanes, DaemonSets' too, takes of its node. */
    async requests(): Promise<readonly PodRequests[]> {
      return (await on([primary, secondary])).flatMap(({ share }) => share ?? []);
    },
  };
}
