import { digest } from "../../src/domain/canonical.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import { known } from "../../src/domain/known.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { branchName, commitSubjects } from "../../src/domain/names.ts";
import type { ObjectChange } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { GateResult, Outcome } from "../../src/domain/verdict.ts";
import { aRunningPod, liveShop, shopCluster } from "./report-cluster.ts";

/** A gate's verdict; passing unless said otherwise. */
export function aVerdict(gate: string, outcome: Outcome = "pass", changes: Partial<GateResult> = {}): GateResult {
  return {
    gate,
    group: "health",
    title: titles[gate] ?? gate,
    live: true,
    outcome,
    summary: outcome === "pass" ? "as it should be" : "not as it should be",
    seen: "miniserver: no taints; worker-1: workload-lane=secondary:NoSchedule",
    wanted: "what the runbook asks for",
    remedy: outcome === "pass" ? "" : "Mend it, then look again.",
    command: "kubectl -n shop get pods",
    ...changes,
  };
}

const titles: Readonly<Record<string, string>> = {
  lanes: "Both lanes have a node",
  taint: "The secondary is tainted",
  "crash-loops": "No crash loops",
  restarts: "Restarts are bounded",
  probes: "Probes are set",
  pdb: "A PodDisruptionBudget exists",
  "requests-and-limits": "Requests and limits are set",
  "data-class": "The data class is known",
  "access-modes": "Access modes allow the move",
  "node-local-volumes": "No data is tied to a node",
  pins: "No pins outside Git",
  source: "The Application reads this repository",
  "sync-mode": "Manual sync",
  "sync-state": "Synced and healthy",
};

/** Every gate in use, all passing. */
export const allPass: readonly GateResult[] = Object.keys(titles).map((gate) => aVerdict(gate));

const shopDeployment: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", namespace: "shop" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { "app.kubernetes.io/name": "shop" } },
    template: {
      metadata: { labels: { "app.kubernetes.io/name": "shop" } },
      spec: {
        nodeSelector: { "kubernetes.io/hostname": "miniserver" },
        containers: [{ name: "web", image: "ghcr.io/acme/shop:2.14.0" }],
      },
    },
  },
};

/** The snapshot of a healthy stateless shop. */
export function aShopSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    at: "2026-03-02T10:15:04Z",
    settings: runbookSettings,
    repository: {
      fullName: "acme/homelab",
      urls: ["https://github.com/acme/homelab", "git@github.com:acme/homelab.git"],
      branch: "main",
      defaultBranch: "main",
      commit: "8f3a1c0b6f1a4b0e9d3b7a1f0c2d4e6f8a9b0c1d",
      isPublic: false,
    },
    application: { ...liveShop, place: { file: "argocd/apps/shop.yaml", line: 2 }, lines: { path: 13, source: 10 } },
    sourcePath: "apps/shop/base",
    base: {
      objects: [
        shopDeployment,
        { apiVersion: "v1", kind: "Service", metadata: { name: "shop", namespace: "shop" }, spec: {} },
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "shop", namespace: "shop" },
          spec: {},
        },
      ],
      warnings: [],
      kustomize: "kustomize v5.8.1 (sandboxed)",
    },
    existing: new Map(),
    runbooks: [],
    observation: { mode: "live", cluster: shopCluster },
    ...changes,
  };
}

const shopRef = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "shop" };
const pod = ["spec", "template", "spec"];
const selector = { matchLabels: { "app.kubernetes.io/name": "shop" } };
const spread = {
  labelSelector: selector,
  matchLabelKeys: ["pod-template-hash"],
  maxSkew: 1,
  nodeTaintsPolicy: "Honor",
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "DoNotSchedule",
};
const home = {
  nodeSelectorTerms: [{ matchExpressions: [{ key: "workload-lane", operator: "In", values: ["primary"] }] }],
};
const both = {
  nodeSelectorTerms: [
    { matchExpressions: [{ key: "workload-lane", operator: "In", values: ["primary", "secondary"] }] },
  ],
};

export const shopDiff: readonly ObjectChange[] = [
  {
    stage: "primary-only",
    change: "update",
    object: shopRef,
    fields: [
      { path: ["spec", "replicas"], before: 1, after: 2 },
      { path: [...pod, "nodeSelector"], before: { "kubernetes.io/hostname": "miniserver" }, after: undefined },
      { path: [...pod, "topologySpreadConstraints"], before: undefined, after: [spread] },
      {
        path: [...pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
        before: undefined,
        after: home,
      },
    ],
  },
  {
    stage: "dual-lane",
    change: "update",
    object: shopRef,
    fields: [
      {
        path: [...pod, "tolerations"],
        before: undefined,
        after: [{ effect: "NoSchedule", key: "workload-lane", operator: "Equal", value: "secondary" }],
      },
      {
        path: [...pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
        before: home,
        after: both,
      },
      {
        path: [...pod, "affinity", "podAntiAffinity"],
        before: undefined,
        after: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: selector, matchLabelKeys: ["pod-template-hash"], topologyKey: "kubernetes.io/hostname" },
          ],
        },
      },
    ],
  },
];

/** A proposal for the shop: stateless, strategy A, everything green; `changes` say what is different. */
export function aReport(changes: Partial<Report> = {}): Report {
  const key = { app: "shop", env: "prod" };
  const [first, second] = commitSubjects(key.app);
  const paths = {
    base: "apps/shop/base",
    primaryOnly: "overlays/prod/shop/primary-only",
    dualLane: "overlays/prod/shop/dual-lane",
    runbook: "docs/runbooks/migrations/shop-2026-03-02.md",
  };
  return {
    ...key,
    date: "2026-03-02",
    requestedBy: "alice",
    planId: digest("shop", 12),
    version: "0.1.0",
    branch: branchName(key, "migrate"),
    snapshot: aShopSnapshot(),
    paths,
    strategy: {
      headline: "A",
      workloads: [
        {
          kind: "Deployment",
          namespace: "shop",
          name: "shop",
          strategy: "A",
          class: "stateless",
          reasons: [
            "has no claim and no data on its node",
            "two pods may serve at the same time once people vouch for sessions and idempotence",
          ],
          rejected: [
            { strategy: "B2", reason: "there is no single writer to protect, and a standby would serve nobody" },
            {
              strategy: "stay",
              reason: "nothing ties the pods to the primary but a nodeSelector that the overlay removes",
            },
          ],
        },
      ],
    },
    verdicts: allPass,
    promises: [
      {
        promise: "The base still builds and is not changed",
        holds: true,
        detail: "built with kustomize v5.8.1 (sandboxed)",
      },
      { promise: "Stage 1 changes the intended fields only", holds: true, detail: "4 fields of 1 object" },
      { promise: "Stage 2 changes the intended fields only", holds: true, detail: "3 fields of 1 object" },
    ],
    overlays: [
      {
        message: first,
        files: [
          { path: `${paths.primaryOnly}/kustomization.yaml`, content: "" },
          { path: `${paths.primaryOnly}/patch-topology-and-anti-affinity.yaml`, content: "" },
        ],
      },
      {
        message: second,
        files: [
          { path: `${paths.dualLane}/kustomization.yaml`, content: "" },
          { path: `${paths.dualLane}/patch-toleration-and-affinity.yaml`, content: "" },
        ],
      },
    ],
    diff: shopDiff,
    restarts: [
      {
        stage: "primary-only",
        workload: "shop",
        reason: "the pod template changes; a rolling update replaces the pods one by one",
      },
      {
        stage: "dual-lane",
        workload: "shop",
        reason: "the pod template changes; a rolling update replaces the pods one by one",
      },
    ],
    previous: [
      { workload: "shop", kind: "Deployment", replicas: 1, pins: ["nodeSelector kubernetes.io/hostname=miniserver"] },
    ],
    placement: [],
    attestations: [],
    bystanders: [],
    warnings: [],
    ...changes,
  };
}

const dbDeployment: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "db", namespace: "shop" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "db" } },
    template: { metadata: { labels: { app: "db" } }, spec: { containers: [{ name: "db", image: "mariadb:11" }] } },
  },
};

const volumes: Partial<ClusterView> = {
  pods: known([
    aRunningPod("shop-6d5f9c7b8c-x2x7k"),
    aRunningPod("db-7f6d5b4c9d-q9w8e", { labels: { app: "db" }, claims: ["db-data"] }),
  ]),
  claims: known([
    {
      namespace: "shop",
      name: "db-data",
      phase: "Bound",
      accessModes: ["ReadWriteOnce"],
      storageClass: "longhorn",
      volumeName: "pvc-1b2c",
    },
  ]),
  volumes: known([
    {
      name: "pvc-1b2c",
      accessModes: ["ReadWriteOnce"],
      storageClass: "longhorn",
      claim: { namespace: "shop", name: "db-data" },
      csi: { driver: "driver.longhorn.io", handle: "pvc-1b2c" },
      source: "csi",
      nodeAffinity: undefined,
    },
  ]),
  autoscalers: known([
    {
      namespace: "shop",
      name: "shop",
      target: { kind: "Deployment", name: "shop" },
      minReplicas: 1,
      maxReplicas: 4,
      currentReplicas: 1,
    },
  ]),
  longhorn: known({
    volumes: [
      {
        name: "pvc-1b2c",
        state: "attached",
        robustness: "degraded",
        numberOfReplicas: 3,
        dataLocality: "disabled",
        accessMode: "rwo",
        node: "miniserver",
      },
    ],
    replicas: [
      {
        name: "pvc-1b2c-r-1",
        volume: "pvc-1b2c",
        node: "miniserver",
        active: true,
        failedAt: "",
        healthyAt: "2026-02-01T00:00:00Z",
        state: "running",
        deleting: false,
      },
      {
        name: "pvc-1b2c-r-2",
        volume: "pvc-1b2c",
        node: "worker-1",
        active: true,
        failedAt: "",
        healthyAt: "2026-02-01T00:00:00Z",
        state: "running",
        deleting: false,
      },
    ],
    engines: [],
    settings: { "default-replica-count": "3", "replica-auto-balance": "least-effort" },
    nodes: [],
  }),
};

/** The shop with a database: strategy B2 leads, two gates fail and one could not be observed. */
export function aMixedReport(changes: Partial<Report> = {}): Report {
  const plain = aReport();
  const snapshot = aShopSnapshot();
  const dbRef = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "db" };
  return aReport({
    snapshot: {
      ...snapshot,
      application: {
        ...snapshot.application,
        automated: true,
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
      base: { ...snapshot.base, objects: [...snapshot.base.objects, dbDeployment] },
      observation: { mode: "live", cluster: { ...shopCluster, ...volumes } },
    },
    strategy: {
      headline: "B2",
      workloads: [
        ...plain.strategy.workloads,
        {
          kind: "Deployment",
          namespace: "shop",
          name: "db",
          strategy: "B2",
          class: "fragile",
          reasons: ["runs mariadb, a database that is sensitive to restarts", "no replicator is configured"],
          rejected: [
            { strategy: "A", reason: "two writers on one ReadWriteOnce claim: the second pod would never attach it" },
          ],
        },
      ],
    },
    verdicts: allPass.map((verdict) => {
      if (verdict.gate === "pdb")
        return aVerdict("pdb", "fail", {
          group: "budgets",
          summary: "deployment/db has no PodDisruptionBudget",
          seen: "budgets: shop (maxUnavailable 1)",
          wanted: "a budget for each workload",
          remedy: "Add a PodDisruptionBudget with maxUnavailable 0 for db.",
          command: "kubectl -n shop get pdb",
        });
      if (verdict.gate === "restarts")
        return aVerdict("restarts", "fail", {
          summary: "pod db-7f6d5b4c9d-q9w8e restarted 5 times in the last hour",
          remedy: "Find out why: `kubectl -n shop describe pod db-7f6d5b4c9d-q9w8e`.",
        });
      if (verdict.gate === "sync-state")
        return aVerdict("sync-state", "unknown", {
          summary: "the Application could not be read: forbidden",
          remedy: "Make the Application readable for Lanekeeper, then look again.",
        });
      if (verdict.gate === "sync-mode")
        return aVerdict("sync-mode", "warn", { summary: "automated sync is on, with prune and self-heal" });
      return verdict;
    }),
    diff: [
      ...plain.diff,
      {
        stage: "dual-lane",
        change: "create",
        object: { ...dbRef, name: "db-standby" },
        fields: [
          {
            path: [],
            before: undefined,
            after: {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { name: "db-standby", namespace: "shop" },
              spec: { replicas: 0 },
            },
          },
        ],
      },
      {
        stage: "primary-only",
        change: "update",
        object: dbRef,
        fields: [
          {
            path: [...pod, "affinity"],
            before: undefined,
            after: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: home } },
          },
        ],
      },
    ],
    restarts: [
      ...plain.restarts,
      {
        stage: "primary-only",
        workload: "db",
        reason:
          "the pin changes the pod template: one restart, with the old pod gone before the new one starts (Recreate)",
      },
      { stage: "dual-lane", workload: "db", reason: undefined },
    ],
    previous: [...plain.previous, { workload: "db", kind: "Deployment", replicas: 1, pins: [] }],
    attestations: [],
    bystanders: ["CronJob shop/nightly"],
    warnings: ["Service shop/db also selects the standby's pods: wanted, because clients keep their address"],
    ...changes,
  });
}
