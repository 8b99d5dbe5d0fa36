import type { LabObject } from "./lab-client.ts";
import { longhornItself, longhornVolume } from "./lab-longhorn.ts";
import { laneNodes } from "./lab-nodes.ts";
import { namespace, project } from "./lab-platform.ts";
import { csiNode, longhornClass, volumeAttachment, volumeFor } from "./lab-storage.ts";
import { around } from "./shop-surroundings.ts";

const owner = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  name: "agent",
  uid: "5a0c1f2e-0000-4000-8000-000000000001",
  controller: true,
};

const template = {
  metadata: { labels: { app: "shop" } },
  spec: {
    containers: [
      {
        name: "web",
        image: "ghcr.io/acme/shop:1",
        env: [{ name: "DB_PASSWORD", value: "hunter2" }],
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/ready", port: "http" } },
        resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  },
};

/** An app of one Deployment with a claim, running on the primary lane, as its controllers would have left it. */
export const shop: readonly LabObject[] = [
  ...["argocd", "shop", "games", "kube-system", "longhorn-system"].map(namespace),
  ...laneNodes,
  longhornClass,
  volumeFor({ namespace: "shop", name: "data", accessModes: ["ReadWriteOnce"] }),
  volumeAttachment("pvc-shop-data", "miniserver"),
  csiNode("miniserver"),
  csiNode("worker-1"),
  ...longhornItself,
  ...longhornVolume({
    name: "pvc-shop-data",
    lastBackupAt: "2026-01-01T03:00:00Z",
    snapshotsAt: ["2025-12-30T02:00:00Z", "2025-12-31T02:00:00Z"],
  }),
  project(),
  {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { namespace: "argocd", name: "shop" },
    spec: {
      project: "default",
      source: { repoURL: "https://git.example/acme/homelab.git", targetRevision: "main", path: "apps/shop/base" },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
    },
    status: { sourceType: "Kustomize", sync: { status: "Synced" }, health: { status: "Healthy" } },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "shop", name: "shop", annotations: { note: "hunter2" } },
    spec: { replicas: 1, selector: { matchLabels: { app: "shop" } }, template },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  },
  {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { namespace: "shop", name: "shop-5d", labels: { app: "shop", "pod-template-hash": "5d" } },
    spec: { replicas: 1, selector: { matchLabels: { app: "shop" } }, template },
    status: { replicas: 1, readyReplicas: 1 },
  },
  pod("shop", "shop-5d-x1", "miniserver", template.spec, { app: "shop", "pod-template-hash": "5d" }),
  pod(
    "kube-system",
    "coredns-1",
    "miniserver",
    { containers: [{ name: "dns", image: "coredns:1" }] },
    { "k8s-app": "kube-dns" },
  ),
  pod(
    "longhorn-system",
    "longhorn-manager-a",
    "worker-1",
    { containers: [{ name: "manager", image: "manager:1", resources: { requests: { cpu: "0.01" } } }] },
    { app: "longhorn-manager" },
    [owner],
  ),
  pod("games", "chess-1", "worker-1", { containers: [{ name: "chess", image: "chess:1" }] }, { app: "chess" }),
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { namespace: "shop", name: "cache" },
    spec: {
      replicas: 0,
      serviceName: "cache",
      selector: { matchLabels: { app: "cache" } },
      template: { ...template, metadata: { labels: { app: "cache" } } },
    },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { namespace: "shop", name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "longhorn",
      volumeName: "pvc-shop-data",
      resources: { requests: { storage: "1Gi" } },
    },
    status: { phase: "Bound" },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "shop", name: "shop" },
    spec: { selector: { app: "shop" }, ports: [{ port: 80, targetPort: "http" }] },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { namespace: "shop", name: "shop" },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: "shop" } } },
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { namespace: "shop", name: "shop" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
      minReplicas: 1,
      maxReplicas: 2,
    },
  },
  ...around,
  {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace: "shop", name: "shop-5d-x1.1" },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "shop-5d-x1" },
    type: "Normal",
    reason: "Scheduled",
    message: "Successfully assigned shop/shop-5d-x1 to miniserver; password=hunter2",
    eventTime: "2026-01-01T10:00:00.123456Z",
    reportingComponent: "default-scheduler",
    reportingInstance: "one",
    action: "Binding",
  },
];

function pod(
  inNamespace: string,
  name: string,
  node: string,
  spec: object,
  labels: object,
  ownerReferences: readonly object[] = [],
): LabObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: inNamespace, name, labels, ownerReferences },
    spec: { ...spec, nodeName: node },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [
        {
          name: "web",
          ready: true,
          restartCount: 0,
          image: "x",
          imageID: "",
          state: { running: { startedAt: "2026-01-01T10:00:05Z" } },
        },
      ],
    },
  };
}
