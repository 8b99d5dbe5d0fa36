import type { Node, PersistentVolume } from "./cluster.ts";
import { satisfies, termsText } from "./gates/node-terms.ts";
import { isObject, listAt } from "./manifest.ts";

/*
 * Where a volume can be attached (facts §3, row 4). The choice of a strategy and the gate over node-local volumes must
 * never disagree about it, so it is decided here alone.
 */

/** Provisioners whose volumes are a folder or a disk of one node. */
export const localProvisioners: ReadonlySet<string> = new Set([
  "rancher.io/local-path",
  "openebs.io/local",
  "microk8s.io/hostpath",
  "k8s.io/minikube-hostpath",
  "kubernetes.io/no-provisioner",
]);

/** True for a folder or a disk of one node, whatever its affinity says. */
export function isOfOneNode({ source }: PersistentVolume): boolean {
  return source === "local" || source === "hostPath";
}

/** What a volume's own node affinity asks for, in words, when none of the nodes meets it; undefined when one does. */
export function unmetTerms({ source, nodeAffinity }: PersistentVolume, nodes: readonly Node[]): string | undefined {
  const required = nodeAffinity?.["required"];
  if (!isObject(required)) return undefined;
  // A CSI driver that knows no topology may leave the list of terms empty; it forbids nothing by that.
  if (source === "csi" && listAt(required["nodeSelectorTerms"]).length === 0) return undefined;
  return nodes.some((node) => satisfies(required, node)) ? undefined : termsText(required) || "no node at all";
}
