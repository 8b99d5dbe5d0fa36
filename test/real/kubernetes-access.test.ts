import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import { needed } from "../../src/adapters/kubernetes/needed.ts";
import type { AccessReport } from "../../src/app/ports.ts";
import { accountWith, kubeconfigOf, wholeCluster } from "./support/lab-accounts.ts";
import { type ShopLab, startShopLab } from "./support/shop-lab.ts";

/** What the product is told of the rights of a kubeconfig's account. */
async function explained(kubeconfig: string, namespaces: readonly string[] = []): Promise<AccessReport> {
  const cluster = kubernetesCluster({ config: await loadKubeConfig({ kubeconfig, context: undefined }) });
  try {
    return await cluster.explain({ namespaces, argocd: "argocd" });
  } finally {
    await cluster.close();
  }
}

/** traefik.containo.us is not in the lab. */
const served = needed.filter(({ resource }) => resource.group !== "traefik.containo.us");

describe("access with deploy/rbac.yaml", () => {
  let shop: ShopLab;
  beforeAll(async () => {
    shop = await startShopLab();
  });
  afterAll(() => shop?.stop());

  it("is as needed, and nothing more", async () => {
    const asNeeded = { granted: served.length, missing: [], excess: [], unasked: [] };

    expect(await explained(shop.reader)).toEqual(asNeeded);
    expect(await explained(shop.reader, ["shop"])).toEqual(asNeeded);
  });

  it("lacks what the role lacks", async () => {
    const rights = needed.filter(({ resource }) => resource.resource !== "resourcequotas");
    const reader = await accountWith(shop, "no-quotas", rights, wholeCluster);

    await expect
      .poll(async () => (await explained(reader)).missing, { timeout: 10_000 })
      .toEqual([{ right: "list resourcequotas", where: "in all namespaces", parts: ["quotas"] }]);
  });

  it("is more than needed for an administrator, who may do anything", async () => {
    const { missing, excess } = await explained(shop.kubeconfig);

    expect(missing).toEqual([]);
    expect(excess).toContainEqual({
      right: "* * of every group",
      where: "in every namespace asked about",
      danger: "a wildcard: Secrets and writes are in it",
    });
  });

  it("is more than needed with Secrets and writes in one namespace, and says in which", async () => {
    await accountWith(shop, "too-much", needed, wholeCluster);
    const metadata = { namespace: "shop", name: "too-much" };
    const apiVersion = "rbac.authorization.k8s.io/v1";
    await shop.client.apply({
      apiVersion,
      kind: "Role",
      metadata,
      rules: [{ apiGroups: [""], resources: ["secrets", "pods"], verbs: ["list", "delete"] }],
    });
    await shop.client.apply({
      apiVersion,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "too-much" },
      subjects: [{ kind: "ServiceAccount", namespace: "lanekeeper", name: "too-much" }],
    });
    const reader = await kubeconfigOf(shop, "too-much");

    await expect
      .poll(async () => (await explained(reader, ["shop"])).excess, { timeout: 10_000 })
      .toEqual([
        { right: "list, delete secrets", where: "in namespace shop", danger: "it reads Secrets; a write" },
        { right: "delete pods", where: "in namespace shop", danger: "a write" },
      ]);
  });

  it("cannot be asked with a token that the server does not accept", async () => {
    const { granted, missing, unasked } = await explained(await shop.kubeconfigFor("stranger", "no-such-token"));

    expect({ granted, missing }).toEqual({ granted: 0, missing: [] });
    expect(unasked.join("\n")).toContain("the server does not accept our credentials (401)");
  });
});

describe("access with deploy/rbac-namespaced.yaml", () => {
  let shop: ShopLab;
  beforeAll(async () => {
    shop = await startShopLab("deploy/rbac-namespaced.yaml");
  });
  afterAll(() => shop?.stop());

  it("lacks what takes all namespaces, and nothing else where the app's namespaces are named", async () => {
    expect(await explained(shop.reader, ["shop"])).toEqual({
      granted: served.length - 2,
      missing: [
        { right: "list pods", where: "in all namespaces", parts: ["podsOnSecondary", "podRequests"] },
        { right: "list applications.argoproj.io", where: "in all namespaces", parts: ["applications"] },
      ],
      excess: [],
      unasked: [],
    });
  });
});
