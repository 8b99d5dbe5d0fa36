import type { LabClient, LabObject } from "./lab-client.ts";
import { namespace } from "./lab-platform.ts";
import { until } from "./until.ts";

export type LabApp = {
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly LabObject[];
  /** Over the Application's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Over its status, which says Synced and Healthy. */
  readonly status?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
};

/** The Application of an app, as Argo CD keeps it after a sync. */
export function labApplication({ name, namespace: its, spec = {}, status = {}, metadata = {} }: LabApp): LabObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { namespace: "argocd", name, ...metadata },
    spec: {
      project: "default",
      source: { repoURL: "https://github.com/acme/homelab", targetRevision: "main", path: `apps/${name}/base` },
      destination: { server: "https://kubernetes.default.svc", namespace: its },
      ...spec,
    },
    status: {
      sourceType: "Kustomize",
      sync: { status: "Synced", revision: "5d1c0b6f0e7f4c1d9a3b8e2f6a7c4d5e8f901234" },
      health: { status: "Healthy" },
      operationState: { phase: "Succeeded" },
      ...status,
    },
  };
}

/** Makes the app's namespace, its Application and its objects, in that order; objects without a namespace get the app's. */
export async function applyApp(client: LabClient, app: LabApp): Promise<void> {
  for (const name of new Set(["argocd", app.namespace])) await client.apply(namespace(name));
  await client.apply(labApplication(app));
  for (const object of app.objects) {
    await client.apply({ ...object, metadata: { namespace: app.namespace, ...object.metadata } });
  }
}

type Item = {
  readonly metadata: { readonly generation?: number; readonly deletionTimestamp?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: Readonly<Record<string, unknown>>;
};

/** Waits until the controllers have rolled out every Deployment and StatefulSet of the namespace. Needs controllers. */
export async function rolledOut(client: LabClient, inNamespace: string): Promise<void> {
  const items = async (kind: string) =>
    (await client.request("GET", `/apis/apps/v1/namespaces/${inNamespace}/${kind}`)).content["items"] as Item[];
  await until(`the workloads of ${inNamespace} to be rolled out`, async () => {
    const all = [...(await items("deployments")), ...(await items("statefulsets"))];
    return all.every(({ metadata, spec, status = {} }) => {
      const wanted = spec?.replicas ?? 1;
      const counts = [status["updatedReplicas"] ?? 0, status["availableReplicas"] ?? 0, status["replicas"] ?? 0];
      return status["observedGeneration"] === metadata.generation && counts.every((count) => count === wanted);
    });
  });
}

/** Takes an object away, and waits until it is gone. */
export async function remove(client: LabClient, path: string): Promise<void> {
  await client.request("DELETE", `${path}?propagationPolicy=Background`);
  await until(`${path} to be gone`, async () => (await client.request("GET", path)).status === 404);
}
