import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observe, rbac, type ShopLab, startShopLab, unknowns } from "./support/shop-lab.ts";

let shop: ShopLab;
beforeAll(async () => {
  shop = await startShopLab();
});
afterAll(() => shop?.stop());

describe("the role in deploy/rbac.yaml", () => {
  const account = "system:serviceaccount:lanekeeper:lanekeeper";

  async function may(verb: string, resource: string, group = "", subresource = ""): Promise<unknown> {
    const { content } = await shop.client.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
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
    await shop.client.apply({ ...role, rules: rules.filter((rule) => rule.resources.length > 0) });
    try {
      // The authoriser learns of a changed role a moment later.
      await expect.poll(async () => unknowns(await observe(shop.reader)), { timeout: 10_000 }).toEqual(reasons);
    } finally {
      await shop.client.apply(role);
      await expect.poll(async () => unknowns(await observe(shop.reader)), { timeout: 10_000 }).toEqual({});
    }
  });
});
