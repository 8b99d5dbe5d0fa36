import type { Pod } from "../../../domain/cluster.ts";
import type { PlatformPod } from "../../../domain/cluster-surroundings.ts";

/** Longhorn's parts that a node needs to hold a volume, by their pods' label `app` or `longhorn.io/component`. */
const longhornParts: ReadonlySet<string> = new Set([
  "longhorn-manager",
  "longhorn-csi-plugin",
  "engine-image",
  "instance-manager",
  "share-manager",
]);

/** The pods that are parts of Longhorn which matter to an app's volumes. */
export function longhornPod(pod: Pod): readonly PlatformPod[] {
  const part = pod.labels["longhorn.io/component"] ?? pod.labels["app"] ?? "";
  return longhornParts.has(part) ? [platformPod(part, pod)] : [];
}

export function platformPod(part: string, { namespace, name, nodeName, ready, deleting }: Pod): PlatformPod {
  return { namespace, name, part, node: nodeName, ready: ready === true && !deleting };
}
