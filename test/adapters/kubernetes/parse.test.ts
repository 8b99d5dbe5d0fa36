import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { apiServer, json, list, question } from "./api-server.ts";
import { application, deployment, event, node, pod } from "./objects.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

/** What the one item at the path becomes. */
async function parsed(part: keyof ClusterView, path: string, item: object): Promise<unknown> {
  api.on(path, json(200, list([item])));
  const view = await api.cluster().observe(question);
  const known = view[part];
  if (typeof known === "string" || known.state !== "known") return known;
  return Array.isArray(known.value) ? known.value[0] : known.value;
}

const ofPods = (item: object) => parsed("pods", "/api/v1/namespaces/shop/pods", item);
const ofEvents = (item: object) => parsed("events", "/api/v1/namespaces/shop/events", item);
const ofDeployments = (item: object) => parsed("workloads", "/apis/apps/v1/namespaces/shop/deployments", item);

describe("what becomes of a Pod", () => {
  it("is where it runs, how its containers fare, and its claims", async () => {
    const seen = await ofPods(
      pod("web-1", {
        metadata: {
          labels: { app: "web" },
          ownerReferences: [{ kind: "ReplicaSet", name: "web-7d", uid: "rs", controller: true, apiVersion: "apps/v1" }],
        },
        spec: {
          nodeName: "one",
          containers: [{ name: "web", env: [{ name: "PASSWORD", value: "hunter2" }] }],
          volumes: [
            { name: "data", persistentVolumeClaim: { claimName: "web-data" } },
            { name: "scratch", ephemeral: { volumeClaimTemplate: {} } },
            { name: "token", secret: { secretName: "web-token" } },
          ],
        },
        status: {
          phase: "Running",
          conditions: [{ type: "Ready", status: "False" }],
          initContainerStatuses: [
            {
              name: "proxy",
              ready: true,
              started: true,
              restartCount: 0,
              state: { running: { startedAt: "2026-01-01T10:00:01Z" } },
              lastState: {},
            },
          ],
          containerStatuses: [
            {
              name: "web",
              ready: false,
              restartCount: 4,
              state: { waiting: { reason: "CrashLoopBackOff", message: "hunter2" } },
              lastState: {
                terminated: {
                  exitCode: 137,
                  reason: "OOMKilled",
                  startedAt: "2026-01-01T11:00:00Z",
                  finishedAt: "2026-01-01T11:01:00Z",
                  message: "hunter2",
                },
              },
            },
          ],
        },
      }),
    );

    expect(seen).toStrictEqual({
      namespace: "shop",
      name: "web-1",
      uid: "uid-web-1",
      labels: { app: "web" },
      owner: { kind: "ReplicaSet", name: "web-7d", uid: "rs", controller: true },
      nodeName: "one",
      phase: "Running",
      createdAt: "2026-01-01T10:00:00.000Z",
      deleting: false,
      ready: false,
      containers: [
        {
          name: "proxy",
          init: true,
          ready: true,
          started: true,
          restartCount: 0,
          state: "running",
          startedAt: "2026-01-01T10:00:01.000Z",
          reason: undefined,
          lastTermination: undefined,
        },
        {
          name: "web",
          init: false,
          ready: false,
          started: undefined,
          restartCount: 4,
          state: "waiting",
          startedAt: undefined,
          reason: "CrashLoopBackOff",
          lastTermination: {
            startedAt: "2026-01-01T11:00:00.000Z",
            finishedAt: "2026-01-01T11:01:00.000Z",
            reason: "OOMKilled",
            exitCode: 137,
          },
        },
      ],
      claims: ["web-data", "web-1-scratch"],
    });
  });

  it("does not know yet whether it is ready when it does not say so", async () => {
    const seen = await ofPods(pod("web-1", { spec: { nodeName: "" }, status: { phase: "Pending", conditions: null } }));

    expect(seen).toMatchObject({ ready: undefined, nodeName: undefined, phase: "Pending", containers: [] });
  });

  it("is on its way out when it has a deletion timestamp", async () => {
    expect(await ofPods(pod("web-1", { metadata: { deletionTimestamp: "2026-01-01T11:00:00Z" } }))).toMatchObject({
      deleting: true,
    });
  });
});

describe("what becomes of an Event", () => {
  it.each([
    [
      "the scheduler's, which has an eventTime only",
      { eventTime: "2026-01-01T11:30:00.123456Z", firstTimestamp: null, lastTimestamp: null, count: null },
      "2026-01-01T11:30:00.123Z",
      1,
    ],
    [
      "a series",
      {
        eventTime: "2026-01-01T11:00:00.000000Z",
        series: { count: 7, lastObservedTime: "2026-01-01T11:45:00.000000Z" },
      },
      "2026-01-01T11:45:00.000Z",
      7,
    ],
    [
      "an aggregated one",
      { firstTimestamp: "2026-01-01T10:00:00Z", lastTimestamp: "2026-01-01T11:50:00Z", count: 12 },
      "2026-01-01T11:50:00.000Z",
      12,
    ],
    ["one without any time of its own", {}, "2026-01-01T10:00:00.000Z", 1],
  ])("has the latest of the times of %s", async (_which, times, at, count) => {
    expect(await ofEvents(event("web.1", times))).toMatchObject({ at, count });
  });

  it("has its message redacted", async () => {
    const seen = await ofEvents(event("web.1", { message: "dial postgres://shop:hunter2@db/shop failed" }));

    expect(seen).toMatchObject({ message: "dial postgres://[redacted]@db/shop failed" });
  });
});

describe("what becomes of a pod template", () => {
  it("is what scheduling, probes and storage are decided by, and never a value of env", async () => {
    const secret = "hunter2";
    const probe = {
      httpGet: {
        path: `/ready?token=${secret}`,
        port: "http",
        scheme: "HTTP",
        httpHeaders: [{ name: "Authorization", value: secret }],
      },
      periodSeconds: 10,
    };
    const seen = await ofDeployments(
      deployment(
        "web",
        {
          nodeSelector: { disk: "ssd" },
          tolerations: [{ key: "workload-lane", operator: "Exists" }],
          serviceAccountName: "web",
          hostNetwork: true,
          schedulerName: "default-scheduler",
          initContainers: [{ name: "init", image: "busybox", command: ["sh", "-c", secret], resources: {} }],
          containers: [
            {
              name: "web",
              image: "ghcr.io/acme/web:1",
              args: [secret],
              env: [{ name: "PASSWORD", value: secret }],
              envFrom: [{ secretRef: { name: "web" } }],
              ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
              resources: { limits: { memory: "1Gi" }, requests: { cpu: "100m" } },
              volumeMounts: [{ name: "data", mountPath: "/data" }],
              livenessProbe: { exec: { command: ["check", secret] }, failureThreshold: 3 },
              readinessProbe: probe,
              lifecycle: { preStop: { exec: { command: [secret] } } },
            },
          ],
          volumes: [
            { name: "data", persistentVolumeClaim: { claimName: "web-data" } },
            { name: "host", hostPath: { path: "/srv/web", type: "Directory" } },
            { name: "tmp", emptyDir: {} },
            { name: "settings", configMap: { name: "web", items: [{ key: secret, path: "x" }] } },
            { name: "tls", secret: { secretName: "web-tls", defaultMode: 420 } },
            { name: "share", nfs: { server: "nas", path: "/x" } },
            { name: "all", projected: { sources: [] } },
          ],
        },
        { annotations: { "kubectl.kubernetes.io/last-applied-configuration": secret }, strategy: { type: "Recreate" } },
      ),
    );

    expect(seen).toMatchObject({
      kind: "Deployment",
      generation: 3,
      observedGeneration: 3,
      replicas: 1,
      strategy: { type: "Recreate" },
    });
    expect(seen).toHaveProperty("template", {
      metadata: { labels: { app: "web" } },
      spec: {
        nodeSelector: { disk: "ssd" },
        tolerations: [{ key: "workload-lane", operator: "Exists" }],
        schedulerName: "default-scheduler",
        hostNetwork: true,
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: "web-data" } },
          { name: "host", hostPath: { path: "/srv/web", type: "Directory" } },
          { name: "tmp", emptyDir: {} },
          { name: "settings", configMap: { name: "web" } },
          { name: "tls", secret: { secretName: "web-tls" } },
          { name: "share", nfs: {} },
          { name: "all", projected: {} },
        ],
        initContainers: [{ name: "init", image: "busybox", resources: {} }],
        containers: [
          {
            name: "web",
            image: "ghcr.io/acme/web:1",
            ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
            resources: { limits: { memory: "1Gi" }, requests: { cpu: "100m" } },
            volumeMounts: [{ name: "data", mountPath: "/data" }],
            livenessProbe: { exec: {}, failureThreshold: 3 },
            readinessProbe: { httpGet: { path: "/ready", port: "http", scheme: "HTTP" }, periodSeconds: 10 },
          },
        ],
      },
    });
    expect(JSON.stringify(seen)).not.toContain(secret);
  });
});

describe("what becomes of an Application", () => {
  it("is its spec as in Git, without Helm values, patches and logins, and what Argo CD says of it", async () => {
    const seen = await parsed(
      "applications",
      "/apis/argoproj.io/v1alpha1/applications",
      application(
        "shop",
        {
          source: {
            repoURL: "https://bot:hunter2@git.example/acme/homelab.git",
            targetRevision: "main",
            path: "apps/shop/base",
            kustomize: {
              namePrefix: "x-",
              images: ["web=ghcr.io/acme/web:2"],
              patches: [{ target: { kind: "Deployment" }, patch: "value: hunter2" }],
            },
            helm: { values: "password: hunter2", parameters: [] },
          },
          syncPolicy: {
            automated: { prune: true, selfHeal: null },
            syncOptions: ["CreateNamespace=true"],
            managedNamespaceMetadata: { annotations: { a: "hunter2" } },
          },
          ignoreDifferences: [
            {
              group: "apps",
              kind: "Deployment",
              jsonPointers: ["/spec/replicas"],
              jqPathExpressions: ['.spec.template.spec.containers[].env[] | select(.name == "hunter2")'],
              managedFieldsManagers: null,
            },
          ],
          info: [{ name: "password", value: "hunter2" }],
        },
        {
          metadata: {
            annotations: {
              "argocd.argoproj.io/tracking-id": "root:argoproj.io/Application:argocd/shop",
              note: "hunter2",
            },
            labels: { team: "web" },
          },
          status: {
            sourceType: "Kustomize",
            sync: { status: "Synced", revision: "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12" },
            health: { status: "Healthy" },
            operationState: { phase: "Succeeded", message: "hunter2" },
          },
        },
      ),
    );

    expect(seen).toStrictEqual({
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
          helm: true,
          plugin: false,
          kustomize: {
            namePrefix: "x-",
            images: ["web=ghcr.io/acme/web:2"],
            patches: [{ target: { kind: "Deployment" } }],
          },
          directory: undefined,
        },
      ],
      multiSource: false,
      hydrated: false,
      destination: { server: "https://kubernetes.default.svc", name: undefined, namespace: "shop" },
      automated: true,
      syncPolicy: { automated: { prune: true }, syncOptions: ["CreateNamespace=true"] },
      syncOptions: ["CreateNamespace=true"],
      ignoreDifferences: [
        {
          group: "apps",
          kind: "Deployment",
          name: undefined,
          namespace: undefined,
          jsonPointers: ["/spec/replicas"],
          jqPathExpressions: ['.spec.template.spec.containers[].env[] | select(.name == "[redacted]")'],
          managedFieldsManagers: [],
        },
      ],
      labels: { team: "web" },
      uid: "uid-shop",
      resourceVersion: "9",
      owner: undefined,
      trackedBy: "root",
      sourceType: "Kustomize",
      sync: "Synced",
      revision: "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
      health: "Healthy",
      operationPhase: "Succeeded",
      operationRequested: false,
    });
  });

  it("is found by its name", async () => {
    api.on(
      "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop",
      json(200, application("shop", {}, { metadata: { labels: { "app.kubernetes.io/instance": "root" } } })),
    );

    const view = await api.cluster().observe(question);

    expect(view.application).toMatchObject({
      state: "known",
      value: { name: "shop", trackedBy: "root", automated: false },
    });
  });
});

describe("what becomes of storage, budgets, services and Longhorn", () => {
  it.each([
    [
      "csi",
      { csi: { driver: "driver.longhorn.io", volumeHandle: "pvc-1", volumeAttributes: { x: "y" } } },
      { driver: "driver.longhorn.io", handle: "pvc-1" },
    ],
    ["hostPath", { hostPath: { path: "/x" } }, undefined],
    ["local", { local: { path: "/x" } }, undefined],
    ["nfs", { nfs: { server: "nas", path: "/x" } }, undefined],
  ])("tells a %s volume from the others", async (source, spec, csi) => {
    const seen = await parsed("volumes", "/api/v1/persistentvolumes", {
      metadata: { name: "pv-1" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        claimRef: { namespace: "shop", name: "data" },
        storageClassName: "longhorn",
        ...spec,
      },
    });

    expect(seen).toStrictEqual({
      name: "pv-1",
      accessModes: ["ReadWriteOnce"],
      storageClass: "longhorn",
      claim: { namespace: "shop", name: "data" },
      csi,
      source,
      nodeAffinity: undefined,
    });
  });

  it("tells the default StorageClass and nothing of its parameters", async () => {
    const seen = await parsed("storageClasses", "/apis/storage.k8s.io/v1/storageclasses", {
      metadata: { name: "longhorn", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "driver.longhorn.io",
      parameters: { secret: "hunter2" },
    });

    expect(seen).toStrictEqual({
      name: "longhorn",
      provisioner: "driver.longhorn.io",
      isDefault: true,
      bindingMode: "Immediate",
    });
  });

  it("keeps a budget without a selector apart from one that takes all pods", async () => {
    const budget = (selector?: object) => ({
      metadata: { namespace: "shop", name: "web" },
      spec: { selector, maxUnavailable: "50%" },
      status: { disruptionsAllowed: 0 },
    });
    const path = "/apis/policy/v1/namespaces/shop/poddisruptionbudgets";

    expect(await parsed("disruptionBudgets", path, budget())).toMatchObject({
      selector: undefined,
      maxUnavailable: "50%",
      disruptionsAllowed: 0,
    });
    expect(await parsed("disruptionBudgets", path, budget({}))).toMatchObject({ selector: {} });
  });

  it("knows only the Longhorn settings it uses", async () => {
    api.on(
      "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/settings",
      json(
        200,
        list([
          { metadata: { name: "default-replica-count" }, value: '{"v1":"2","v2":"2"}' },
          { metadata: { name: "backup-target-credential-secret" }, value: "hunter2" },
        ]),
      ),
    );
    const seen = await parsed("longhorn", "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/replicas", {
      metadata: { name: "pvc-1-r-a" },
      spec: { volumeName: "pvc-1", nodeID: "one", active: true, failedAt: "", healthyAt: "2026-01-01T00:00:00Z" },
      status: { currentState: "running" },
    });

    expect(seen).toMatchObject({
      settings: { "default-replica-count": '{"v1":"2","v2":"2"}' },
      replicas: [
        {
          name: "pvc-1-r-a",
          volume: "pvc-1",
          node: "one",
          active: true,
          failedAt: "",
          healthyAt: "2026-01-01T00:00:00Z",
          state: "running",
          deleting: false,
        },
      ],
    });
    expect(JSON.stringify(seen)).not.toContain("hunter2");
  });

  it("keeps a node's taints, conditions and architecture", async () => {
    const seen = await parsed(
      "nodes",
      "/api/v1/nodes",
      node("two", "secondary", {
        spec: { taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }], unschedulable: true },
      }),
    );

    expect(seen).toMatchObject({
      taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }],
      unschedulable: true,
      conditions: { Ready: "True" },
      allocatable: { cpu: "4", memory: "8Gi" },
      architecture: "amd64",
    });
  });
});
