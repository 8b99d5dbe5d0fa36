import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { clustersFromEnvironment } from "../../src/adapters/kubernetes/clusters-from-environment.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import type { ClusterQuestion } from "../../src/app/ports.ts";
import { readRecording, recordSnapshot } from "../../src/app/record.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import { type Lab, startLab } from "./support/lab.ts";
import type { LabObject } from "./support/lab-client.ts";
import { defineArgoAndLonghorn, laneNodes, namespace } from "./support/lab-objects.ts";
import { shop } from "./support/shop-objects.ts";

const question: ClusterQuestion = {
  application: { name: "shop", namespace: "argocd" },
  namespaces: ["shop"],
  lanes: { label: "workload-lane", primary: "primary", secondary: "secondary" },
};

const rbac = parseAllDocuments(readFileSync("deploy/rbac.yaml", "utf8")).map(
  (document) => document.toJS() as LabObject,
);

let lab: Lab;
/** The kubeconfig of deploy/rbac.yaml's service account. */
let reader: string;
beforeAll(async () => {
  lab = await startLab({ controllers: false });
  await defineArgoAndLonghorn(lab.client);
  // Twice the nodes: a new one gets a taint until it is said to be ready, and nobody here says so.
  for (const object of [...shop, ...laneNodes, ...rbac]) await lab.client.apply(object);
  const path = "/api/v1/namespaces/lanekeeper/serviceaccounts/lanekeeper/token";
  const { content } = await lab.client.request("POST", path, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {},
  });
  reader = await lab.kubeconfigFor("reader", (content["status"] as { token: string }).token);
});
afterAll(() => lab?.stop());

async function observe(kubeconfig: string, more: Partial<ClusterQuestion> = {}): Promise<ClusterView> {
  const clusters = await clustersFromEnvironment([{ name: "default", kubeconfig, inCluster: false }]);
  const view = await clusters?.named("default")?.observe({ ...question, ...more });
  if (view === undefined) throw new Error("no cluster");
  return view;
}

/** The parts that are unknown, with their reasons. */
function unknowns({ observedAt: _, ...parts }: ClusterView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part.state === "unknown" ? [[name, part.reason]] : [])),
  );
}

describe("a real API server", () => {
  it("is seen as it is", async () => {
    const view = await observe(reader);

    expect(unknowns(view)).toEqual({});
    expect(view).toMatchObject({
      server: { value: { version: expect.stringMatching(/^v1\./), major: 1 } },
      nodes: {
        value: [
          { name: "miniserver", labels: { "workload-lane": "primary" }, taints: [] },
          { name: "worker-1", taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }] },
        ],
      },
      application: {
        value: {
          name: "shop",
          namespace: "argocd",
          sync: "Synced",
          health: "Healthy",
          automated: false,
          sources: [{ path: "apps/shop/base" }],
        },
      },
      applications: { value: [{ name: "shop" }] },
      workloads: {
        value: [
          {
            kind: "Deployment",
            name: "shop",
            replicas: 1,
            status: { replicas: 1, updated: 1, ready: 1, available: 1 },
            selector: { matchLabels: { app: "shop" } },
            strategy: { type: "RollingUpdate" },
          },
          { kind: "StatefulSet", name: "cache", replicas: 0, strategy: { type: "RollingUpdate" } },
        ],
      },
      replicaSets: { value: [{ name: "shop-5d", replicas: 1, ready: 1, podTemplateHash: "5d" }] },
      pods: {
        value: [
          {
            name: "shop-5d-x1",
            nodeName: "miniserver",
            ready: true,
            claims: ["data"],
            containers: [{ name: "web", state: "running", restartCount: 0 }],
          },
        ],
      },
      podsOnSecondary: { value: [{ namespace: "games", name: "chess-1", nodeName: "worker-1" }] },
      events: {
        value: [
          {
            reason: "Scheduled",
            kind: "Pod",
            name: "shop-5d-x1",
            message: "Successfully assigned shop/shop-5d-x1 to miniserver; password=[redacted]",
          },
        ],
      },
      disruptionBudgets: { value: [{ name: "shop", maxUnavailable: 1 }] },
      claims: {
        value: [
          {
            name: "data",
            phase: "Bound",
            accessModes: ["ReadWriteOnce"],
            storageClass: "longhorn",
            volumeName: "pvc-shop-data",
          },
        ],
      },
      volumes: {
        value: [
          {
            name: "pvc-shop-data",
            source: "csi",
            csi: { driver: "driver.longhorn.io", handle: "pvc-shop-data" },
            claim: { namespace: "shop", name: "data" },
          },
        ],
      },
      storageClasses: { value: [{ name: "longhorn", isDefault: true, bindingMode: "Immediate" }] },
      services: { value: [{ name: "shop", type: "ClusterIP", selector: { app: "shop" } }] },
      autoscalers: {
        value: [{ name: "shop", target: { kind: "Deployment", name: "shop" }, minReplicas: 1, maxReplicas: 2 }],
      },
      longhorn: {
        value: {
          volumes: [
            {
              name: "pvc-shop-data",
              state: "attached",
              robustness: "healthy",
              numberOfReplicas: 2,
              node: "miniserver",
            },
          ],
          replicas: [
            { node: "miniserver", active: true, state: "running" },
            { node: "worker-1", active: true, state: "running" },
          ],
          engines: [{ active: true, modes: { "pvc-shop-data-r-miniserver": "RW", "pvc-shop-data-r-worker-1": "RW" } }],
          settings: { "replica-auto-balance": "disabled" },
          nodes: [{ name: "miniserver", allowScheduling: true, conditions: { Ready: "True" } }, { name: "worker-1" }],
        },
      },
    });
  });

  it("gives away no value of env and no annotation", async () => {
    expect(JSON.stringify(await observe(reader))).not.toContain("hunter2");
  });

  it("replays from its recording exactly as it was", async () => {
    const view = await observe(reader);

    expect(
      readRecording(recordSnapshot(view, { app: "shop", namespaces: ["shop"], lanes: question.lanes })),
    ).toStrictEqual(view);
  });

  it("is read to the end, page by page", async () => {
    await lab.client.apply(namespace("many"));
    for (let number = 0; number < 60; number += 1) {
      await lab.client.apply({
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace: "many", name: `s-${String(number).padStart(2, "0")}` },
        spec: { clusterIP: "None", ports: [{ port: 80 }] },
      });
    }
    const paths: string[] = [];
    const cluster = kubernetesCluster({
      config: await loadKubeConfig({ kubeconfig: reader, context: undefined }),
      limits: { pageSize: 7 },
      report: ({ path }) => paths.push(path),
    });

    const { services } = await cluster.observe({ ...question, namespaces: ["many"] });

    expect(services.state === "known" && services.value.map(({ name }) => name)).toEqual(
      Array.from({ length: 60 }, (_, number) => `s-${String(number).padStart(2, "0")}`),
    );
    expect(paths.filter((path) => path.startsWith("/api/v1/namespaces/many/services")).length).toBe(9);
  });

  it("has no Application of another name, which is absence and not an outage", async () => {
    expect((await observe(reader, { application: { name: "wiki", namespace: "argocd" } })).application).toEqual({
      state: "absent",
    });
  });

  it("is not believed when its certificate is not the expected one", async () => {
    const content = parse(readFileSync(reader, "utf8"));
    delete content.clusters[0].cluster["certificate-authority"];
    const path = join(lab.folder, "untrusted.kubeconfig");
    await writeFile(path, JSON.stringify(content));

    const reasons = Object.values(unknowns(await observe(path)));

    expect(reasons).toHaveLength(16);
    for (const reason of reasons) expect(reason).toMatch(/the server's certificate is not accepted \([A-Z_]+\)$/);
  });

  it("tells a token that it does not accept from an outage", async () => {
    const reasons = unknowns(await observe(await lab.kubeconfigFor("stranger", "no-such-token")));

    expect(reasons["pods"]).toBe(
      "cannot list pods in namespace shop: the server does not accept our credentials (401)",
    );
  });
});

describe("the role in deploy/rbac.yaml", () => {
  const account = "system:serviceaccount:lanekeeper:lanekeeper";

  async function may(verb: string, resource: string, group = "", subresource = ""): Promise<unknown> {
    const { content } = await lab.client.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: account,
        groups: ["system:serviceaccounts", "system:authenticated"],
        resourceAttributes: { namespace: "shop", verb, group, resource, subresource },
      },
    });
    return (content["status"] as { allowed: boolean }).allowed;
  }

  it.each([
    ["list", "secrets", "", ""],
    ["get", "secrets", "", ""],
    ["list", "configmaps", "", ""],
    ["watch", "pods", "", ""],
    ["get", "pods", "", "log"],
    ["create", "pods", "", "exec"],
    ["get", "nodes", "", "proxy"],
    ["create", "pods", "", ""],
    ["patch", "deployments", "apps", ""],
    ["update", "deployments", "apps", "scale"],
    ["delete", "pods", "", ""],
    ["create", "pods", "", "eviction"],
    ["patch", "applications", "argoproj.io", ""],
    ["update", "settings", "longhorn.io", ""],
    ["impersonate", "users", "", ""],
    ["escalate", "clusterroles", "rbac.authorization.k8s.io", ""],
  ])("does not let it %s %s %s %s", async (verb, resource, group, subresource) => {
    expect(await may(verb, resource, group, subresource)).toBe(false);
  });

  it("lets it list what it reads, so that the refusals above mean something", async () => {
    expect(await may("list", "pods")).toBe(true);
    expect(await may("get", "applications", "argoproj.io")).toBe(true);
  });

  it.each([
    ["lanekeeper-apps", "events", { events: "forbidden: cannot list events in namespace shop" }],
    ["lanekeeper-apps", "statefulsets", { workloads: "forbidden: cannot list statefulsets in namespace shop" }],
    [
      "lanekeeper-cluster",
      "nodes",
      {
        nodes: "forbidden: cannot list nodes",
        podsOnSecondary: "forbidden: cannot list nodes",
        longhorn: "forbidden: cannot list nodes.longhorn.io in namespace longhorn-system",
      },
    ],
    [
      "lanekeeper-cluster",
      "applications",
      {
        application: "forbidden: cannot get applications.argoproj.io in namespace argocd",
        applications: "forbidden: cannot list applications.argoproj.io",
      },
    ],
    [
      "lanekeeper-cluster",
      "replicas",
      { longhorn: "forbidden: cannot list replicas.longhorn.io in namespace longhorn-system" },
    ],
  ])("%s without %s leaves exactly that unknown", async (name, resource, reasons) => {
    const role = rbac.find((object) => object.kind === "ClusterRole" && object.metadata.name === name);
    if (role === undefined) throw new Error(`no role ${name}`);
    const rules = (role["rules"] as { resources: string[] }[]).map((rule) => ({
      ...rule,
      resources: rule.resources.filter((each) => each !== resource),
    }));
    await lab.client.apply({ ...role, rules: rules.filter((rule) => rule.resources.length > 0) });
    try {
      // The authoriser learns of a changed role a moment later.
      await expect.poll(async () => unknowns(await observe(reader)), { timeout: 10_000 }).toEqual(reasons);
    } finally {
      await lab.client.apply(role);
      await expect.poll(async () => unknowns(await observe(reader)), { timeout: 10_000 }).toEqual({});
    }
  });
});
