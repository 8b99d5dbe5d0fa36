import type { PlatformPod } from "../../domain/cluster-surroundings.ts";
import { longhornPod, platformPod } from "./parse/platform-pod.ts";
import { podSchema } from "./parse/pod.ts";
import type { Reader } from "./reader.ts";
import { resources } from "./resources.ts";

/**
 * CoreDNS, by the label that every distribution gives it, and Longhorn's pods where it is installed. Longhorn's parts
 * share no label, so its namespace is read as a whole. Throws ReadFailure when one of them cannot be read.
 */
export async function readPlatformPods(reader: Reader, longhornNamespace: string): Promise<readonly PlatformPod[]> {
  const [dns, longhorn] = await Promise.all([
    reader.inEach(["kube-system"], resources.pods, podSchema, { labelSelector: "k8s-app=kube-dns" }),
    reader
      .isServed(resources.longhornVolumes)
      .then((isServed) => (isServed ? reader.inEach([longhornNamespace], resources.pods, podSchema) : [])),
  ]);
  return [...dns.map((pod) => platformPod("coredns", pod)), ...longhorn.flatMap(longhornPod)];
}
