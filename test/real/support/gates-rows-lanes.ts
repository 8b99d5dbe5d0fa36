import { listAt, objectAt } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { type Row, ref, secondary, strayPod, to } from "./gates-row.ts";

const shopNamespace = ref("v1", "Namespace", "shop", null);
const noSecondary = "there is no secondary any more";
const stray = strayPod("games", "chess", "worker-1");

/** The lanes: nodes, their labels and taints, who stands on them. */
export const laneRows: readonly Row[] = [
  {
    gate: "lanes",
    when: "the secondary loses its label",
    disturb: (hand) => hand.patch(secondary, to({ metadata: { labels: { "workload-lane": null } } })),
    becomes: "fail",
    says: /no node has workload-lane=secondary/,
    companions: {
      taint: { becomes: "fail", because: noSecondary },
      "foreign-pods": { becomes: "unknown", because: "nothing of the lane could be looked at" },
      capacity: { becomes: "fail", because: noSecondary },
      "longhorn-volumes": { becomes: "fail", because: "the second copy is on a node of no lane" },
      "longhorn-nodes": { becomes: "fail", because: noSecondary },
      "csi-on-secondary": { becomes: "fail", because: noSecondary },
      "node-local-volumes": { becomes: "fail", because: "the zone of a volume is on no secondary any more" },
      architecture: { becomes: "unknown", because: noSecondary },
      devices: { becomes: "fail", because: noSecondary },
      "runtime-class": { becomes: "fail", because: noSecondary },
    },
    remedy: /kubectl label node <node> workload-lane=secondary/,
    mend: (hand) => hand.patch(secondary, to({ metadata: { labels: { "workload-lane": "secondary" } } })),
  },
  {
    gate: "lanes",
    when: "a third node is labelled as neither lane",
    disturb: (hand) =>
      hand.create({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "attic", labels: { "workload-lane": "tertiary" } },
        spec: { unschedulable: true },
      }),
    becomes: "warn",
    says: /attic has workload-lane=tertiary, which is neither lane/,
    remedy: /Correct the label of attic/,
    mend: (hand) =>
      hand.patch(ref("v1", "Node", "attic", null), to({ metadata: { labels: { "workload-lane": null } } })),
  },
  {
    gate: "taint",
    when: "the secondary is cordoned",
    disturb: (hand) => hand.patch(secondary, to({ spec: { unschedulable: true } })),
    becomes: "fail",
    says: /worker-1 is cordoned/,
    remedy: /kubectl uncordon worker-1/,
    mend: (hand) => hand.patch(secondary, to({ spec: { unschedulable: null } })),
  },
  {
    gate: "taint",
    when: "the secondary's taint is lifted",
    disturb: (hand) => hand.patch(secondary, to({ spec: { taints: null } })),
    becomes: "fail",
    says: /worker-1 lacks the taint workload-lane=secondary:NoSchedule/,
    remedy: /kubectl taint node worker-1 workload-lane=secondary:NoSchedule/,
    mend: (hand) =>
      hand.patch(
        secondary,
        to({ spec: { taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }] } }),
      ),
  },
  {
    gate: "taint",
    when: "the secondary runs out of memory",
    disturb: (hand) => pressure(hand, "True"),
    becomes: "fail",
    says: /worker-1 has (the taint node.kubernetes.io\/memory-pressure|MemoryPressure)/,
    remedy: /Relieve worker-1/,
    mend: (hand) => pressure(hand, "False"),
  },
  {
    gate: "foreign-pods",
    when: "another app's pod stands on the secondary",
    disturb: (hand) => hand.create(stray),
    becomes: "warn",
    says: /1 pod on the secondary lane is of other apps: games\/chess \(worker-1\)/,
    remedy: /opted in on purpose/,
    mend: (hand) => hand.remove(stray),
  },
  {
    gate: "control-plane",
    when: "only one node is left of the control plane",
    disturb: (hand) =>
      hand.patch(secondary, to({ metadata: { labels: { "node-role.kubernetes.io/control-plane": null } } })),
    becomes: "warn",
    says: /miniserver \(primary lane\) is the only control-plane node/,
    remedy: /More servers/,
    mend: (hand) =>
      hand.patch(secondary, to({ metadata: { labels: { "node-role.kubernetes.io/control-plane": "true" } } })),
  },
  {
    gate: "namespace-overrides",
    when: "the namespace gives its pods a node selector that only the primary fits",
    disturb: (hand) => selector(hand, "kubernetes.io/hostname=miniserver"),
    becomes: "fail",
    says: /namespace shop gives its pods the node selector kubernetes\.io\/hostname=miniserver/,
    remedy: /Take the annotation .*node-selector off namespace shop/,
    mend: (hand) => selector(hand, null),
  },
  {
    gate: "dns",
    when: "CoreDNS on the secondary is not ready",
    disturb: (hand) => dnsReady(hand, "False"),
    becomes: "warn",
    says: /CoreDNS pod coredns-\S+ on worker-1 is not ready/,
    remedy: /kubectl -n kube-system describe pod coredns-/,
    mend: (hand) => dnsReady(hand, "True"),
  },
];

function selector(hand: Hand, value: string | null): Promise<void> {
  const annotations = { "scheduler.alpha.kubernetes.io/node-selector": value };
  return hand.patch(shopNamespace, to({ metadata: { annotations } }));
}

/** The kubelet's word; the controllers taint the node for it. */
function pressure(hand: Hand, status: string): Promise<void> {
  return hand.patch(secondary, conditions("MemoryPressure", status), "status");
}

async function dnsReady(hand: Hand, status: string): Promise<void> {
  const pods = await hand.list(ref("v1", "Pod", "any", "kube-system"));
  const there = pods.find(({ spec }) => objectAt(spec)["nodeName"] === "worker-1");
  if (there === undefined) throw new Error("no CoreDNS on worker-1");
  await hand.patch(ref("v1", "Pod", there.metadata.name, "kube-system"), conditions("Ready", status), "status");
}

/** One condition of a status as wanted, all others as they are. */
export function conditions(type: string, status: string): Parameters<Hand["patch"]>[1] {
  return (now) => ({
    status: {
      conditions: [
        ...listAt(objectAt(now["status"])["conditions"]).filter((each) => objectAt(each)["type"] !== type),
        { type, status, reason: "LabSaysSo", lastTransitionTime: "2026-01-01T00:00:00Z" },
      ],
    },
  });
}
