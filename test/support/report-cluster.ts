import type { ClusterView, LiveApplication, Node, Pod } from "../../src/domain/cluster.ts";
import { absent, known } from "../../src/domain/known.ts";
import { someSurroundings } from "./snapshot.ts";

/** A node of a lane, Ready. */
export function aLaneNode(name: string, lane: "primary" | "secondary", changes: Partial<Node> = {}): Node {
  return {
    name,
    uid: `uid-${name}`,
    labels: { "kubernetes.io/hostname": name, "workload-lane": lane },
    taints: lane === "secondary" ? [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }] : [],
    unschedulable: false,
    conditions: { Ready: "True" },
    allocatable: { cpu: "4", memory: "16Gi" },
    architecture: "amd64",
    ...changes,
  };
}

/** A running pod on the primary node. */
export function aRunningPod(name: string, changes: Partial<Pod> = {}): Pod {
  return {
    namespace: "shop",
    name,
    uid: `uid-${name}`,
    labels: { "app.kubernetes.io/name": "shop", "pod-template-hash": "6d5f9c7b8c" },
    owner: { kind: "ReplicaSet", name: "shop-6d5f9c7b8c", uid: "uid-rs", controller: true },
    nodeName: "miniserver",
    phase: "Running",
    createdAt: "2026-02-20T08:00:00Z",
    deleting: false,
    ready: true,
    containers: [
      {
        name: "web",
        init: false,
        ready: true,
        started: true,
        restartCount: 1,
        state: "running",
        startedAt: "2026-02-28T03:12:00Z",
        reason: undefined,
        lastTermination: undefined,
      },
    ],
    claims: [],
    ...changes,
  };
}

export const liveShop: LiveApplication = {
  name: "shop",
  namespace: "argocd",
  project: "default",
  sources: [
    {
      repoURL: "https://github.com/acme/homelab",
      targetRevision: "main",
      path: "apps/shop/base",
      chart: undefined,
      ref: undefined,
      helm: false,
      plugin: false,
      kustomize: undefined,
      directory: undefined,
    },
  ],
  multiSource: false,
  hydrated: false,
  destination: { server: "https://kubernetes.default.svc", name: undefined, namespace: "shop" },
  automated: false,
  syncPolicy: { syncOptions: ["CreateNamespace=true"] },
  syncOptions: ["CreateNamespace=true"],
  ignoreDifferences: [],
  labels: {},
  uid: "uid-app",
  resourceVersion: "812",
  owner: undefined,
  trackedBy: "root",
  sourceType: "Kustomize",
  sync: "Synced",
  revision: "8f3a1c0b6f1a4b0e9d3b7a1f0c2d4e6f8a9b0c1d",
  health: "Healthy",
  operationPhase: "Succeeded",
  operationRequested: false,
};

/** A healthy two-lane cluster with the shop on its primary node. */
export const shopCluster: ClusterView = {
  observedAt: "2026-03-02T10:15:00Z",
  server: known({ version: "v1.33.4+k3s1", major: 1, minor: 33 }),
  nodes: known([aLaneNode("miniserver", "primary"), aLaneNode("worker-1", "secondary")]),
  application: known(liveShop),
  applications: known([liveShop]),
  workloads: known([]),
  replicaSets: known([]),
  pods: known([aRunningPod("shop-6d5f9c7b8c-x2x7k")]),
  podsOnSecondary: known([
    aRunningPod("longhorn-ui-5c8d7f-aaaaa", {
      namespace: "longhorn-system",
      nodeName: "worker-1",
      owner: { kind: "ReplicaSet", name: "longhorn-ui-5c8d7f", uid: "u", controller: true },
    }),
  ]),
  events: known([
    {
      namespace: "shop",
      type: "Warning",
      reason: "Unhealthy",
      kind: "Pod",
      name: "shop-6d5f9c7b8c-x2x7k",
      message: "Readiness probe failed: HTTP 503 | see https://wiki.acme.example/@oncall #12",
      count: 2,
      at: "2026-03-02T09:58:00Z",
    },
  ]),
  disruptionBudgets: known([
    {
      namespace: "shop",
      name: "shop",
      selector: {},
      minAvailable: undefined,
      maxUnavailable: 1,
      disruptionsAllowed: 1,
    },
  ]),
  claims: known([]),
  volumes: known([]),
  storageClasses: known([
    { name: "longhorn", provisioner: "driver.longhorn.io", isDefault: true, bindingMode: "Immediate" },
  ]),
  services: known([
    {
      namespace: "shop",
      name: "shop",
      type: "ClusterIP",
      selector: { "app.kubernetes.io/name": "shop" },
      sessionAffinity: "None",
      externalTrafficPolicy: undefined,
      internalTrafficPolicy: "Cluster",
    },
  ]),
  autoscalers: known([]),
  longhorn: absent,
  ...someSurroundings(),
};
