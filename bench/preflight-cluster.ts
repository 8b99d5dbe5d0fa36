import { type LabClient, type LabObject, objectPath } from "../test/real/support/lab-client.ts";
import { longhornItself, longhornVolume } from "../test/real/support/lab-longhorn.ts";
import { laneNodes } from "../test/real/support/lab-nodes.ts";
import { definePlatform, namespace, project } from "../test/real/support/lab-platform.ts";
import {
  claimOf,
  csiNode,
  longhornClass,
  volumeAttachment,
  volumeFor,
  volumeNameOf,
} from "../test/real/support/lab-storage.ts";
import { aLongRunningPod, podSpec, revision } from "./preflight-objects.ts";

/** How much stands in the cluster, the app's own included; every claim has its Longhorn volume. */
export type ClusterSize = { readonly pods: number; readonly claims: number };

const podsPerNamespace = 25;
const teams = 20;
/** DaemonSets' pods: before a migration nothing else is on the secondary. */
const podsOnTheSecondary = 20;
const rwo = ["ReadWriteOnce"];
const claim = claimOf({ namespace: "shop", name: "data", accessModes: rwo });

/** The app's own objects as Git has them: one Deployment with a claim. */
export const appInGit: readonly LabObject[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "shop", name: "shop" },
    spec: {
      replicas: 1,
      strategy: { type: "Recreate" },
      selector: { matchLabels: { app: "shop" } },
      template: { metadata: { labels: { app: "shop" } }, spec: podSpec("shop", "data") },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "shop", name: "shop" },
    spec: { selector: { app: "shop" }, ports: [{ port: 80, targetPort: "http" }] },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { namespace: "shop", name: "shop" },
    spec: { maxUnavailable: 0, selector: { matchLabels: { app: "shop" } } },
  },
  claim,
];

export const application: LabObject = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { namespace: "argocd", name: "shop" },
  spec: {
    project: "default",
    source: { repoURL: "https://git.example/acme/homelab.git", targetRevision: "main", path: "apps/shop" },
    destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
  },
};

/** Makes a cluster of that size: the app shop, healthy on the primary, among other people's apps. */
export async function fillCluster(client: LabClient, size: ClusterSize): Promise<void> {
  await definePlatform(client);
  const others = [...platformPods(), ...Array.from({ length: size.pods }, (_, number) => podOfATeam(number))];
  const pods = others.slice(0, size.pods - 1);
  const claims = Array.from({ length: size.claims }, (_, number) => storage(number)).flat();
  const places = [...pods, ...claims].flatMap(({ metadata }) => metadata.namespace ?? []);
  const namespaces = [...new Set(["argocd", "shop", ...places])];
  await applyAll(client, [...namespaces.map(namespace), ...laneNodes, longhornClass]);
  const status = { sourceType: "Kustomize", sync: { status: "Synced" }, health: { status: "Healthy" } };
  await applyAll(client, [
    // Nodes again: a new one gets a taint until it is said to be ready.
    ...laneNodes,
    csiNode("miniserver"),
    csiNode("worker-1"),
    ...longhornItself,
    ...claims,
    project(),
    { ...application, status },
    ...appInGit.filter(({ kind }) => kind === "Service" || kind === "PodDisruptionBudget"),
    ...pods,
  ]);
  await runTheApp(client);
}

/** The first claim is the app's, the others are the teams'. */
function storage(number: number): readonly LabObject[] {
  const place =
    number === 0 ? { namespace: "shop", name: "data" } : { namespace: team(number), name: `data-${number}` };
  const volume = volumeNameOf(place);
  return [
    { ...volumeFor({ ...place, accessModes: rwo }), status: { phase: "Bound" } },
    { ...claimOf({ ...place, accessModes: rwo }), status: { phase: "Bound" } },
    volumeAttachment(volume, "miniserver"),
    ...longhornVolume({ name: volume, lastBackupAt: new Date().toISOString() }),
  ];
}

function team(number: number): string {
  return `team-${String(number % teams).padStart(2, "0")}`;
}

function podOfATeam(number: number): LabObject {
  const app = `app-${number % podsPerNamespace}`;
  const onSecondary = number < podsOnTheSecondary;
  return aLongRunningPod({
    namespace: team(Math.floor(number / podsPerNamespace)),
    name: `${app}-${revision}-x2x4z`,
    app,
    node: onSecondary ? "worker-1" : "miniserver",
    owner: { kind: onSecondary ? "DaemonSet" : "ReplicaSet", name: `${app}-${revision}`, uid: `uid-${number}` },
  });
}

/** CoreDNS, and what Longhorn runs on every node. */
function platformPods(): readonly LabObject[] {
  const dns = { namespace: "kube-system", app: "coredns", labels: { "k8s-app": "kube-dns" } };
  const parts = [
    { app: "longhorn-manager" },
    { app: "longhorn-csi-plugin" },
    { app: "engine-image", labels: { "longhorn.io/component": "engine-image" } },
  ];
  return [
    aLongRunningPod({
      ...dns,
      name: `coredns-${revision}-k7q2m`,
      node: "miniserver",
      owner: { kind: "ReplicaSet", name: `coredns-${revision}`, uid: "uid-coredns" },
    }),
    ...["miniserver", "worker-1"].flatMap((node) =>
      parts.map((part) =>
        aLongRunningPod({
          ...part,
          namespace: "longhorn-system",
          name: `${part.app}-${node}`,
          node,
          owner: { kind: "DaemonSet", name: part.app, uid: `uid-${part.app}` },
        }),
      ),
    ),
  ];
}

/** Deployment, ReplicaSet and pod as the controllers would have left them, each naming its owner's UID. */
async function runTheApp(client: LabClient): Promise<void> {
  const [deployment] = appInGit;
  if (deployment === undefined) throw new Error("the app has no Deployment");
  const counts = { replicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 };
  const conditions = [
    { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
    { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
  ];
  const running = { ...deployment, status: { ...counts, updatedReplicas: 1, conditions } };
  const uid = await applied(client, running);
  const labels = { app: "shop", "pod-template-hash": revision };
  const replicaSet: LabObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      namespace: "shop",
      name: `shop-${revision}`,
      labels,
      annotations: { "deployment.kubernetes.io/revision": "1" },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "shop", uid, controller: true }],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec("shop", "data") },
    },
    status: counts,
  };
  const owner = { kind: "ReplicaSet", name: `shop-${revision}`, uid: await applied(client, replicaSet) } as const;
  const name = `shop-${revision}-p4q5r`;
  await client.apply(
    aLongRunningPod({ namespace: "shop", name, app: "shop", node: "miniserver", owner, claim: "data" }),
  );
}

/** The UID that the object got. */
async function applied(client: LabClient, object: LabObject): Promise<string> {
  await client.apply(object);
  const { content } = await client.request("GET", objectPath(object));
  return (content["metadata"] as { readonly uid: string }).uid;
}

/** Side by side, because there are thousands of them. */
async function applyAll(client: LabClient, objects: readonly LabObject[]): Promise<void> {
  const rest = objects.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const object of rest) await client.apply(object);
    }),
  );
}
