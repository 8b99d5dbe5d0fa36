import { objectAt, stringAt } from "../manifest.ts";
import { stringMap, type Workload } from "../workload.ts";
import { affinityPins, HOSTNAME, type LaneNodes } from "./lane-affinity.ts";

/** Keys of a nodeSelector that tie pods to one node or lane; the others are the app's own and stay. */
export function pinnedKeys(workload: Workload, { lanes }: LaneNodes): readonly string[] {
  return Object.keys(objectAt(workload.pod["nodeSelector"])).filter((key) => key === HOSTNAME || key === lanes.label);
}

/** Every pin of a workload in words (`nodeName miniserver`), for the report and for the way back. */
export function pinsOf(workload: Workload, nodes: LaneNodes): readonly string[] {
  const nodeName = stringAt(workload.pod["nodeName"]);
  const selector = stringMap(workload.pod["nodeSelector"]);
  return [
    ...(nodeName === undefined || nodeName === "" ? [] : [`nodeName ${nodeName}`]),
    ...pinnedKeys(workload, nodes).map((key) => `nodeSelector ${key}=${selector[key] ?? ""}`),
    ...affinityPins(workload.pod["affinity"], nodes),
  ];
}
