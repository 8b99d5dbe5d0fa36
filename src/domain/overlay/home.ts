import { objectAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";
import type { Field } from "./intent.ts";
import { type LaneNodes, requiredLanes } from "./lane-affinity.ts";
import { pinnedKeys } from "./pins.ts";

/** Where a workload keeps its pods' spec. */
export const POD: readonly string[] = ["spec", "template", "spec"];

/** Fields that keep pods on the primary lane: pins to a named node go, the lane comes (design §6 rule 4). */
export function homeFields(workload: Workload, nodes: LaneNodes): readonly Field[] {
  return [
    ...unpinnedFields(workload, nodes),
    {
      path: [...POD, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
      after: requiredLanes(workload.pod["affinity"], nodes, [nodes.lanes.primary]),
      why: "Still the primary lane only, found by its label and not by a node's name.",
    },
  ];
}

/** Fields that take away nodeName and the nodeSelector keys that name a node or lane; other keys are the app's own. */
export function unpinnedFields(workload: Workload, nodes: LaneNodes): readonly Field[] {
  const keys = pinnedKeys(workload, nodes);
  const selector = Object.keys(objectAt(workload.pod["nodeSelector"]));
  const why = "Pinned to one node by name: the lane below says the same and can be widened.";
  const gone = (path: readonly string[]): Field => ({ path: [...POD, ...path], after: undefined, why });
  return [
    ...(workload.pod["nodeName"] === undefined ? [] : [gone(["nodeName"])]),
    ...(keys.length > 0 && keys.length === selector.length
      ? [gone(["nodeSelector"])]
      : keys.map((key) => gone(["nodeSelector", key]))),
  ];
}
