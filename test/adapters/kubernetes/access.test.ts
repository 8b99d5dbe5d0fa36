import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needed } from "../../../src/adapters/kubernetes/needed.ts";
import { apiServer, groups, json } from "./api-server.ts";
import { accessReviews, answerReviews, rulesReviews } from "./reviews.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

const everywhere = { namespaces: [], argocd: "argocd" };
const optional = /^(longhorn\.io|argoproj\.io|keda\.sh|autoscaling\.k8s\.io|traefik\..+)$/;
const always = needed.filter(({ resource }) => !optional.test(resource.group));

describe("access to a cluster", () => {
  it("is as needed when every right is there and no other", async () => {
    api.on("/apis", json(200, groups(...needed.map(({ resource: { group, version } }) => [group, version] as const))));
    answerReviews(api, () => true);

    expect(await api.cluster().explain(everywhere)).toEqual({
      granted: needed.length,
      missing: [],
      excess: [],
      unasked: [],
    });
  });

  it("names what is missing, where, and what is unknown without it", async () => {
    answerReviews(api, ({ verb, resource }) => !(verb === "list" && ["nodes", "events"].includes(resource)));

    const { missing } = await api.cluster().explain(everywhere);

    expect(missing).toEqual([
      { right: "list nodes", where: "cluster-wide", parts: ["nodes", "podsOnSecondary", "podRequests"] },
      { right: "list events", where: "in all namespaces", parts: ["events"] },
      { right: "list nodes.longhorn.io", where: "in namespace longhorn-system", parts: ["longhorn"] },
    ]);
  });

  it("asks in each namespace of the apps, and for a namespace by its name", async () => {
    const asked = answerReviews(api, ({ namespace }) => namespace !== "wiki");

    const { missing } = await api.cluster().explain({ namespaces: ["shop", "wiki"], argocd: "argocd" });

    expect(new Set(missing.map(({ where }) => where))).toEqual(new Set(["in namespace wiki"]));
    expect(asked.filter(({ resource }) => resource === "namespaces")).toMatchObject([
      { verb: "get", namespace: "shop", name: "shop" },
      { verb: "get", namespace: "wiki", name: "wiki" },
    ]);
  });

  it("takes a right in Argo CD's namespace for one that is not there cluster-wide, where that will do", async () => {
    answerReviews(api, ({ resource, namespace }) => resource !== "appprojects" || namespace === "argocd");

    expect((await api.cluster().explain(everywhere)).missing).toEqual([]);
  });

  it("does not miss rights on kinds that the cluster does not have", async () => {
    api.on("/apis", json(200, groups(["apps", "v1"])));
    const asked = answerReviews(api, ({ group }) => !optional.test(group));

    expect(await api.cluster().explain(everywhere)).toMatchObject({ granted: always.length, missing: [] });
    expect(asked).toHaveLength(always.length);
  });

  it("does not take a namespace that cannot be for all of them", async () => {
    const asked = answerReviews(api, () => true);

    const { missing } = await api.cluster().explain({ namespaces: ["../x"], argocd: "argocd" });

    expect(missing).toContainEqual({ right: "list pods", where: "in namespace ../x", parts: ["pods"] });
    expect(asked.filter(({ resource, namespace }) => resource === "events" && namespace === undefined)).toEqual([]);
  });

  it("reports what nothing here uses, dangerous rights first", async () => {
    answerReviews(
      api,
      () => true,
      (namespace) => [
        { apiGroups: [""], resources: ["pods", "configmaps", "endpoints"], verbs: ["get", "list"] },
        { apiGroups: ["apps"], resources: ["deployments", "deployments/scale"], verbs: ["list", "watch", "patch"] },
        { apiGroups: [""], resources: ["secrets"], verbs: ["list"] },
        ...(namespace === "argocd" ? [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] : []),
      ],
    );

    expect((await api.cluster().explain(everywhere)).excess).toEqual([
      {
        right: "get, list configmaps",
        where: "in every namespace asked about",
        danger: "it reads ConfigMaps, which may hold secrets",
      },
      { right: "watch, patch deployments.apps", where: "in every namespace asked about", danger: "a write" },
      {
        right: "list, watch, patch deployments/scale.apps",
        where: "in every namespace asked about",
        danger: "a write",
      },
      { right: "list secrets", where: "in every namespace asked about", danger: "it reads Secrets" },
      {
        right: "* * of every group",
        where: "in namespace argocd",
        danger: "a wildcard: Secrets and writes are in it",
      },
      { right: "get, list endpoints", where: "in every namespace asked about", danger: undefined },
    ]);
  });

  it.each([
    ["", "pods/exec", "create", "a way into pods or nodes"],
    ["", "nodes/proxy", "get", "a way into pods or nodes"],
    ["", "pods/log", "get", "it reads logs, which may hold secrets"],
    ["", "serviceaccounts/token", "create", "a way to other accounts"],
    ["", "users", "impersonate", "a way to other rights"],
    ["rbac.authorization.k8s.io", "clusterroles", "escalate", "a way to other rights"],
    ["", "secrets", "watch", "it reads Secrets"],
    ["", "*", "list", "a wildcard: Secrets and writes are in it"],
    ["example.com", "secrets", "list", undefined],
    ["", "namespaces", "list", undefined],
    ["", "pods", "watch", undefined],
  ])("says of %s %s %s why it is dangerous", async (group, resource, verb, danger) => {
    answerReviews(
      api,
      () => true,
      () => [{ apiGroups: [group], resources: [resource], verbs: [verb] }],
    );

    expect((await api.cluster().explain(everywhere)).excess.map((each) => each.danger)).toEqual([danger]);
  });

  it("says that there may be more when the server cannot list all rights", async () => {
    answerReviews(
      api,
      () => true,
      () => [],
      true,
    );

    const { unasked } = await api.cluster().explain(everywhere);

    expect(unasked).toContain("the server cannot list all of our rights in namespace default");
  });

  it("is neither there nor missing when it cannot be asked", async () => {
    api.on(accessReviews, json(403, { kind: "Status" }));
    api.on(rulesReviews, json(500, { kind: "Status" }));

    const report = await api.cluster().explain(everywhere);

    expect(report).toMatchObject({ granted: 0, missing: [], excess: [] });
    expect(report.unasked).toContain("forbidden: cannot get our own rights");
    expect(report.unasked).toContain("cannot list our rights in namespace default: the server answered 500");
  });

  it("is not waited for longer than a request may take", async () => {
    api.on(accessReviews, () => undefined);
    api.on(rulesReviews, () => undefined);

    const { unasked } = await api.cluster({ requestMs: 100, sideBySide: 64 }).explain(everywhere);

    expect(unasked).toContain("cannot ask for our rights: no answer within 100 ms");
  });

  it("is asked for by the two reviews alone, which write nothing", async () => {
    answerReviews(api, () => true);

    await api.cluster().explain(everywhere);

    const posted = api.requests.filter(({ method }) => method !== "GET").map(({ path }) => path);
    expect(new Set(posted)).toEqual(new Set([accessReviews, rulesReviews]));
  });
});
