import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { apiServer, groups, json, list, question } from "./api-server.ts";
import { application, claim, node, pod, volume } from "./objects.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
  api.on("/apis", json(200, groups(...everyGroup)));
});
afterEach(() => api.close());

const everyGroup = [
  ["argoproj.io", "v1alpha1"],
  ["longhorn.io", "v1beta2"],
  ["autoscaling.k8s.io", "v1"],
  ["keda.sh", "v1alpha1"],
  ["traefik.io", "v1alpha1"],
] as const;
const inShop = (name: string, annotations: object = {}) => ({ namespace: "shop", name, annotations });

/** The part when the server lists these items at the path. */
async function seen<P extends keyof ClusterView>(part: P, path: string, items: readonly object[]) {
  api.on(path, json(200, list(items)));
  return (await api.cluster().observe(question))[part];
}

describe("what stands around an app, as it is seen", () => {
  it("is where volumes are attached, and the driver's error without secrets", async () => {
    const attachment = (name: string, status: object) => ({
      metadata: { name },
      spec: { attacher: "driver.longhorn.io", nodeName: "one", source: { persistentVolumeName: "pv-1" } },
      status,
    });
    const failed = { attached: false, attachError: { message: "no way: password=hunter2" } };

    expect(
      await seen("volumeAttachments", "/apis/storage.k8s.io/v1/volumeattachments", [
        attachment("a", { attached: true }),
        attachment("b", failed),
      ]),
    ).toEqual({
      state: "known",
      value: [
        { name: "a", volume: "pv-1", node: "one", attached: true, error: undefined },
        { name: "b", volume: "pv-1", node: "one", attached: false, error: "no way: password=[redacted]" },
      ],
    });
  });

  it("is the drivers of each node", async () => {
    const drivers = [{ name: "driver.longhorn.io", nodeID: "one", topologyKeys: null }];

    expect(
      await seen("csiNodes", "/apis/storage.k8s.io/v1/csinodes", [
        { metadata: { name: "one" }, spec: { drivers } },
        { metadata: { name: "two" }, spec: { drivers: null } },
      ]),
    ).toEqual({
      state: "known",
      value: [
        { node: "one", drivers: ["driver.longhorn.io"] },
        { node: "two", drivers: [] },
      ],
    });
  });

  it("is what quotas leave: enforced, or only wished for yet, for all pods or for some", async () => {
    const quota = (name: string, spec: object, status?: object) => ({ metadata: inShop(name), spec, status });

    expect(
      await seen("quotas", "/api/v1/namespaces/shop/resourcequotas", [
        quota("enforced", { hard: { pods: "4" } }, { hard: { pods: "3" }, used: { pods: "1" } }),
        quota("new", { hard: { pods: "4" }, scopes: ["BestEffort"] }),
      ]),
    ).toMatchObject({
      value: [
        { name: "enforced", hard: { pods: "3" }, used: { pods: "1" }, scoped: false },
        { name: "new", hard: { pods: "4" }, used: {}, scoped: true },
      ],
    });
  });

  it("is the limits of a namespace", async () => {
    const limits = [{ type: "Container", max: { cpu: "2" }, defaultRequest: { cpu: "100m" } }];

    expect(
      await seen("limitRanges", "/api/v1/namespaces/shop/limitranges", [
        { metadata: inShop("sizes"), spec: { limits } },
      ]),
    ).toEqual({
      state: "known",
      value: [
        {
          namespace: "shop",
          name: "sizes",
          limits: [{ type: "Container", max: { cpu: "2" }, min: {}, default: {}, defaultRequest: { cpu: "100m" } }],
        },
      ],
    });
  });

  it("is the namespaces that there are, with two annotations and no other", async () => {
    const annotations = {
      "scheduler.alpha.kubernetes.io/node-selector": "disk=ssd",
      "scheduler.alpha.kubernetes.io/defaultTolerations": "[]",
      note: "hunter2",
    };
    api.on("/api/v1/namespaces/shop", json(200, { metadata: { name: "shop", annotations } }));
    api.on("/api/v1/namespaces/gone", json(404, { kind: "Status" }));

    const { namespaces } = await api.cluster().observe({ ...question, namespaces: ["shop", "gone"] });

    expect(namespaces).toEqual({
      state: "known",
      value: [{ name: "shop", nodeSelector: "disk=ssd", defaultTolerations: "[]" }],
    });
  });

  it("is what Ingresses say of sessions, in every dialect, and nothing else of their annotations", async () => {
    const sticky = {
      "nginx.ingress.kubernetes.io/affinity": "cookie",
      "nginx.ingress.kubernetes.io/upstream-hash-by": "$remote_addr",
      "nginx.org/sticky-cookie-services": "serviceName=shop srv_id",
      "haproxy.org/cookie-persistence": "SERVER",
      "haproxy.com/cookie-persistance": "SERVER",
      "ingress.kubernetes.io/cookie-persistence": "SERVER",
      "haproxy-ingress.github.io/affinity": "cookie",
      "traefik.ingress.kubernetes.io/service.sticky.cookie": "true",
    };
    const other = { note: "hunter2", "nginx.ingress.kubernetes.io/auth-secret": "basic" };
    const http = { paths: [{ path: "/", backend: { service: { name: "shop", port: { number: 80 } } } }] };

    expect(
      await seen("ingresses", "/apis/networking.k8s.io/v1/namespaces/shop/ingresses", [
        {
          metadata: inShop("shop", { ...sticky, ...other, "kubernetes.io/ingress.class": "nginx" }),
          spec: {
            rules: [
              { host: "shop", http },
              { host: "www", http },
            ],
            defaultBackend: { resource: {} },
          },
        },
      ]),
    ).toEqual({
      state: "known",
      value: [{ namespace: "shop", name: "shop", className: "nginx", stickiness: sticky, services: ["shop"] }],
    });
  });

  it("is every service that Traefik sticks sessions to, by its own kinds and by annotations", async () => {
    const cookie = { cookie: { name: "hunter2" } };
    api.on(
      "/api/v1/namespaces/shop/services",
      json(
        200,
        list([
          { metadata: inShop("web", { "traefik.ingress.kubernetes.io/service.sticky.cookie": "true" }), spec: {} },
        ]),
      ),
    );
    api.on(
      "/apis/traefik.io/v1alpha1/namespaces/shop/ingressroutes",
      json(
        200,
        list([
          {
            metadata: inShop("route"),
            spec: { routes: [{ services: [{ name: "api", sticky: cookie }, { name: "free" }] }, { services: null }] },
          },
        ]),
      ),
    );
    const { stickyRoutes } = await seenWith([
      { metadata: inShop("all"), spec: { weighted: { services: [{ name: "a" }, { name: "b" }], sticky: cookie } } },
      { metadata: inShop("one"), spec: { weighted: { services: [{ name: "c", sticky: cookie }, { name: "d" }] } } },
      { metadata: inShop("mirror"), spec: { mirroring: { name: "e", sticky: cookie, mirrors: [{ name: "f" }] } } },
    ]);

    expect(stickyRoutes.state === "known" && stickyRoutes.value).toEqual([
      {
        kind: "Service",
        namespace: "shop",
        name: "web",
        service: "web",
        sticky: "traefik.ingress.kubernetes.io/service.sticky.cookie: true",
      },
      { kind: "IngressRoute", namespace: "shop", name: "route", service: "api", sticky: "cookie" },
      { kind: "TraefikService", namespace: "shop", name: "all", service: "a", sticky: "cookie" },
      { kind: "TraefikService", namespace: "shop", name: "all", service: "b", sticky: "cookie" },
      { kind: "TraefikService", namespace: "shop", name: "one", service: "c", sticky: "cookie" },
      { kind: "TraefikService", namespace: "shop", name: "mirror", service: "e", sticky: "cookie" },
    ]);

    async function seenWith(services: readonly object[]) {
      api.on("/apis/traefik.io/v1alpha1/namespaces/shop/traefikservices", json(200, list(services)));
      return await api.cluster().observe(question);
    }
  });

  it("is what vertical autoscalers do to pods", async () => {
    const targetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
    const path = "/apis/autoscaling.k8s.io/v1/namespaces/shop/verticalpodautoscalers";

    expect(
      await seen("verticalAutoscalers", path, [
        { metadata: inShop("a"), spec: { targetRef } },
        { metadata: inShop("b"), spec: { targetRef, updatePolicy: { updateMode: "Off" } } },
      ]),
    ).toMatchObject({
      value: [{ target: { kind: "Deployment", name: "web" }, updateMode: "Auto" }, { updateMode: "Off" }],
    });
  });

  it("is KEDA's range with its defaults, and whether it is paused", async () => {
    const path = "/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects";
    const scaled = (name: string, annotations: object = {}, spec: object = {}) => ({
      metadata: inShop(name, annotations),
      spec: { scaleTargetRef: { name: "web" }, triggers: [{ type: "cron", metadata: { token: "hunter2" } }], ...spec },
    });

    expect(
      await seen("scaledObjects", path, [
        scaled("a"),
        scaled("b", { "autoscaling.keda.sh/paused-replicas": "1" }, { minReplicaCount: 1, maxReplicaCount: 4 }),
        scaled("c", { "autoscaling.keda.sh/paused": "false" }),
      ]),
    ).toMatchObject({
      value: [
        { target: { kind: "Deployment", name: "web" }, min: 0, max: 100, paused: false },
        { min: 1, max: 4, paused: true },
        { paused: false },
      ],
    });
  });

  it("is who leads, of the app and of the control plane, API servers left out", async () => {
    const path = (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    const lease = (namespace: string, name: string, holderIdentity: string, labels: object = {}) => ({
      metadata: { namespace, name, labels },
      spec: { holderIdentity, renewTime: "2026-01-01T11:59:50.123456Z" },
    });
    const identity = { "apiserver.kubernetes.io/identity": "kube-apiserver" };
    api.on(
      path("kube-system"),
      json(200, list([lease("kube-system", "kube-scheduler", "one_1f0c"), lease("kube-system", "a", "b", identity)])),
    );

    expect(
      await seen("leases", path("shop"), [lease("shop", "web", ""), lease("shop", "api", "api-7d-x1_2c")]),
    ).toEqual({
      state: "known",
      value: [
        { namespace: "shop", name: "web", holder: undefined, renewedAt: "2026-01-01T11:59:50.123Z" },
        { namespace: "shop", name: "api", holder: "api-7d-x1", renewedAt: "2026-01-01T11:59:50.123Z" },
        { namespace: "kube-system", name: "kube-scheduler", holder: "one", renewedAt: "2026-01-01T11:59:50.123Z" },
      ],
    });
  });

  it("is the nodes that a class of runtime is bound to", async () => {
    expect(
      await seen("runtimeClasses", "/apis/node.k8s.io/v1/runtimeclasses", [
        { metadata: { name: "gvisor" }, handler: "runsc", scheduling: { nodeSelector: { sandbox: "true" } } },
        { metadata: { name: "plain" }, handler: "runc" },
      ]),
    ).toEqual({
      state: "known",
      value: [
        { name: "gvisor", nodeSelector: { sandbox: "true" } },
        { name: "plain", nodeSelector: {} },
      ],
    });
  });

  it("is CoreDNS and the parts of Longhorn, with their nodes", async () => {
    const ofPlatform = (namespace: string, name: string, labels: object, more: object = {}) =>
      pod(name, { metadata: { namespace, labels, ...more } });
    api.on(
      "/api/v1/namespaces/kube-system/pods",
      json(200, list([ofPlatform("kube-system", "coredns-1", { "k8s-app": "kube-dns" })])),
    );
    const leaving = { deletionTimestamp: "2026-01-01T11:59:00Z" };

    expect(
      await seen("platformPods", "/api/v1/namespaces/longhorn-system/pods", [
        ofPlatform("longhorn-system", "manager", { app: "longhorn-manager" }),
        ofPlatform("longhorn-system", "csi", { app: "longhorn-csi-plugin" }, leaving),
      ]),
    ).toMatchObject({
      value: [
        { part: "coredns", node: "one", ready: true },
        { part: "longhorn-manager", ready: true },
        { part: "longhorn-csi-plugin", ready: false },
      ],
    });
    const dns = api.requests.find(({ path }) => path === "/api/v1/namespaces/kube-system/pods");
    expect(dns?.query).toBe("?limit=2&labelSelector=k8s-app%3Dkube-dns");
  });
});

describe("an app's project, as it is seen", () => {
  const projects = "/apis/argoproj.io/v1alpha1/appprojects";
  const project = (namespace: string, syncWindows?: readonly object[]) => ({
    metadata: { namespace, name: "default" },
    spec: { syncWindows, roles: [{ name: "ci", policies: ["hunter2"] }] },
  });
  const window = { kind: "deny", schedule: "0 8 * * *", duration: "1h", applications: ["*"], manualSync: true };

  beforeEach(() => {
    api.on("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", json(200, application("shop", {})));
  });

  it("is its sync windows", async () => {
    expect(await seen("project", projects, [project("other"), project("argocd", [window])])).toEqual({
      state: "known",
      value: {
        name: "default",
        windows: [{ ...window, timeZone: undefined, andOperator: false, namespaces: [], clusters: [] }],
      },
    });
  });

  it("is looked for in the Application's namespace where all cannot be listed", async () => {
    api.on(projects, json(403, { kind: "Status" }));
    api.on("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects", json(200, list([project("argocd")])));

    expect((await api.cluster().observe(question)).project).toMatchObject({ value: { name: "default", windows: [] } });
  });

  it("is not looked for elsewhere when the server is in trouble", async () => {
    api.on(projects, json(500, { kind: "Status" }));

    expect((await api.cluster().observe(question)).project).toEqual({
      state: "unknown",
      reason: "cannot list appprojects.argoproj.io: the server answered 500",
    });
  });

  it("is absent when there is none, and unknown when several could be meant", async () => {
    expect(await seen("project", projects, [])).toEqual({ state: "absent" });
    expect(await seen("project", projects, [project("one"), project("two")])).toMatchObject({ state: "unknown" });
  });
});

describe("Longhorn around an app's volumes, as it is seen", () => {
  const longhorn = "/apis/longhorn.io/v1beta2/namespaces/longhorn-system";
  const snapshot = (volumeName: string, creationTime: string, more: object = {}) => ({
    metadata: { name: creationTime },
    spec: { volume: volumeName },
    status: { creationTime, ...more },
  });

  it("is the engine, the newest snapshot and backup of the app's own volumes", async () => {
    api.on("/api/v1/namespaces/shop/persistentvolumeclaims", json(200, list([claim("data", "pv-1")])));
    api.on("/api/v1/persistentvolumes", json(200, list([volume("pv-1", "driver.longhorn.io")])));
    const status = { currentImage: "engine:2", lastBackupAt: "2026-01-01T03:00:00Z", conditions: null };
    api.on(
      `${longhorn}/volumes`,
      json(
        200,
        list([
          { metadata: { name: "pv-1" }, spec: { engineImage: "engine:1" }, status },
          { metadata: { name: "pv-2" }, spec: { image: "engine:1" }, status: { lastBackupAt: "" } },
        ]),
      ),
    );
    api.on(
      `${longhorn}/engineimages`,
      json(
        200,
        list([
          {
            metadata: { name: "ei-1" },
            spec: { image: "engine:1" },
            status: { state: "deployed", nodeDeploymentMap: { two: true, one: true, three: false } },
          },
        ]),
      ),
    );

    expect(
      await seen("longhornSurroundings", `${longhorn}/snapshots`, [
        snapshot("pv-1", "2025-12-31T02:00:00Z"),
        snapshot("pv-1", "2025-12-30T02:00:00Z"),
        snapshot("pv-1", "2026-01-01T02:00:00Z", { markRemoved: true }),
        snapshot("pv-1", "", { error: "lost" }),
      ]),
    ).toEqual({
      state: "known",
      value: {
        engineImages: [{ name: "ei-1", image: "engine:1", state: "deployed", nodes: ["one", "two"] }],
        volumes: [
          {
            name: "pv-1",
            image: "engine:1",
            currentImage: "engine:2",
            lastBackupAt: "2026-01-01T03:00:00.000Z",
            lastSnapshotAt: "2025-12-31T02:00:00.000Z",
            robustConditions: {},
          },
        ],
      },
    });
    const asked = api.requests.find(({ path }) => path === `${longhorn}/snapshots`);
    expect(new URLSearchParams(asked?.query).get("labelSelector")).toBe("longhornvolume in (pv-1)");
  });

  it("asks for no snapshots where the app has no volume of Longhorn's, or one that cannot be named", async () => {
    const claims = [claim("data", "pv-1"), claim("more", "a) or (b")];
    api.on("/api/v1/namespaces/shop/persistentvolumeclaims", json(200, list(claims)));
    api.on(
      "/api/v1/persistentvolumes",
      json(200, list([volume("pv-1", "local.csi.example"), volume("a) or (b", "driver.longhorn.io")])),
    );

    await api.cluster().observe(question);

    expect(api.paths()).not.toContain(`${longhorn}/snapshots`);
  });
});

describe("the pods on the lanes' nodes", () => {
  it("are read once a node for what stands there and for the room they take", async () => {
    const owned = (kind: string) => ({ ownerReferences: [{ kind, name: "x", uid: "u", controller: true }] });
    api.on(
      "/api/v1/nodes",
      json(200, list([node("one", "primary"), node("two", "secondary"), node("three", "neither")])),
    );
    api.on("/api/v1/pods", (response, url, request) => {
      const [, name = ""] = (url.searchParams.get("fieldSelector") ?? "").split("=");
      const spec = { nodeName: name, containers: [{ name: "x", resources: { requests: { cpu: "100m" } } }] };
      const pods = ["DaemonSet", "ReplicaSet"].map((kind) =>
        pod(`${name}-${kind.toLowerCase()}`, { metadata: owned(kind), spec }),
      );
      json(200, list(pods))(response, url, request);
    });

    const { podsOnSecondary, podRequests } = await api.cluster().observe(question);

    expect(podsOnSecondary).toMatchObject({ value: [{ name: "two-replicaset" }] });
    expect(podRequests).toMatchObject({
      value: [
        { name: "one-daemonset", node: "one", daemonSet: true, requests: { cpu: 100 } },
        { name: "one-replicaset", node: "one", daemonSet: false },
        { name: "two-daemonset", node: "two", daemonSet: true },
        { name: "two-replicaset", node: "two", daemonSet: false },
      ],
    });
    const lists = api.requests.filter(({ path }) => path === "/api/v1/pods").map(({ query }) => query);
    expect(lists.toSorted()).toEqual([
      "?limit=2&fieldSelector=spec.nodeName%3Done",
      "?limit=2&fieldSelector=spec.nodeName%3Dtwo",
    ]);
  });
});

describe("how much is asked of the API server", () => {
  it("is at most 43 requests for an app of one namespace, whatever is installed", async () => {
    const everything = [...everyGroup, ["traefik.containo.us", "v1alpha1"]] as const;
    api.on("/apis", json(200, groups(...everything)));
    api.on("/api/v1/nodes", json(200, list([node("one", "primary"), node("two", "secondary")])));
    api.on("/api/v1/namespaces/shop/persistentvolumeclaims", json(200, list([claim("data", "pv-1")])));
    api.on("/api/v1/persistentvolumes", json(200, list([volume("pv-1", "driver.longhorn.io")])));
    api.on("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", json(200, application("shop", {})));

    await api.cluster().observe(question);

    expect(api.requests.length).toBeLessThanOrEqual(43);
  });
});
