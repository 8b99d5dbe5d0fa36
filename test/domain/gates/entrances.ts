import type { Service } from "../../../src/domain/cluster.ts";
import type { Ingress } from "../../../src/domain/cluster-surroundings.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";

/** A Service over the pods of web, as kustomize prints it. */
export function aServiceManifest(spec: JsonObject = {}, annotations: Record<string, string> = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
  };
}

/** The same Service as it runs, with the API server's defaults. */
export function aService(changes: Partial<Service> = {}): Service {
  return {
    namespace: "shop",
    name: "web",
    type: "ClusterIP",
    selector: { app: "web" },
    sessionAffinity: "None",
    externalTrafficPolicy: undefined,
    internalTrafficPolicy: "Cluster",
    ...changes,
  };
}

/** An Ingress to the Service web, as kustomize prints it. */
export function anIngressManifest(annotations: Record<string, string>, service = "web"): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "shop", namespace: "shop", annotations },
    spec: {
      rules: [{ http: { paths: [{ path: "/", backend: { service: { name: service, port: { number: 80 } } } }] } }],
    },
  };
}

/** An Ingress to the Service web, as it runs. */
export function anIngress(changes: Partial<Ingress> = {}): Ingress {
  return { namespace: "shop", name: "shop", className: "nginx", stickiness: {}, services: ["web"], ...changes };
}
