import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { anIngress, anIngressManifest, aService, aServiceManifest } from "./entrances.ts";

const nginx = { "nginx.ingress.kubernetes.io/affinity": "cookie" };

/** The Deployment web behind its Service, and those objects beside it in Git. */
function git(objects: readonly Manifest[], strategy: Strategy = "A") {
  return ask("sticky-sessions", { objects: [aDeployment(), aServiceManifest(), ...objects] }, { strategy });
}

function custom(apiVersion: string, kind: string, spec: JsonObject): Manifest {
  return { apiVersion, kind, metadata: { name: "shop", namespace: "shop" }, spec };
}

it("passes where nothing sticks, and says that this proves nothing", () => {
  expect(git([anIngressManifest({ "nginx.ingress.kubernetes.io/rewrite-target": "/" })])).toMatchObject({
    outcome: "pass",
    summary: "nothing sticks sessions to a pod; whether pods keep sessions in memory cannot be seen",
    seen: "Services looked at: web; sessions in memory cannot be seen from outside",
  });
});

it.each<[string, string]>([
  ["nginx.ingress.kubernetes.io/affinity", "cookie"],
  ["nginx.ingress.kubernetes.io/affinity-mode", "persistent"],
  ["nginx.ingress.kubernetes.io/upstream-hash-by", "$remote_addr"],
  ["nginx.org/lb-method", "ip_hash"],
  ["nginx.org/lb-method", "hash $cookie_id consistent"],
  ["nginx.com/sticky-cookie-services", "serviceName=web srv_id"],
  ["haproxy.org/cookie-persistence", "mycookie"],
  ["haproxy.org/cookie-persistance", "mycookie"],
  ["haproxy.com/cookie-persistence", "mycookie"],
  ["ingress.kubernetes.io/cookie-persistence", "mycookie"],
  ["haproxy-ingress.github.io/affinity", "cookie"],
  ["ingress.kubernetes.io/affinity", "cookie"],
])("warns of an Ingress with %s: %s, in Git and live", (name, value) => {
  const warning = {
    outcome: "warn",
    summary: `Ingress shop sticks sessions to one pod behind Service web of deployment/web (${name}: ${value})`,
  };

  expect(git([anIngressManifest({ [name]: value })])).toMatchObject(warning);
  expect(
    ask("sticky-sessions", {
      cluster: {
        services: known([aService()]),
        ingresses: known([anIngress({ stickiness: { [name]: value } })]),
      },
    }),
  ).toMatchObject({ ...warning, summary: `${warning.summary}, live and not in Git` });
});

it.each<[string, string]>([
  ["traefik.ingress.kubernetes.io/service.sticky.cookie", "false"],
  ["ingress.kubernetes.io/affinity", ""],
  ["nginx.org/lb-method", "least_conn"],
  ["nginx.ingress.kubernetes.io/session-cookie-name", "route"],
  ["nginx.ingress.kubernetes.io/affinity-canary-behavior", "sticky"],
])("does not take %s: %s for stickiness", (name, value) => {
  expect(git([anIngressManifest({ [name]: value })]).outcome).toBe("pass");
});

it("warns of Traefik's annotation on the Service, in Git and live", () => {
  const cookie = { "traefik.ingress.kubernetes.io/service.sticky.cookie": "true" };
  const objects = [aDeployment(), aServiceManifest({}, cookie)];
  const live = (sticky: string) =>
    ask("sticky-sessions", {
      cluster: {
        services: known([aService()]),
        stickyRoutes: known([{ kind: "Service", namespace: "shop", name: "web", service: "web", sticky }]),
      },
    });

  expect(ask("sticky-sessions", { objects }).summary).toContain("Service web sticks sessions to one pod");
  expect(live("traefik.ingress.kubernetes.io/service.sticky.cookie: true").outcome).toBe("warn");
  expect(
    live(
      "traefik.ingress.kubernetes.io/service.sticky.cookie.name: a, b: c, traefik.ingress.kubernetes.io/affinity: false",
    ).outcome,
  ).toBe("pass");
});

it.each<[string, Manifest]>([
  [
    "an IngressRoute",
    custom("traefik.io/v1alpha1", "IngressRoute", {
      routes: [{ services: [{ name: "web", port: 80, sticky: { cookie: {} } }] }],
    }),
  ],
  [
    "an IngressRoute of Traefik's old group",
    custom("traefik.containo.us/v1alpha1", "IngressRoute", {
      routes: [{ services: [{ name: "web", namespace: "shop", sticky: { cookie: {} } }] }],
    }),
  ],
  [
    "a weighted TraefikService",
    custom("traefik.io/v1alpha1", "TraefikService", {
      weighted: { sticky: { cookie: {} }, services: [{ name: "web" }] },
    }),
  ],
  [
    "a mirroring TraefikService",
    custom("traefik.io/v1alpha1", "TraefikService", { mirroring: { name: "web", sticky: { cookie: {} } } }),
  ],
  [
    "an HTTPProxy",
    custom("projectcontour.io/v1", "HTTPProxy", {
      routes: [{ loadBalancerPolicy: { strategy: "Cookie" }, services: [{ name: "web" }] }],
    }),
  ],
  [
    "an HTTPRoute",
    custom("gateway.networking.k8s.io/v1", "HTTPRoute", {
      rules: [{ sessionPersistence: { type: "Cookie" }, backendRefs: [{ name: "web" }] }],
    }),
  ],
  [
    "a DestinationRule",
    custom("networking.istio.io/v1", "DestinationRule", {
      host: "web.shop.svc.cluster.local",
      trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } },
    }),
  ],
])("warns of %s in Git that sticks sessions", (_, object) => {
  expect(git([object])).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining(`${object.kind} shop sticks sessions to one pod behind Service web`),
  });
});

it("leaves a route alone that names another TraefikService, or another namespace", () => {
  const route = (service: JsonObject) =>
    custom("traefik.io/v1alpha1", "IngressRoute", { routes: [{ services: [{ sticky: { cookie: {} }, ...service }] }] });

  expect(git([route({ name: "web", kind: "TraefikService" })]).outcome).toBe("pass");
  expect(git([route({ name: "web", namespace: "other" })]).outcome).toBe("pass");
});

it("warns of a live route of Traefik's", () => {
  const stickyRoutes = known([
    { kind: "IngressRoute", namespace: "shop", name: "shop", service: "web", sticky: "cookie" },
  ]);

  expect(ask("sticky-sessions", { cluster: { services: known([aService()]), stickyRoutes } }).summary).toBe(
    "IngressRoute shop sticks sessions to one pod behind Service web of deployment/web (cookie), live and not in Git",
  );
});

it("says what Git and the cluster both have once", () => {
  expect(
    ask("sticky-sessions", {
      objects: [aDeployment(), aServiceManifest(), anIngressManifest(nginx)],
      cluster: {
        services: known([aService()]),
        ingresses: known([anIngress({ stickiness: nginx })]),
      },
    }).summary,
  ).toBe(
    "Ingress shop sticks sessions to one pod behind Service web of deployment/web (nginx.ingress.kubernetes.io/affinity: cookie)",
  );
});

it("does not mind another app's Service, and only workloads that serve from two pods", () => {
  expect(git([anIngressManifest(nginx, "other")]).outcome).toBe("pass");
  expect(git([anIngressManifest(nginx)], "B1").outcome).toBe("warn");
  expect(git([anIngressManifest(nginx)], "B2")).toMatchObject({
    outcome: "pass",
    summary: "no workload serves from two pods at once",
  });
});

it("is unknown when Services, Ingresses or routes could not be read", () => {
  expect(ask("sticky-sessions", { cluster: { services: forbidden } }).outcome).toBe("unknown");
  expect(ask("sticky-sessions", { cluster: { ingresses: forbidden } }).outcome).toBe("unknown");
  expect(ask("sticky-sessions", { cluster: { stickyRoutes: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "the ingress controllers' own routes could not be read: forbidden",
  });
});

it("answers from Git when offline", () => {
  const objects = [aDeployment(), aServiceManifest(), anIngressManifest(nginx)];

  expect(ask("sticky-sessions", { cluster: "offline" }).summary).toContain("in Git (no cluster was asked)");
  expect(ask("sticky-sessions", { objects, cluster: "offline" }).outcome).toBe("warn");
});
