import type { LabClient, LabObject } from "./lab-client.ts";
import { until } from "./until.ts";

export const longhornClass: LabObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "longhorn", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "driver.longhorn.io",
  volumeBindingMode: "Immediate",
};

export type LabClaim = {
  readonly namespace: string;
  readonly name: string;
  readonly accessModes: readonly string[];
  readonly size?: string;
  readonly storageClass?: string;
  /** In place of a Longhorn volume: `{local: {path}}`, `{hostPath: {path}}`, `{nfs: …}`, with `nodeAffinity` where it needs one. */
  readonly source?: Readonly<Record<string, unknown>>;
};

/** The name of a claim's volume, for Longhorn too. */
export function volumeNameOf({ namespace, name }: Pick<LabClaim, "namespace" | "name">): string {
  return `pvc-${namespace}-${name}`;
}

/** The volume that a provisioner would have made for a claim; the controllers bind the two. */
export function volumeFor(claim: LabClaim): LabObject {
  const name = volumeNameOf(claim);
  const csi = {
    driver: "driver.longhorn.io",
    fsType: "ext4",
    volumeHandle: name,
    volumeAttributes: { numberOfReplicas: "2" },
  };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: claim.size ?? "1Gi" },
      accessModes: claim.accessModes,
      storageClassName: claim.storageClass ?? "longhorn",
      persistentVolumeReclaimPolicy: "Delete",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: claim.namespace, name: claim.name },
      ...(claim.source ?? { csi }),
    },
  };
}

/** The claim itself, pointing at its volume. */
export function claimOf({
  namespace,
  name,
  accessModes,
  size = "1Gi",
  storageClass = "longhorn",
}: LabClaim): LabObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { namespace, name },
    spec: {
      accessModes,
      storageClassName: storageClass,
      volumeName: volumeNameOf({ namespace, name }),
      resources: { requests: { storage: size } },
    },
  };
}

/**
 * Makes the claim and its volume, and sees to it that they are bound: by the controllers where they run, else by
 * writing what they would write.
 */
export async function bindClaim(client: LabClient, claim: LabClaim, controllers: boolean): Promise<void> {
  await client.apply(volumeFor(claim));
  await client.apply(controllers ? claimOf(claim) : { ...claimOf(claim), status: { phase: "Bound" } });
  const path = `/api/v1/namespaces/${claim.namespace}/persistentvolumeclaims/${claim.name}`;
  await until(`claim ${claim.name} to be bound`, async () => {
    const { content } = await client.request("GET", path);
    return (content["status"] as { phase?: string } | undefined)?.phase === "Bound";
  });
}

/** The CSI drivers that a node has registered. */
export function csiNode(node: string, drivers: readonly string[] = ["driver.longhorn.io"]): LabObject {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSINode",
    metadata: { name: node },
    spec: { drivers: drivers.map((name) => ({ name, nodeID: node, topologyKeys: ["kubernetes.io/hostname"] })) },
  };
}

/** A volume that is attached to a node, or is not with the driver's error. */
export function volumeAttachment(volume: string, node: string, error?: string): LabObject {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "VolumeAttachment",
    metadata: { name: `csi-${volume}-${node}` },
    spec: { attacher: "driver.longhorn.io", nodeName: node, source: { persistentVolumeName: volume } },
    status: {
      attached: error === undefined,
      ...(error === undefined ? {} : { attachError: { message: error, time: new Date().toISOString() } }),
    },
  };
}
