import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Need, needed } from "../../src/adapters/kubernetes/needed.ts";
import { resourceText } from "../../src/adapters/kubernetes/resources.ts";
import { accountWith, namespacesOfTheShop, type Places, wholeCluster } from "./support/lab-accounts.ts";
import type { LabClient } from "./support/lab-client.ts";
import { observe, type ShopLab, startShopLab, unknowns } from "./support/shop-lab.ts";

/** What the API server itself says of the service account. */
async function may(client: LabClient, asked: readonly string[], namespace = "shop"): Promise<unknown> {
  const [verb, resource, group = "", subresource = ""] = asked;
  const { content } = await client.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: "system:serviceaccount:lanekeeper:lanekeeper",
      groups: ["system:serviceaccounts", "system:authenticated"],
      resourceAttributes: { namespace, verb, group, resource, subresource },
    },
  });
  return (content["status"] as { allowed: boolean }).allowed;
}

const forbidden = [
  ["list", "secrets", "", ""],
  ["get", "secrets", "", ""],
  ["list", "configmaps", "", ""],
  ["watch", "pods", "", ""],
  ["get", "pods", "", "log"],
  ["create", "pods", "", "exec"],
  ["get", "nodes", "", "proxy"],
  ["list", "namespaces", "", ""],
  ["create", "pods", "", ""],
  ["patch", "deployments", "apps", ""],
  ["update", "deployments", "apps", "scale"],
  ["delete", "pods", "", ""],
  ["create", "pods", "", "eviction"],
  ["create", "serviceaccounts", "", "token"],
  ["patch", "applications", "argoproj.io", ""],
  ["update", "settings", "longhorn.io", ""],
  ["impersonate", "users", "", ""],
  ["escalate", "clusterroles", "rbac.authorization.k8s.io", ""],
] as const;

/** The parts that may be unknown without these rights: where the lab has no such kind, nothing is asked. */
function partsOf(needs: readonly Need[]): readonly string[] {
  const served = needs.filter(({ resource: { group } }) => group !== "traefik.containo.us");
  return [...new Set(served.flatMap(({ parts }) => parts))].toSorted();
}

function nameOf({ verb, resource, place }: Need): string {
  return `${verb} ${resourceText(resource)} (${place})`;
}

describe("deploy/rbac.yaml", () => {
  let shop: ShopLab;
  beforeAll(async () => {
    shop = await startShopLab();
  });
  afterAll(() => shop?.stop());

  it("lets it read everything", async () => {
    expect(unknowns(await observe(shop.reader))).toEqual({});
  });

  it.each(forbidden)("does not let it %s %s %s %s", async (...asked) => {
    expect(await may(shop.client, asked)).toBe(false);
  });

  it("lets it list what it reads, so that the refusals above mean something", async () => {
    expect(await may(shop.client, ["list", "pods"])).toBe(true);
    expect(await may(shop.client, ["get", "applications", "argoproj.io"])).toBe(true);
  });

  it("names what is forbidden in words", async () => {
    const isMissing = ({ resource }: Need) => ["nodes", "events", "applications"].includes(resource.resource);
    const rights = needed.filter((need) => !isMissing(need));
    const reader = await accountWith(shop, "without-some", rights, wholeCluster);

    await expect
      .poll(async () => unknowns(await observe(reader)), { timeout: 10_000 })
      .toEqual({
        nodes: "forbidden: cannot list nodes",
        podsOnSecondary: "forbidden: cannot list nodes",
        podRequests: "forbidden: cannot list nodes",
        longhorn: "forbidden: cannot list nodes.longhorn.io in namespace longhorn-system",
        events: "forbidden: cannot list events in namespace shop",
        application: "forbidden: cannot get applications.argoproj.io in namespace argocd",
        applications: "forbidden: cannot list applications.argoproj.io",
        project: "forbidden: cannot get applications.argoproj.io in namespace argocd",
      });
  });

  const rights = [...Map.groupBy(needed, ({ verb, resource }) => `${verb} ${resourceText(resource)}`)];

  it.each(rights)("without the right to %s leaves exactly its parts unknown", async (right, taken) => {
    const account = `without-${right.replace(/[^a-z]+/g, "-")}`;
    const rest = needed.filter((need) => !taken.includes(need));
    const reader = await accountWith(shop, account, rest, wholeCluster);

    await expectUnknown(reader, partsOf(taken));
  });
});

describe("deploy/rbac-namespaced.yaml", () => {
  let shop: ShopLab;
  beforeAll(async () => {
    shop = await startShopLab("deploy/rbac-namespaced.yaml");
  });
  afterAll(() => shop?.stop());

  const withNamespace = new Set(["pods", "applications", "appprojects"]);
  const isGranted = ({ place, resource }: Need) => place !== "everywhere" || !withNamespace.has(resource.resource);
  const granted: readonly Need[] = [
    ...needed.filter(isGranted),
    ...needed.flatMap((need) => (need.orIn === undefined ? [] : [{ ...need, place: need.orIn }])),
  ];
  const beyond = ["applications", "podRequests", "podsOnSecondary"];

  it("lets it read everything but what takes all namespaces", async () => {
    expect(Object.keys(unknowns(await observe(shop.reader))).toSorted()).toEqual(beyond);
  });

  it.each(forbidden)("does not let it %s %s %s %s", async (...asked) => {
    expect(await may(shop.client, asked)).toBe(false);
  });

  it("does not let it read in another namespace", async () => {
    expect(await may(shop.client, ["list", "pods"], "games")).toBe(false);
    expect(await may(shop.client, ["get", "namespaces"], "games")).toBe(false);
  });

  it.each(granted.map((need) => [nameOf(need), need] as const))(
    "without the right to %s leaves exactly its parts unknown beside",
    async (name, taken) => {
      const rest = granted.filter((need) => need !== taken);
      const places: Places = namespacesOfTheShop;
      const reader = await accountWith(shop, `without-${name.replace(/[^a-z]+/g, "-")}x`, rest, places);

      await expectUnknown(reader, [...new Set([...partsOf([taken]), ...beyond])].toSorted());
    },
  );
});

/** The authoriser learns of a new role a moment later. */
async function expectUnknown(reader: string, parts: readonly string[]): Promise<void> {
  await expect
    .poll(async () => Object.keys(unknowns(await observe(reader))).toSorted(), { timeout: 10_000 })
    .toEqual(parts);
}
