import type { LabObject } from "./lab-client.ts";
import { longhornItself, longhornVolume } from "./lab-longhorn.ts";
import { controlPlaneLabel, laneNode } from "./lab-nodes.ts";
import { namespace, platformWorkloads, project } from "./lab-platform.ts";
import { csiNode, longhornClass, volumeFor } from "./lab-storage.ts";
import { rbac } from "./shop-lab.ts";

const zone = { "topology.acme.example/zone": "home" };
const room = { "devices.acme.example/tpm": "4" };

export const worldNodes: readonly LabObject[] = [
  laneNode({ name: "miniserver", lane: "primary", labels: { ...controlPlaneLabel, ...zone }, room }),
  laneNode({ name: "worker-1", lane: "secondary", labels: { ...controlPlaneLabel, ...zone }, room }),
];

/** The database's volume may be attached where the zone is, which is both nodes. */
const dataVolume = volumeFor({ namespace: "shop", name: "data", accessModes: ["ReadWriteOnce"] });
const zoned: LabObject = {
  ...dataVolume,
  spec: {
    ...(dataVolume["spec"] as object),
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "topology.acme.example/zone", operator: "In", values: ["home"] }] },
        ],
      },
    },
  },
};

export const surroundings: readonly LabObject[] = [
  ...["argocd", "shop", "games", "longhorn-system"].map(namespace),
  ...worldNodes,
  longhornClass,
  csiNode("miniserver"),
  csiNode("worker-1"),
  ...longhornItself,
  ...longhornVolume({ name: "pvc-shop-data", snapshotsAt: ["2026-01-01T02:00:00Z"] }),
  ...longhornVolume({ name: "pvc-shop-spool-cache-0", snapshotsAt: ["2026-01-01T02:00:00Z"] }),
  {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: "sandboxed" },
    handler: "sandboxed",
    scheduling: { nodeSelector: { "kubernetes.io/os": "linux" } },
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { namespace: "shop", name: "shop" },
    spec: { hard: { pods: "20", "requests.cpu": "8", "requests.memory": "16Gi" } },
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { namespace: "shop", name: "shop" },
    spec: {
      limits: [
        {
          type: "Container",
          max: { memory: "8Gi" },
          default: { memory: "256Mi" },
          defaultRequest: { cpu: "10m", memory: "16Mi" },
        },
      ],
    },
  },
  zoned,
  project(),
  ...platformWorkloads.map((workload) => (workload.kind === "Deployment" ? onBothNodes(workload) : workload)),
  ...rbac,
];

/** CoreDNS twice, one a node, as a cluster that should outlive a node has it. */
function onBothNodes(deployment: LabObject): LabObject {
  const spec = deployment["spec"] as { template: { metadata: { labels: object }; spec: object } };
  const apart = {
    topologyKey: "kubernetes.io/hostname",
    labelSelector: { matchLabels: spec.template.metadata.labels },
  };
  const pod = {
    ...spec.template.spec,
    tolerations: [{ operator: "Exists" }],
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } },
  };
  return { ...deployment, spec: { ...spec, replicas: 2, template: { ...spec.template, spec: pod } } };
}
