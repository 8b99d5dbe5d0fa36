import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { type Row, ref, secondary, to, web } from "./gates-row.ts";
import { room } from "./gates-rows-budgets.ts";

const service = ref("v1", "Service", "web");
const ingress = ref("networking.k8s.io/v1", "Ingress", "web");
const sandboxed = ref("node.k8s.io/v1", "RuntimeClass", "sandboxed", null);
const device = "devices.acme.example/tpm";
const hpa = ref("autoscaling/v2", "HorizontalPodAutoscaler", "by-hand");
const vpa = ref("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "by-hand");
const scaled = ref("keda.sh/v1alpha1", "ScaledObject", "by-hand");

/** Traffic, autoscalers and what ties pods to their node. */
export const trafficRows: readonly Row[] = [
  {
    gate: "pins",
    when: "somebody pinned the running Deployment by hand",
    disturb: (hand) => pod(hand, { nodeSelector: { "kubernetes.io/hostname": "miniserver" } }),
    becomes: "fail",
    says: /deployment\/web runs with nodeSelector kubernetes\.io\/hostname=miniserver, which is not in Git/,
    remedy: /kubectl -n shop patch deployment\/web --type=json -p .*"remove"/,
    mend: (hand) => pod(hand, { nodeSelector: null }),
  },
  {
    gate: "architecture",
    when: "the secondary turns out to have another processor",
    disturb: (hand) => architecture(hand, "arm64"),
    becomes: "fail",
    says: /the lanes differ \(miniserver amd64, worker-1 arm64\)/,
    remedy: /docker buildx imagetools inspect/,
    mend: (hand) => architecture(hand, "amd64"),
  },
  {
    gate: "runtime-class",
    when: "the runtime class is deleted",
    disturb: (hand) => hand.remove(sandboxed),
    becomes: "fail",
    says: /names runtime class sandboxed, which the cluster does not have/,
    remedy: /Create RuntimeClass sandboxed/,
    mend: (hand) =>
      hand.create({
        ...sandboxed,
        handler: "sandboxed",
        scheduling: { nodeSelector: { "kubernetes.io/os": "linux" } },
      }),
  },
  {
    gate: "devices",
    when: "the secondary has no such device",
    disturb: (hand) => room(hand, { [device]: "0" }),
    becomes: "fail",
    says: /deployment\/web asks for 1 devices\.acme\.example\/tpm, which the secondary lane does not have/,
    companions: { capacity: { becomes: "fail", because: "a device is room too" } },
    remedy: /Put the device and its plugin on the secondary/,
    mend: (hand) => room(hand, { [device]: "4" }),
  },
  {
    gate: "node-local-images",
    when: "somebody set the running Deployment to never pull its image",
    disturb: (hand) => pullPolicy(hand, "Never"),
    becomes: "fail",
    says: /container web of deployment\/web never pulls its image/,
    remedy: /set imagePullPolicy to IfNotPresent/,
    mend: (hand) => pullPolicy(hand, "IfNotPresent"),
  },
  {
    gate: "sticky-sessions",
    when: "the live Ingress sticks sessions to pods",
    disturb: (hand) => affinity(hand, "cookie"),
    becomes: "warn",
    says: /Ingress web sticks sessions to one pod behind Service web of deployment\/web/,
    remedy: /take the stickiness out of Ingress web/,
    mend: (hand) => affinity(hand, null),
  },
  {
    gate: "client-ip",
    when: "the live Service keeps each client on one pod",
    disturb: (hand) => hand.patch(service, to({ spec: { sessionAffinity: "ClientIP" } })),
    becomes: "warn",
    says: /Service web keeps each client on one pod of deployment\/web \(sessionAffinity: ClientIP, live and not in Git\)/,
    remedy: /set `sessionAffinity: None` in Service web/,
    mend: (hand) => hand.patch(service, to({ spec: { sessionAffinity: "None", sessionAffinityConfig: null } })),
  },
  {
    gate: "traffic-policy",
    when: "the live Service serves only pods of its own node",
    disturb: (hand) => hand.patch(service, to({ spec: { internalTrafficPolicy: "Local" } })),
    becomes: "warn",
    says: /Service web to deployment\/web has internalTrafficPolicy: Local \(live and not in Git\)/,
    remedy: /Set `internalTrafficPolicy: Cluster` in Service web/,
    mend: (hand) => hand.patch(service, to({ spec: { internalTrafficPolicy: "Cluster" } })),
  },
  {
    gate: "host-namespaces",
    when: "somebody let the running Deployment see its node's processes",
    disturb: (hand) => pod(hand, { hostPID: true }),
    becomes: "warn",
    says: /deployment\/web uses hostPID/,
    remedy: /Check that deployment\/web does not look for something of the primary/,
    mend: (hand) => pod(hand, { hostPID: null }),
  },
  {
    gate: "hpa",
    when: "somebody made a second autoscaler by hand",
    disturb: (hand) =>
      hand.create({
        ...hpa,
        spec: {
          minReplicas: 2,
          maxReplicas: 2,
          scaleTargetRef: { apiVersion: web.apiVersion, kind: web.kind, name: "web" },
        },
      }),
    becomes: "fail",
    says: /HPA by-hand scales deployment\/web too and is not in Git: it works against web/,
    remedy: /Delete the HPA by-hand/,
    mend: (hand) => hand.remove(hpa),
  },
  {
    gate: "vpa",
    when: "a VerticalPodAutoscaler evicts pods of the app",
    disturb: (hand) =>
      hand.create({
        ...vpa,
        spec: {
          targetRef: { apiVersion: web.apiVersion, kind: web.kind, name: "web" },
          updatePolicy: { updateMode: "Auto" },
        },
      }),
    becomes: "warn",
    says: /VPA by-hand \(not in Git\) evicts pods of deployment\/web/,
    remedy: /Set `updateMode: "Off"` in VPA by-hand/,
    mend: (hand) => hand.patch(vpa, to({ spec: { updatePolicy: { updateMode: "Off" } } })),
  },
  {
    gate: "keda",
    when: "a ScaledObject that is not in Git scales the database",
    disturb: (hand) => hand.create({ ...scaled, spec: { scaleTargetRef: { name: "db" }, minReplicaCount: 0 } }),
    becomes: "fail",
    says: /ScaledObject by-hand scales deployment\/db between 0 and \d+ pods and is not in Git/,
    remedy: /kubectl -n shop annotate scaledobject\/by-hand autoscaling\.keda\.sh\/paused-replicas=1/,
    mend: (hand) => hand.remove(scaled),
  },
];

function pod(hand: Hand, spec: JsonObject): Promise<void> {
  return hand.patch(web, to({ spec: { template: { spec } } }));
}

function architecture(hand: Hand, name: string): Promise<void> {
  return hand.patch(secondary, to({ status: { nodeInfo: { architecture: name } } }), "status");
}

function pullPolicy(hand: Hand, imagePullPolicy: string): Promise<void> {
  return hand.patch(web, ({ spec }) => {
    const { template } = spec as { template: { spec: { containers: JsonObject[] } } };
    const containers = template.spec.containers.map((each) => ({ ...each, imagePullPolicy }));
    return { spec: { template: { spec: { containers } } } };
  });
}

function affinity(hand: Hand, value: string | null): Promise<void> {
  return hand.patch(ingress, to({ metadata: { annotations: { "nginx.ingress.kubernetes.io/affinity": value } } }));
}
