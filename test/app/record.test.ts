import { describe, expect, it } from "vitest";
import { UserError } from "../../src/app/errors.ts";
import { openRecording, type RecordingMeta, readRecording, recordSnapshot } from "../../src/app/record.ts";
import type { ClusterView, LiveApplication, Pod } from "../../src/domain/cluster.ts";
import { absent, known, unknown } from "../../src/domain/known.ts";

const at = "2026-01-01T12:00:00.000Z";
const owner = { kind: "ReplicaSet", name: "web-7d", uid: "rs-1", controller: true };

const pod: Pod = {
  namespace: "shop",
  name: "web-7d-x1",
  uid: "pod-1",
  labels: { app: "web" },
  owner,
  nodeName: "one",
  phase: "Running",
  createdAt: at,
  deleting: false,
  ready: undefined,
  containers: [
    {
      name: "web",
      init: false,
      ready: true,
      started: undefined,
      restartCount: 1,
      state: "running",
      startedAt: at,
      reason: undefined,
      lastTermination: { startedAt: undefined, finishedAt: at, reason: "Error", exitCode: 1 },
    },
    {
      name: "proxy",
      init: true,
      ready: false,
      started: false,
      restartCount: 0,
      state: "none",
      startedAt: undefined,
      reason: undefined,
      lastTermination: undefined,
    },
  ],
  claims: ["data"],
};

const application: LiveApplication = {
  name: "shop",
  namespace: "argocd",
  project: "default",
  sources: [
    {
      repoURL: "https://git.example/acme/homelab.git",
      targetRevision: "main",
      path: "apps/shop/base",
      chart: undefined,
      ref: undefined,
      helm: false,
      plugin: false,
      kustomize: { namePrefix: "x-" },
      directory: { recurse: true, include: undefined, exclude: "*.md" },
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
  uid: "app-1",
  resourceVersion: "9",
  owner: undefined,
  trackedBy: "root",
  sourceType: "Kustomize",
  sync: "Synced",
  revision: undefined,
  health: "Healthy",
  operationPhase: undefined,
  operationRequested: false,
};

/** One of everything, with fields set and unset. */
const view: ClusterView = {
  observedAt: at,
  server: known({ version: "v1.36.3", major: 1, minor: 36 }),
  nodes: known([
    {
      name: "one",
      uid: "node-1",
      labels: { "workload-lane": "primary" },
      taints: [{ key: "x", value: undefined, effect: "NoSchedule" }],
      unschedulable: false,
      conditions: { Ready: "True" },
      allocatable: { cpu: "4" },
      architecture: undefined,
    },
  ]),
  application: known(application),
  applications: known([application, { ...application, name: "wiki", owner, syncPolicy: { automated: {} } }]),
  workloads: known([
    {
      kind: "Deployment",
      namespace: "shop",
      name: "web",
      uid: "d-1",
      resourceVersion: "7",
      generation: 3,
      observedGeneration: undefined,
      replicas: 1,
      status: { replicas: 1, updated: 1, ready: 1, available: 1 },
      conditions: [{ type: "Available", status: "True", reason: undefined }],
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { nodeSelector: null, containers: [{ name: "web" }] } },
      strategy: undefined,
    },
  ]),
  replicaSets: known([
    {
      namespace: "shop",
      name: "web-7d",
      uid: "rs-1",
      owner,
      replicas: 1,
      ready: 1,
      podTemplateHash: "7d",
      createdAt: at,
    },
  ]),
  pods: known([pod]),
  podsOnSecondary: unknown("forbidden: cannot list pods in all namespaces"),
  events: known([
    {
      namespace: "shop",
      type: "Warning",
      reason: "BackOff",
      kind: "Pod",
      name: "web",
      message: "no",
      count: 2,
      at,
    },
  ]),
  disruptionBudgets: known([
    {
      namespace: "shop",
      name: "web",
      selector: {},
      minAvailable: 1,
      maxUnavailable: "50%",
      disruptionsAllowed: undefined,
    },
  ]),
  claims: known([
    {
      namespace: "shop",
      name: "data",
      phase: "Bound",
      accessModes: ["ReadWriteOnce"],
      storageClass: "longhorn",
      volumeName: "pv-1",
    },
  ]),
  volumes: known([
    {
      name: "pv-1",
      accessModes: [],
      storageClass: undefined,
      claim: { namespace: "shop", name: "data" },
      csi: { driver: "driver.longhorn.io", handle: "pv-1" },
      source: "csi",
      nodeAffinity: undefined,
    },
  ]),
  storageClasses: known([{ name: "longhorn", provisioner: "x", isDefault: true, bindingMode: "Immediate" }]),
  services: known([
    {
      namespace: "shop",
      name: "web",
      type: "ClusterIP",
      selector: { app: "web" },
      sessionAffinity: "None",
      externalTrafficPolicy: undefined,
      internalTrafficPolicy: "Cluster",
    },
  ]),
  autoscalers: known([
    {
      namespace: "shop",
      name: "web",
      target: { kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 3,
      currentReplicas: undefined,
    },
  ]),
  longhorn: known({
    volumes: [
      {
        name: "pv-1",
        state: "attached",
        robustness: "healthy",
        numberOfReplicas: 2,
        dataLocality: undefined,
        accessMode: "rwo",
        node: "one",
      },
    ],
    replicas: [
      {
        name: "r",
        volume: "pv-1",
        node: "one",
        active: true,
        failedAt: "",
        healthyAt: at,
        state: "running",
        deleting: false,
      },
    ],
    engines: [{ name: "e", volume: "pv-1", active: true, modes: { r: "RW" } }],
    settings: { "replica-auto-balance": "disabled" },
    nodes: [{ name: "one", allowScheduling: true, conditions: { Ready: "True" } }],
  }),
  volumeAttachments: known([
    { name: "csi-1", volume: "pv-1", node: "one", attached: true, error: undefined },
    { name: "csi-2", volume: undefined, node: "two", attached: false, error: "it is attached elsewhere" },
  ]),
  csiNodes: known([{ node: "one", drivers: ["driver.longhorn.io"] }]),
  quotas: known([{ namespace: "shop", name: "q", hard: { pods: "4" }, used: { pods: "1" }, scoped: false }]),
  limitRanges: known([
    {
      namespace: "shop",
      name: "l",
      limits: [{ type: "Container", max: { cpu: "2" }, min: {}, default: { cpu: "1" }, defaultRequest: {} }],
    },
  ]),
  namespaces: known([{ name: "shop", nodeSelector: "disk=ssd", defaultTolerations: undefined }]),
  ingresses: known([
    {
      namespace: "shop",
      name: "web",
      className: undefined,
      stickiness: { "nginx.ingress.kubernetes.io/affinity": "cookie" },
      services: ["web"],
    },
  ]),
  stickyRoutes: known([{ kind: "IngressRoute", namespace: "shop", name: "web", service: "web", sticky: "cookie" }]),
  verticalAutoscalers: known([
    { namespace: "shop", name: "web", target: { kind: "Deployment", name: "web" }, updateMode: "Auto" },
  ]),
  scaledObjects: known([
    {
      namespace: "shop",
      name: "web",
      target: { kind: "Deployment", name: "web" },
      min: 0,
      max: 100,
      paused: false,
    },
  ]),
  leases: known([{ namespace: "shop", name: "leader", holder: "web-7d-x1", renewedAt: at }]),
  platformPods: known([
    { namespace: "kube-system", name: "coredns-1", part: "coredns", node: undefined, ready: false },
  ]),
  project: known({
    name: "default",
    windows: [
      {
        kind: "deny",
        schedule: "0 8 * * *",
        duration: "1h",
        manualSync: false,
        timeZone: undefined,
        andOperator: false,
        applications: ["*"],
        namespaces: [],
        clusters: [],
      },
    ],
  }),
  runtimeClasses: known([{ name: "gvisor", nodeSelector: { sandbox: "true" } }]),
  podRequests: known([
    { namespace: "shop", name: "web-7d-x1", node: "one", daemonSet: false, requests: { cpu: 100, memory: 134217728 } },
  ]),
  longhornSurroundings: known({
    engineImages: [{ name: "ei-1", image: "longhornio/longhorn-engine:v1.9.0", state: "deployed", nodes: ["one"] }],
    volumes: [
      {
        name: "pv-1",
        image: "longhornio/longhorn-engine:v1.9.0",
        currentImage: undefined,
        lastBackupAt: undefined,
        lastSnapshotAt: at,
        robustConditions: { Scheduled: "True" },
      },
    ],
  }),
};

const meta: RecordingMeta = {
  app: "shop",
  namespaces: ["shop"],
  lanes: { label: "workload-lane", primary: "primary", secondary: "secondary" },
};

/** The recording with one thing changed, as a person or another program might. */
function changed(change: (recording: Record<string, unknown>) => void): string {
  const recording = JSON.parse(recordSnapshot(view, meta));
  change(recording);
  return JSON.stringify(recording);
}

describe("a recording", () => {
  it("gives back exactly what was recorded", () => {
    expect(readRecording(recordSnapshot(view, meta))).toStrictEqual(view);
  });

  it("gives back what is absent", () => {
    const without: ClusterView = { ...view, longhorn: absent, application: absent };

    expect(readRecording(recordSnapshot(without, meta))).toStrictEqual(without);
  });

  it("is the same text when it is recorded again", () => {
    const text = recordSnapshot(view, meta);

    expect(recordSnapshot(readRecording(text), meta)).toBe(text);
  });

  it("says what it is a recording of, in its first lines", () => {
    const text = recordSnapshot(view, meta);

    expect(openRecording(text)).toStrictEqual({ ...meta, view });
    expect(text.split("\n").slice(0, 5)).toEqual([
      "{",
      '  "format": "lanekeeper-snapshot/1",',
      '  "app": "shop",',
      '  "namespaces": [',
      '    "shop"',
    ]);
  });

  it("may lack a field that can be unset, as older ones do", () => {
    const text = changed((recording) => {
      const nodes = (recording["view"] as { nodes: { value: { architecture?: null }[] } }).nodes.value;
      delete nodes[0]?.architecture;
    });

    expect(readRecording(text)).toEqual(view);
  });
});

describe("a file that is no recording", () => {
  it.each([
    ["cut off", recordSnapshot(view, meta).slice(0, 500), "it is not JSON"],
    ["somebody else's", '{"apiVersion":"v1","kind":"List"}', "it does not say `format`"],
    ["a list", "[]", "it does not say `format`"],
    [
      "of a later version",
      changed((recording) => Object.assign(recording, { format: "lanekeeper-snapshot/2" })),
      "its format is `lanekeeper-snapshot/2`, this version reads `lanekeeper-snapshot/1`",
    ],
    [
      "without a part",
      changed((recording) => Reflect.deleteProperty(recording["view"] as object, "pods")),
      "view.pods: Invalid input",
    ],
    [
      "with a part of another state",
      changed((recording) => Object.assign(recording["view"] as object, { pods: { state: "fine" } })),
      "view.pods.state: Invalid discriminator value",
    ],
    [
      "with a field of another type",
      changed((recording) => Object.assign(recording["view"] as object, { observedAt: "yesterday" })),
      "view.observedAt: Invalid ISO datetime",
    ],
    [
      "with more than there should be",
      changed((recording) => Object.assign(recording["view"] as object, { secrets: [] })),
      'view: Unrecognized key: "secrets"',
    ],
  ])("is refused when it is %s, with the problem", (_what, text, problem) => {
    expect(() => readRecording(text)).toThrow(UserError);
    expect(() => readRecording(text)).toThrow(problem);
  });
});
