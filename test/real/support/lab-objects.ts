import type { LabObject } from "./lab-client.ts";
import { longhornVolume } from "./lab-longhorn.ts";

/* The lab's objects under the names that bench/ uses. */

export { longhornItself } from "./lab-longhorn.ts";
export { laneNodes } from "./lab-nodes.ts";
export { definePlatform as defineArgoAndLonghorn, namespace } from "./lab-platform.ts";
export { longhornClass, volumeFor as longhornVolumeFor } from "./lab-storage.ts";

/** A healthy volume: attached where its pod runs, one copy on each node, both read and write. */
export function healthyLonghornVolume(
  name: string,
  accessMode: "rwo" | "rwx",
  healthyAt: string,
): readonly LabObject[] {
  return longhornVolume({ name, accessMode, healthyAt });
}
