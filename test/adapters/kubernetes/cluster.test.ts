import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiServer, groups, json, list, question } from "./api-server.ts";
import { node, pod } from "./objects.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

describe("observing a cluster", () => {
  it("knows that nothing is there when every list is empty", async () => {
    const view = await api.cluster().observe(question);

    const nothing = { state: "known", value: [] };
    expect(view).toStrictEqual({
      observedAt: "2026-01-01T12:00:00.000Z",
      server: { state: "known", value: { version: "v1.36.3", major: 1, minor: 36 } },
      nodes: nothing,
      application: { state: "absent" },
      applications: nothing,
      workloads: nothing,
      replicaSets: nothing,
      pods: nothing,
      podsOnSecondary: nothing,
      events: nothing,
      disruptionBudgets: nothing,
      claims: nothing,
      volumes: nothing,
      storageClasses: nothing,
      services: nothing,
      autoscalers: nothing,
      longhorn: { state: "known", value: { volumes: [], replicas: [], engines: [], settings: {}, nodes: [] } },
      volumeAttachments: nothing,
      csiNodes: nothing,
      quotas: nothing,
      limitRanges: nothing,
      namespaces: { state: "known", value: [{ name: "shop", nodeSelector: undefined, defaultTolerations: undefined }] },
      ingresses: nothing,
      stickyRoutes: nothing,
      verticalAutoscalers: { state: "absent" },
      scaledObjects: { state: "absent" },
      leases: nothing,
      platformPods: nothing,
      project: { state: "absent" },
      runtimeClasses: nothing,
      podRequests: nothing,
      longhornSurroundings: { state: "known", value: { engineImages: [], volumes: [] } },
    });
  });

  it("reads a list page by page", async () => {
    const pages = new Map([
      [null, list([pod("web-1"), pod("web-2")], "second")],
      ["second", list([pod("web-3"), pod("web-4")], "third/+ &")],
      ["third/+ &", list([pod("web-5")])],
    ]);
    api.on("/api/v1/namespaces/shop/pods", (response, url, request) =>
      json(200, pages.get(url.searchParams.get("continue")))(response, url, request),
    );

    const { pods } = await api.cluster().observe(question);

    expect(pods).toMatchObject({ value: [1, 2, 3, 4, 5].map((number) => ({ name: `web-${number}` })) });
    expect(api.requests.filter(({ path }) => path === "/api/v1/namespaces/shop/pods")[0]?.query).toBe("?limit=2");
  });

  it("starts a list again once when the server forgot the rest of it", async () => {
    let expired = false;
    api.on("/api/v1/namespaces/shop/pods", (response, url, request) => {
      if (url.searchParams.get("continue") === null) {
        return json(200, list([pod(expired ? "web-new" : "web-old")], "more"))(response, url, request);
      }
      if (expired) return json(200, list([pod("web-last")]))(response, url, request);
      expired = true;
      return json(410, { kind: "Status", reason: "Expired" })(response, url, request);
    });

    const { pods } = await api.cluster().observe(question);

    expect(pods).toMatchObject({ value: [{ name: "web-new" }, { name: "web-last" }] });
  });

  it("reads each namespace of the app", async () => {
    api.on("/api/v1/namespaces/shop/pods", json(200, list([pod("web-1")])));
    api.on(
      "/api/v1/namespaces/shop-jobs/pods",
      json(200, list([pod("job-1", { metadata: { namespace: "shop-jobs" } })])),
    );

    const { pods } = await api.cluster().observe({ ...question, namespaces: ["shop", "shop-jobs"] });

    expect(pods).toMatchObject({ value: [{ name: "web-1" }, { namespace: "shop-jobs", name: "job-1" }] });
  });

  it("finds the pods of all namespaces on the nodes of the secondary lane, DaemonSets' left out", async () => {
    const ownedBy = (kind: string) => ({ ownerReferences: [{ kind, name: "x", uid: "u", controller: true }] });
    api.on(
      "/api/v1/nodes",
      json(200, list([node("one", "primary"), node("two", "secondary"), node("three", "secondary")])),
    );
    api.on("/api/v1/pods", (response, url, request) => {
      const name = url.searchParams.get("fieldSelector");
      const agent = pod(`agent-${name}`, { metadata: { namespace: "metrics", ...ownedBy("DaemonSet") } });
      const stray = pod(`stray-${name}`, { metadata: { namespace: "games", ...ownedBy("ReplicaSet") } });
      json(200, list([agent, stray]))(response, url, request);
    });

    const { podsOnSecondary } = await api.cluster().observe(question);

    expect(podsOnSecondary).toMatchObject({
      value: [{ name: "stray-spec.nodeName=two", namespace: "games" }, { name: "stray-spec.nodeName=three" }],
    });
  });

  it("takes a group that the server does not have for known absence", async () => {
    api.on("/apis", json(200, groups(["apps", "v1"])));

    const view = await api.cluster().observe(question);

    expect(view).toMatchObject({
      application: { state: "absent" },
      applications: { state: "absent" },
      longhorn: { state: "absent" },
    });
    expect(api.paths().filter((path) => /longhorn|argoproj/.test(path))).toEqual([]);
  });

  it("does not believe in absence while the server is still starting", async () => {
    api.on("/apis", json(200, groups(["apps", "v1"])));
    api.on("/readyz", (response) => response.writeHead(500).end("not ready"));

    const { longhorn } = await api.cluster().observe(question);

    expect(longhorn).toEqual({
      state: "unknown",
      reason: "the server is not ready, so it cannot tell whether it has longhorn.io",
    });
  });

  it("says which version of a group it cannot read", async () => {
    api.on("/apis", json(200, groups(["argoproj.io", "v1alpha1"], ["longhorn.io", "v1beta1"])));

    const { longhorn } = await api.cluster().observe(question);

    expect(longhorn).toEqual({
      state: "unknown",
      reason: "the server has longhorn.io in version v1beta1, not v1beta2",
    });
  });

  it("asks for packed answers, says who it is, and signs in", async () => {
    await api.cluster().observe(question);

    expect(new Set(api.requests.map(({ headers }) => headers["accept-encoding"]))).toEqual(new Set(["gzip"]));
    expect(new Set(api.requests.map(({ headers }) => headers["user-agent"]))).toEqual(new Set(["lanekeeper"]));
    expect(new Set(api.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer reader-token"]));
  });

  it("keeps its connections from one observation to the next", async () => {
    const cluster = api.cluster({ sideBySide: 3 });

    await cluster.observe(question);
    await cluster.observe(question);
    await cluster.close();

    expect(api.connections()).toBeLessThanOrEqual(3);
    expect(api.requests.length).toBeGreaterThan(40);
  });

  it("only ever reads", async () => {
    const methods = new Set<string | undefined>();
    api.on("/api/v1/nodes", (response, url, request) => {
      methods.add(request.method);
      json(200, list([]))(response, url, request);
    });

    await api.cluster().observe(question);

    expect(methods).toEqual(new Set(["GET"]));
    expect(api.requests.filter(({ path, query }) => /secrets|configmaps/.test(path) || /watch/.test(query))).toEqual(
      [],
    );
  });

  it("does not ask for an Application whose name cannot exist", async () => {
    const view = await api
      .cluster()
      .observe({ ...question, application: { name: "../../secrets", namespace: "argocd" } });

    expect(view.application).toEqual({ state: "absent" });
    expect(api.paths().filter((path) => path.includes("secrets"))).toEqual([]);
  });
});
