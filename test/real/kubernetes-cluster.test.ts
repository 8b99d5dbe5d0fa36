import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import { readRecording, recordSnapshot } from "../../src/app/record.ts";
import { namespace } from "./support/lab-platform.ts";
import { observe, question, type ShopLab, startShopLab, unknowns } from "./support/shop-lab.ts";

let shop: ShopLab;
beforeAll(async () => {
  shop = await startShopLab();
});
afterAll(() => shop?.stop());

describe("a real API server", () => {
  it("is seen as it is", async () => {
    const view = await observe(shop.reader);

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

  it("is seen with what stands around the app", async () => {
    const target = { kind: "Deployment", name: "shop" };
    const { observedAt: _, ...parts } = await observe(shop.reader);

    expect(parts).toMatchObject({
      volumeAttachments: { value: [{ volume: "pvc-shop-data", node: "miniserver", attached: true }] },
      csiNodes: { value: [{ node: "miniserver", drivers: ["driver.longhorn.io"] }, { node: "worker-1" }] },
      quotas: { value: [{ name: "room", hard: { pods: "4" }, used: { pods: "1" }, scoped: false }] },
      limitRanges: { value: [{ name: "sizes", limits: [{ type: "Container", max: { memory: "1Gi" } }] }] },
      namespaces: { value: [{ name: "shop", nodeSelector: "disk=ssd" }] },
      ingresses: {
        value: [
          {
            className: "nginx",
            stickiness: { "nginx.ingress.kubernetes.io/affinity": "cookie" },
            services: ["shop"],
          },
        ],
      },
      stickyRoutes: { value: [{ kind: "IngressRoute", name: "shop", service: "shop", sticky: "cookie" }] },
      verticalAutoscalers: { value: [{ name: "shop", target, updateMode: "Auto" }] },
      scaledObjects: { value: [{ name: "shop", target, min: 0, max: 3, paused: true }] },
      leases: { value: [{ namespace: "shop", name: "leader", holder: "shop-5d-x1" }] },
      platformPods: {
        value: [
          { part: "coredns", node: "miniserver", ready: true },
          { part: "longhorn-manager", node: "worker-1", ready: true },
        ],
      },
      project: { value: { name: "default", windows: [] } },
      runtimeClasses: { value: [{ name: "gvisor", nodeSelector: { sandbox: "true" } }] },
      longhornSurroundings: {
        value: {
          engineImages: [{ state: "deployed", nodes: ["miniserver", "worker-1"] }],
          volumes: [
            {
              name: "pvc-shop-data",
              lastBackupAt: "2026-01-01T03:00:00.000Z",
              lastSnapshotAt: "2025-12-31T02:00:00.000Z",
            },
          ],
        },
      },
    });
    expect(parts.podRequests).toMatchObject({
      value: [
        { name: "coredns-1", node: "miniserver", requests: {} },
        { name: "shop-5d-x1", node: "miniserver", daemonSet: false, requests: { cpu: 250, memory: 134_217_728 } },
        { name: "chess-1", node: "worker-1" },
        { name: "longhorn-manager-a", node: "worker-1", daemonSet: true, requests: { cpu: 10 } },
      ],
    });
  });

  it("gives away no value of env and no annotation", async () => {
    expect(JSON.stringify(await observe(shop.reader))).not.toContain("hunter2");
  });

  it("replays from its recording exactly as it was", async () => {
    const view = await observe(shop.reader);

    expect(
      readRecording(recordSnapshot(view, { app: "shop", namespaces: ["shop"], lanes: question.lanes })),
    ).toStrictEqual(view);
  });

  it("is read to the end, page by page", async () => {
    await shop.client.apply(namespace("many"));
    for (let number = 0; number < 60; number += 1) {
      await shop.client.apply({
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace: "many", name: `s-${String(number).padStart(2, "0")}` },
        spec: { clusterIP: "None", ports: [{ port: 80 }] },
      });
    }
    const paths: string[] = [];
    const cluster = kubernetesCluster({
      config: await loadKubeConfig({ kubeconfig: shop.reader, context: undefined }),
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
    expect((await observe(shop.reader, { application: { name: "wiki", namespace: "argocd" } })).application).toEqual({
      state: "absent",
    });
  });

  it("is not believed when its certificate is not the expected one", async () => {
    const content = parse(readFileSync(shop.reader, "utf8"));
    delete content.clusters[0].cluster["certificate-authority"];
    const path = join(shop.folder, "untrusted.kubeconfig");
    await writeFile(path, JSON.stringify(content));

    const reasons = Object.values(unknowns(await observe(path)));

    expect(reasons).toHaveLength(31);
    for (const reason of reasons) expect(reason).toMatch(/the server's certificate is not accepted \([A-Z_]+\)$/);
  });

  it("tells a token that it does not accept from an outage", async () => {
    const reasons = unknowns(await observe(await shop.kubeconfigFor("stranger", "no-such-token")));

    expect(reasons["pods"]).toBe(
      "cannot list pods in namespace shop: the server does not accept our credentials (401)",
    );
  });
});
