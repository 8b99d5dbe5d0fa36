import type { LabObject } from "./lab-client.ts";
import { annotatedNamespace } from "./lab-platform.ts";

const inShop = (name: string, annotations: Readonly<Record<string, string>> = {}) => ({
  namespace: "shop",
  name,
  annotations,
});

/** What stands around the shop: one of each kind that the product reads. */
export const around: readonly LabObject[] = [
  annotatedNamespace("shop", { "scheduler.alpha.kubernetes.io/node-selector": "disk=ssd", note: "hunter2" }),
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: inShop("room"),
    spec: { hard: { pods: "4" } },
    status: { hard: { pods: "4" }, used: { pods: "1" } },
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: inShop("sizes"),
    spec: { limits: [{ type: "Container", max: { memory: "1Gi" } }] },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: inShop("shop", { "nginx.ingress.kubernetes.io/affinity": "cookie", note: "hunter2" }),
    spec: { ingressClassName: "nginx", defaultBackend: { service: { name: "shop", port: { number: 80 } } } },
  },
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: inShop("shop"),
    spec: {
      routes: [{ match: "Host(`shop`)", services: [{ name: "shop", sticky: { cookie: { name: "hunter2" } } }] }],
    },
  },
  {
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: inShop("shop"),
    spec: { targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" } },
  },
  {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: inShop("shop", { "autoscaling.keda.sh/paused": "true" }),
    spec: { scaleTargetRef: { name: "shop" }, maxReplicaCount: 3, triggers: [{ metadata: { key: "hunter2" } }] },
  },
  {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: inShop("leader"),
    spec: {
      holderIdentity: "shop-5d-x1_1f0c2d4e-6f8a-4b0c-9d8f-3a1c0b6f1a4b",
      renewTime: "2026-01-01T10:00:00.000000Z",
    },
  },
  {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: "gvisor" },
    handler: "runsc",
    scheduling: { nodeSelector: { sandbox: "true" } },
  },
];
