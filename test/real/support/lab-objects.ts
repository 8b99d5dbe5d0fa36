import type { LabClient, LabObject } from "./lab-client.ts";

const longhornNamespace = "longhorn-system";

/** The custom resources that Argo CD and Longhorn bring, keeping every field. */
export async function defineArgoAndLonghorn(client: LabClient): Promise<void> {
  await client.define("argoproj.io", "v1alpha1", "Application", "applications");
  for (const kind of ["Volume", "Replica", "Engine", "Setting", "Node"]) {
    await client.define("longhorn.io", "v1beta2", kind, `${kind.toLowerCase()}s`);
  }
}

export function namespace(name: string): LabObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The API server wants all of it. */
const nodeInfo = {
  architecture: "amd64",
  operatingSystem: "linux",
  bootID: "",
  containerRuntimeVersion: "",
  kernelVersion: "",
  kubeProxyVersion: "",
  kubeletVersion: "v1.36.3",
  machineID: "",
  osImage: "",
  systemUUID: "",
};

/** The two nodes of the lane model, ready. */
export const laneNodes: readonly LabObject[] = [
  laneNode("miniserver", "primary", { "node-role.kubernetes.io/control-plane": "true" }, []),
  laneNode("worker-1", "secondary", {}, [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }]),
];

function laneNode(name: string, lane: string, labels: object, taints: readonly object[]): LabObject {
  const room = { cpu: "16", memory: "64Gi", pods: "110" };
  const ready = { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "workload-lane": lane,
        ...labels,
      },
    },
    spec: { taints },
    status: { allocatable: room, capacity: room, conditions: [ready], nodeInfo: nodeInfo },
  };
}

export const longhornClass: LabObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "longhorn", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "driver.longhorn.io",
  volumeBindingMode: "Immediate",
};

/** A volume that Longhorn would have made for a claim; the controllers bind the two. */
export function longhornVolumeFor(claim: {
  readonly namespace: string;
  readonly name: string;
  readonly accessModes: readonly string[];
  readonly size: string;
}): LabObject {
  const name = `pvc-${claim.namespace}-${claim.name}`;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: claim.size },
      accessModes: claim.accessModes,
      storageClassName: "longhorn",
      persistentVolumeReclaimPolicy: "Delete",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: claim.namespace, name: claim.name },
      csi: {
        driver: "driver.longhorn.io",
        fsType: "ext4",
        volumeHandle: name,
        volumeAttributes: { numberOfReplicas: "2" },
      },
    },
  };
}

/** A healthy volume: attached where its pod runs, one copy on each node, both read and write. */
export function healthyLonghornVolume(
  name: string,
  accessMode: "rwo" | "rwx",
  healthyAt: string,
): readonly LabObject[] {
  const copies = ["miniserver", "worker-1"].map((node) => ({ node, name: `${name}-r-${node}` }));
  const labels = { longhornvolume: name };
  return [
    longhorn("Volume", name, {
      spec: { numberOfReplicas: 2, dataLocality: "disabled", accessMode, size: "1073741824" },
      status: { state: "attached", robustness: "healthy", currentNodeID: "miniserver" },
    }),
    ...copies.map((copy) =>
      longhorn("Replica", copy.name, {
        labels,
        spec: { volumeName: name, nodeID: copy.node, active: true, failedAt: "", healthyAt },
        status: { currentState: "running" },
      }),
    ),
    longhorn("Engine", `${name}-e-0`, {
      labels,
      spec: { volumeName: name, nodeID: "miniserver", active: true },
      status: { currentState: "running", replicaModeMap: Object.fromEntries(copies.map((copy) => [copy.name, "RW"])) },
    }),
  ];
}

/** Longhorn's nodes and the runbook's five settings. */
export const longhornItself: readonly LabObject[] = [
  ...["miniserver", "worker-1"].map((name) =>
    longhorn("Node", name, {
      spec: { allowScheduling: true, evictionRequested: false },
      status: {
        conditions: [
          { type: "Ready", status: "True" },
          { type: "Schedulable", status: "True" },
          { type: "MountPropagation", status: "True" },
        ],
      },
    }),
  ),
  ...Object.entries({
    "default-replica-count": '{"v1":"2","v2":"2"}',
    "replica-auto-balance": "disabled",
    "replica-soft-anti-affinity": "false",
    "concurrent-replica-rebuild-per-node-limit": "1",
    "replica-replenishment-wait-interval": "600",
  }).map(([name, value]) => longhorn("Setting", name, { value })),
];

function longhorn(
  kind: string,
  name: string,
  { labels = {}, ...rest }: { readonly labels?: object; readonly [key: string]: unknown },
): LabObject {
  return { apiVersion: "longhorn.io/v1beta2", kind, metadata: { namespace: longhornNamespace, name, labels }, ...rest };
}
