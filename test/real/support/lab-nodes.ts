import type { LabObject } from "./lab-client.ts";

/** The API server wants all of it. */
const nodeInfo = {
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

export type LaneNode = {
  readonly name: string;
  /** undefined: a node of no lane. */
  readonly lane: "primary" | "secondary" | undefined;
  /** Beside hostname, architecture, system and lane. */
  readonly labels?: Readonly<Record<string, string>>;
  /** In place of the lane's own. */
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  /** Beside `Ready: "True"`, or in its place. kwok makes a node that is not Ready ready again. */
  readonly conditions?: Readonly<Record<string, "True" | "False" | "Unknown">>;
  /** Allocatable beside 16 cpu, 64Gi and 110 pods, or in their place. */
  readonly room?: Readonly<Record<string, string>>;
  readonly architecture?: string;
};

/** A node of the lane model as its kubelet would report it; apply it again to change it. */
export function laneNode(node: LaneNode): LabObject {
  const { name, lane, labels = {}, unschedulable = false, conditions = {}, architecture = "amd64" } = node;
  const taints =
    node.taints ?? (lane === "secondary" ? [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }] : []);
  const room = { cpu: "16", memory: "64Gi", pods: "110", ...node.room };
  const said = Object.entries({ Ready: "True", ...conditions });
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/arch": architecture,
        "kubernetes.io/os": "linux",
        ...(lane === undefined ? {} : { "workload-lane": lane }),
        ...labels,
      },
    },
    spec: { taints, ...(unschedulable ? { unschedulable } : {}) },
    status: {
      allocatable: room,
      capacity: room,
      conditions: said.map(([type, status]) => ({ type, status, reason: "LabSaysSo", message: "" })),
      nodeInfo: { ...nodeInfo, architecture },
    },
  };
}

export const controlPlaneLabel = { "node-role.kubernetes.io/control-plane": "true" };

/** The two nodes of the lane model, ready: miniserver, which is the control plane too, and worker-1. */
export const laneNodes: readonly LabObject[] = [
  laneNode({ name: "miniserver", lane: "primary", labels: controlPlaneLabel }),
  laneNode({ name: "worker-1", lane: "secondary" }),
];
