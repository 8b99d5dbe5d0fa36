import type { DeclaredApplication } from "../../src/domain/application.ts";
import type {
  Claim,
  ClusterView,
  ContainerStatus,
  LiveApplication,
  LiveWorkload,
  Node,
  PersistentVolume,
  Pod,
  ReplicaSet,
} from "../../src/domain/cluster.ts";
import type { Surroundings } from "../../src/domain/cluster-surroundings.ts";
import { absent, known } from "../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../src/domain/manifest.ts";
import { runbookSettings, type Settings } from "../../src/domain/settings.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";

/*
 * A healthy world: app shop with the Deployment web of one replica and its budget, the lane nodes miniserver and
 * worker-1, everything Ready, manual sync. A test says only what is different in its own.
 */

export const NOON = "2026-01-01T12:00:00Z";

/** The healthy world; `objects` replaces the render, `cluster` replaces parts of what was seen live. */
export function aSnapshot(
  changes: {
    readonly settings?: Partial<Settings>;
    readonly objects?: readonly Manifest[];
    readonly application?: Partial<DeclaredApplication>;
    readonly cluster?: Partial<ClusterView> | "offline";
  } = {},
): Snapshot {
  return {
    at: NOON,
    settings: { ...runbookSettings, ...changes.settings },
    repository: {
      fullName: "acme/homelab",
      urls: ["https://github.com/acme/homelab.git"],
      branch: "main",
      defaultBranch: "main",
      commit: "1f0c2d4e6f8a9b0c1d8f3a1c0b6f1a4b0e9d3b7a",
      isPublic: false,
    },
    application: anApplication(changes.application),
    sourcePath: "apps/shop",
    base: { objects: changes.objects ?? [aDeployment(), aBudget()], warnings: [], kustomize: "kustomize v5.8.1" },
    existing: new Map(),
    runbooks: [],
    observation:
      changes.cluster === "offline" ? { mode: "offline" } : { mode: "live", cluster: aCluster(changes.cluster) },
  };
}

/** What is seen live of the healthy world. */
export function aCluster(changes: Partial<ClusterView> = {}): ClusterView {
  return {
    observedAt: NOON,
    server: known({ version: "v1.33.4+k3s1", major: 1, minor: 33 }),
    nodes: known([aNode(), aSecondary()]),
    application: known(aLiveApplication()),
    applications: known([aLiveApplication()]),
    workloads: known([aLiveWorkload()]),
    replicaSets: known([aReplicaSet()]),
    pods: known([aPod()]),
    podsOnSecondary: known([]),
    events: known([]),
    disruptionBudgets: known([
      {
        namespace: "shop",
        name: "web",
        selector: { matchLabels: { app: "web" } },
        minAvailable: undefined,
        maxUnavailable: 1,
        disruptionsAllowed: 1,
      },
    ]),
    claims: known([]),
    volumes: known([]),
    storageClasses: known([
      { name: "longhorn", provisioner: "driver.longhorn.io", isDefault: false, bindingMode: "Immediate" },
      {
        name: "local-path",
        provisioner: "rancher.io/local-path",
        isDefault: true,
        bindingMode: "WaitForFirstConsumer",
      },
    ]),
    services: known([]),
    autoscalers: known([]),
    longhorn: absent,
    ...someSurroundings(),
    ...changes,
  };
}

/** What stands around the healthy world: nothing in the way, CoreDNS on both nodes, neither VPA nor KEDA nor Longhorn. */
export function someSurroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    volumeAttachments: known([]),
    csiNodes: known([
      { node: "miniserver", drivers: [] },
      { node: "worker-1", drivers: [] },
    ]),
    quotas: known([]),
    limitRanges: known([]),
    namespaces: known([{ name: "shop", nodeSelector: undefined, defaultTolerations: undefined }]),
    ingresses: known([]),
    stickyRoutes: known([]),
    verticalAutoscalers: absent,
    scaledObjects: absent,
    leases: known([]),
    platformPods: known([
      { namespace: "kube-system", name: "coredns-64fd4b4794-k7q2m", part: "coredns", node: "miniserver", ready: true },
      { namespace: "kube-system", name: "coredns-64fd4b4794-w9d5t", part: "coredns", node: "worker-1", ready: true },
    ]),
    project: known({ name: "default", windows: [] }),
    runtimeClasses: known([]),
    podRequests: known([
      {
        namespace: "shop",
        name: "web-6d5f9c7b8c-x2x4z",
        node: "miniserver",
        daemonSet: false,
        requests: { cpu: 100, memory: 128 * 1024 * 1024 },
      },
    ]),
    longhornSurroundings: absent,
    ...changes,
  };
}

/** A Deployment as kustomize prints it; `pod` is merged over its pod spec, `spec` over its spec. */
export function aDeployment(
  changes: {
    readonly name?: string;
    readonly replicas?: number;
    readonly pod?: JsonObject;
    readonly spec?: JsonObject;
  } = {},
): Manifest {
  return { ...aWorkload(changes), apiVersion: "apps/v1", kind: "Deployment" };
}

/** A StatefulSet as kustomize prints it, without claim templates unless `spec` names some. */
export function aStatefulSet(
  changes: {
    readonly name?: string;
    readonly replicas?: number;
    readonly pod?: JsonObject;
    readonly spec?: JsonObject;
  } = {},
): Manifest {
  return { ...aWorkload(changes), apiVersion: "apps/v1", kind: "StatefulSet" };
}

function aWorkload({ name = "web", replicas = 1, pod = {}, spec = {} }: Parameters<typeof aDeployment>[0] & object) {
  return {
    metadata: { name, namespace: "shop" },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [aContainer()], ...pod } },
      ...spec,
    },
  };
}

/** A container with everything the runbook asks for. */
export function aContainer(changes: JsonObject = {}): JsonObject {
  return {
    name: "web",
    image: "ghcr.io/acme/shop:2.14.0",
    readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    ...changes,
  };
}

/** A PodDisruptionBudget in Git over the pods of `name`. */
export function aBudget(spec: JsonObject = { maxUnavailable: 1 }, name = "web"): Manifest {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace: "shop" },
    spec: { selector: { matchLabels: { app: name } }, ...spec },
  };
}

/** A PersistentVolumeClaim in Git. */
export function aClaimManifest(name: string, accessModes: readonly string[], storageClassName = "longhorn"): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: "shop" },
    spec: { accessModes, storageClassName },
  };
}

/** The Application as Git declares it. */
export function anApplication(changes: Partial<DeclaredApplication> = {}): DeclaredApplication {
  return {
    name: "shop",
    namespace: "argocd",
    project: "default",
    sources: [
      {
        repoURL: "https://github.com/acme/homelab.git",
        targetRevision: "main",
        path: "apps/shop",
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
    syncPolicy: undefined,
    syncOptions: [],
    ignoreDifferences: [],
    labels: {},
    place: { file: "argocd/apps/shop.yaml", line: 1 },
    lines: { path: 12, source: 9 },
    ...changes,
  };
}

/** The Application as Argo CD keeps it: Synced, Healthy, nothing under way. */
export function aLiveApplication(changes: Partial<LiveApplication> = {}): LiveApplication {
  const { place: _, lines: __, ...application } = anApplication();
  return {
    ...application,
    uid: "uid-application",
    resourceVersion: "812",
    owner: undefined,
    trackedBy: undefined,
    sourceType: "Kustomize",
    sync: "Synced",
    revision: "1f0c2d4e6f8a9b0c1d8f3a1c0b6f1a4b0e9d3b7a",
    health: "Healthy",
    operationPhase: "Succeeded",
    operationRequested: false,
    ...changes,
  };
}

/** The primary node, Ready and untainted. */
export function aNode(changes: Partial<Node> = {}): Node {
  const name = changes.name ?? "miniserver";
  return {
    name,
    uid: `uid-${name}`,
    labels: { "kubernetes.io/hostname": name, "workload-lane": "primary" },
    taints: [],
    unschedulable: false,
    conditions: { Ready: "True", MemoryPressure: "False", DiskPressure: "False", PIDPressure: "False" },
    allocatable: { cpu: "8", memory: "32Gi", pods: "110" },
    architecture: "amd64",
    ...changes,
  };
}

/** The secondary node, Ready, with the lane's taint. */
export function aSecondary(changes: Partial<Node> = {}): Node {
  return aNode({
    name: "worker-1",
    labels: { "kubernetes.io/hostname": "worker-1", "workload-lane": "secondary" },
    taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }],
    ...changes,
  });
}

/** The Deployment web as it runs, its rollout complete. */
export function aLiveWorkload(changes: Partial<LiveWorkload> = {}): LiveWorkload {
  const { replicas = 1, name = "web" } = changes;
  return {
    kind: "Deployment",
    namespace: "shop",
    name,
    uid: `uid-${name}`,
    resourceVersion: "4711",
    generation: 3,
    observedGeneration: 3,
    replicas,
    status: { replicas, updated: replicas, ready: replicas, available: replicas },
    conditions: [
      { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
    ],
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: {} },
    strategy: { type: "RollingUpdate" },
    ...changes,
  };
}

/** The ReplicaSet of the Deployment web. */
export function aReplicaSet(changes: Partial<ReplicaSet> = {}): ReplicaSet {
  return {
    namespace: "shop",
    name: "web-6d5f9c7b8c",
    uid: "uid-web-6d5f9c7b8c",
    owner: { kind: "Deployment", name: "web", uid: "uid-web", controller: true },
    replicas: 1,
    ready: 1,
    podTemplateHash: "6d5f9c7b8c",
    createdAt: "2025-12-24T18:00:00Z",
    ...changes,
  };
}

/** A pod of the Deployment web, Ready on the primary for days. */
export function aPod(changes: Partial<Pod> = {}): Pod {
  return {
    namespace: "shop",
    name: "web-6d5f9c7b8c-x2x4z",
    uid: "uid-web-6d5f9c7b8c-x2x4z",
    labels: { app: "web", "pod-template-hash": "6d5f9c7b8c" },
    owner: { kind: "ReplicaSet", name: "web-6d5f9c7b8c", uid: "uid-web-6d5f9c7b8c", controller: true },
    nodeName: "miniserver",
    phase: "Running",
    createdAt: "2025-12-24T18:00:00Z",
    deleting: false,
    ready: true,
    containers: [aContainerStatus()],
    claims: [],
    ...changes,
  };
}

/** The container web, running since the pod began. */
export function aContainerStatus(changes: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name: "web",
    init: false,
    ready: true,
    started: true,
    restartCount: 0,
    state: "running",
    startedAt: "2025-12-24T18:00:10Z",
    reason: undefined,
    lastTermination: undefined,
    ...changes,
  };
}

/** A bound Longhorn claim. */
export function aClaim(changes: Partial<Claim> = {}): Claim {
  return {
    namespace: "shop",
    name: "data",
    phase: "Bound",
    accessModes: ["ReadWriteOnce"],
    storageClass: "longhorn",
    volumeName: "pvc-1",
    ...changes,
  };
}

/** The Longhorn volume behind it, which any node can attach. */
export function aVolume(changes: Partial<PersistentVolume> = {}): PersistentVolume {
  return {
    name: "pvc-1",
    accessModes: ["ReadWriteOnce"],
    storageClass: "longhorn",
    claim: { namespace: "shop", name: "data" },
    csi: { driver: "driver.longhorn.io", handle: "pvc-1" },
    source: "csi",
    nodeAffinity: undefined,
    ...changes,
  };
}
