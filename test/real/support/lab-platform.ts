import type { LabClient, LabObject } from "./lab-client.ts";

/** The custom resources that Argo CD, Longhorn and Traefik bring, keeping every field. */
export async function definePlatform(client: LabClient): Promise<void> {
  for (const kind of ["Application", "AppProject"]) await define(client, "argoproj.io", "v1alpha1", kind);
  for (const kind of ["Volume", "Replica", "Engine", "Setting", "Node", "EngineImage", "Snapshot"]) {
    await define(client, "longhorn.io", "v1beta2", kind);
  }
  for (const kind of ["IngressRoute", "TraefikService"]) await define(client, "traefik.io", "v1alpha1", kind);
}

/** Those of KEDA and of the vertical pod autoscaler, which a cluster may well lack. */
export async function defineScalers(client: LabClient): Promise<void> {
  await define(client, "keda.sh", "v1alpha1", "ScaledObject");
  await define(client, "autoscaling.k8s.io", "v1", "VerticalPodAutoscaler");
}

async function define(client: LabClient, group: string, version: string, kind: string): Promise<void> {
  await client.define(group, version, kind, `${kind.toLowerCase()}s`);
}

export function namespace(name: string): LabObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** A namespace whose annotations change where its pods may go. */
export function annotatedNamespace(name: string, annotations: Readonly<Record<string, string>>): LabObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } };
}

/** An Argo CD project that allows everything, with sync windows where a test wants some. */
export function project(name = "default", syncWindows: readonly object[] = []): LabObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { namespace: "argocd", name },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      ...(syncWindows.length === 0 ? {} : { syncWindows }),
    },
  };
}

/** CoreDNS as k3s deploys it, and the parts of Longhorn that run on every node; the controllers make their pods. */
export const platformWorkloads: readonly LabObject[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "kube-system", name: "coredns" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { "k8s-app": "kube-dns" } },
      template: {
        metadata: { labels: { "k8s-app": "kube-dns" } },
        spec: {
          tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
          containers: [
            container("coredns", "rancher/mirrored-coredns-coredns:1.12.1", { cpu: "100m", memory: "70Mi" }),
          ],
        },
      },
    },
  },
  onEveryNode("longhorn-manager", { app: "longhorn-manager" }),
  onEveryNode("longhorn-csi-plugin", { app: "longhorn-csi-plugin" }),
  onEveryNode("engine-image-ei-v191", {
    "longhorn.io/component": "engine-image",
    "longhorn.io/engine-image": "ei-v191",
  }),
];

function onEveryNode(name: string, labels: Readonly<Record<string, string>>): LabObject {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { namespace: "longhorn-system", name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          tolerations: [{ operator: "Exists" }],
          containers: [container(name, `longhornio/${name}:v1.9.1`, { cpu: "10m", memory: "32Mi" })],
        },
      },
    },
  };
}

function container(name: string, image: string, requests: object): object {
  return { name, image, resources: { requests } };
}
