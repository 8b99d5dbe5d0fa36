/**
 * Records examples/homelab-snapshots: starts a real control plane, gives it the example repository's apps as Argo CD
 * would, waits until all is healthy, and records each app through the same adapter that production uses. Run by hand:
 * `LAB_BIN=… node test/real/record-examples.ts`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import type { ClusterQuestion } from "../../src/app/ports.ts";
import { recordSnapshot } from "../../src/app/record.ts";
import { type ExampleApp, exampleApps, home } from "./support/example-apps.ts";
import { startLab } from "./support/lab.ts";
import type { LabObject } from "./support/lab-client.ts";
import { longhornItself, longhornVolume } from "./support/lab-longhorn.ts";
import { laneNodes } from "./support/lab-nodes.ts";
import { definePlatform, namespace, platformWorkloads, project } from "./support/lab-platform.ts";
import { csiNode, longhornClass, volumeAttachment, volumeFor, volumeNameOf } from "./support/lab-storage.ts";
import { until } from "./support/until.ts";

const lanes = { label: "workload-lane", primary: "primary", secondary: "secondary" };
const workloadKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

const lab = await startLab({ controllers: true });
try {
  const apps = exampleApps();
  await definePlatform(lab.client);
  const namespaces = new Set(["argocd", "longhorn-system", ...apps.flatMap((app) => app.namespaces)]);
  await applyAll([...[...namespaces].map(namespace), ...laneNodes, longhornClass, ...longhornItself]);
  await applyAll([csiNode("miniserver"), csiNode("worker-1"), project(), ...platformWorkloads]);
  await applyAll(apps.map(({ application }) => application));
  const objects = apps.flatMap((app) => app.objects);
  // Data first, as on a cluster that has run for long: a pod that waits for its claim would leave warnings behind.
  await applyAll(objects.filter(({ kind }) => !workloadKinds.has(kind)));
  await giveVolumes(objects);
  await applyAll(objects.filter(({ kind }) => workloadKinds.has(kind)));
  await until("all pods to be ready", everythingRuns);
  await attachVolumes();
  await applyAll(laneNodes); // kwok gives new nodes the room of a data centre
  await forgetMissingMetrics(apps);
  await record(apps);
} finally {
  await lab.stop();
}

async function applyAll(objects: readonly LabObject[]): Promise<void> {
  for (const object of objects) await lab.client.apply(object);
}

type ClaimSpec = {
  readonly accessModes: readonly string[];
  readonly resources: { readonly requests: { readonly storage: string } };
};
type ClaimTemplate = { readonly metadata: { readonly name: string }; readonly spec: ClaimSpec };

/** What Longhorn would do: a volume for every claim, those of StatefulSets included, and wait until they are bound. */
async function giveVolumes(objects: readonly LabObject[]): Promise<void> {
  const templated = objects.flatMap((object) => {
    const { volumeClaimTemplates = [], replicas = 1 } =
      (object["spec"] as { volumeClaimTemplates?: ClaimTemplate[]; replicas?: number }) ?? {};
    return volumeClaimTemplates.flatMap(({ metadata, spec }) =>
      Array.from(
        { length: replicas },
        (_, ordinal): LabObject => ({
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          metadata: {
            namespace: object.metadata.namespace ?? "",
            name: `${metadata.name}-${object.metadata.name}-${ordinal}`,
          },
          spec,
        }),
      ),
    );
  });
  await applyAll(templated);
  for (const claim of [...templated, ...objects.filter(({ kind }) => kind === "PersistentVolumeClaim")]) {
    const { accessModes, resources } = claim["spec"] as ClaimSpec;
    const { namespace: itsNamespace = "", name } = claim.metadata;
    const volume = volumeFor({ namespace: itsNamespace, name, accessModes, size: resources.requests.storage });
    const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const accessMode = accessModes.includes("ReadWriteMany") ? "rwx" : "rwo";
    await applyAll([
      volume,
      ...longhornVolume({
        name: volume.metadata.name,
        accessMode,
        healthyAt: now,
        lastBackupAt: hoursAgo(9),
        snapshotsAt: [hoursAgo(33), hoursAgo(9)],
      }),
    ]);
  }
  await until("all claims to be bound", async () => {
    const claims = await items("/api/v1/persistentvolumeclaims");
    return claims.length > 0 && claims.every(({ status }) => status?.["phase"] === "Bound");
  });
}

/** What Longhorn's attacher would do; the controllers ask it only for nodes with a kubelet. */
async function attachVolumes(): Promise<void> {
  for (const { metadata, spec } of await items("/api/v1/pods")) {
    const { nodeName, volumes = [] } = spec as { nodeName: string; volumes?: readonly PodVolume[] };
    for (const { persistentVolumeClaim } of volumes) {
      if (persistentVolumeClaim === undefined) continue;
      const claim = { namespace: metadata.namespace ?? "", name: persistentVolumeClaim.claimName };
      await applyAll([volumeAttachment(volumeNameOf(claim), nodeName)]);
    }
  }
}

type PodVolume = { readonly persistentVolumeClaim?: { readonly claimName: string } };

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
}

type Item = {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Record<string, unknown>;
  readonly status?: Record<string, unknown>;
  readonly reason?: string;
};

async function items(path: string): Promise<readonly Item[]> {
  return (await lab.client.request("GET", path)).content["items"] as Item[];
}

/** Every workload has all its pods, no pod is on its way, and the budgets have counted them. */
async function everythingRuns(): Promise<boolean> {
  const deployments = await items("/apis/apps/v1/deployments");
  const statefulSets = await items("/apis/apps/v1/statefulsets");
  const pods = await items("/api/v1/pods");
  const budgets = await items("/apis/policy/v1/poddisruptionbudgets");
  return (
    [...deployments, ...statefulSets].every(
      ({ spec, status }) => status?.["availableReplicas"] === spec?.["replicas"],
    ) &&
    pods.every(({ status }) => ["Running", "Succeeded"].includes(String(status?.["phase"]))) &&
    budgets.every(({ status }) => status?.["currentHealthy"] === status?.["expectedPods"])
  );
}

/** There is no metrics server here; on a cluster that has one the autoscaler would not complain. */
async function forgetMissingMetrics(all: readonly ExampleApp[]): Promise<void> {
  for (const name of new Set(all.flatMap(({ namespaces }) => namespaces))) {
    const events = await items(`/api/v1/namespaces/${name}/events`);
    for (const { metadata } of events.filter(({ reason }) => /^Failed(GetResource|Compute)Metric/.test(reason ?? ""))) {
      await lab.client.request("DELETE", `/api/v1/namespaces/${name}/events/${metadata.name}`);
    }
  }
}

async function record(all: readonly ExampleApp[]): Promise<void> {
  const folder = `${home}-snapshots`;
  mkdirSync(folder, { recursive: true });
  let requests = 0;
  const config = await loadKubeConfig({ kubeconfig: lab.kubeconfig, context: undefined });
  const cluster = kubernetesCluster({
    config,
    report: () => {
      requests += 1;
    },
  });
  for (const { application, namespaces, isRendered } of all) {
    if (!isRendered) continue; // Helm's objects are not here, and a recording without them would not be true
    const app = application.metadata.name;
    const question: ClusterQuestion = { application: { name: app, namespace: "argocd" }, namespaces, lanes };
    requests = 0;
    const started = performance.now();
    const view = await cluster.observe(question);
    const ms = Math.round(performance.now() - started);
    const text = recordSnapshot(view, { app, namespaces, lanes });
    writeFileSync(join(folder, `${app}.snapshot.json`), text);
    const unknowns = Object.entries(view).filter(([, part]) => typeof part === "object" && part.state === "unknown");
    console.log(`${app}: ${requests} requests in ${ms} ms, ${Math.round(text.length / 1024)} KiB`, ...unknowns);
  }
  await cluster.close();
}
