import { join } from "node:path";
import { parse } from "yaml";
import { kubernetesCluster } from "../../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../../src/adapters/kubernetes/kube-config.ts";
import type { Kustomize } from "../../../src/app/kustomize.ts";
import { observe } from "../../../src/app/observe.ts";
import { runGates } from "../../../src/domain/gates/index.ts";
import { type Manifest, objectAt } from "../../../src/domain/manifest.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import type { RepositoryIdentity } from "../../../src/domain/snapshot.ts";
import { planStrategies } from "../../../src/domain/strategy/plan-strategies.ts";
import type { GateResult } from "../../../src/domain/verdict.ts";
import { type Workload, workloadsOf } from "../../../src/domain/workload.ts";
import { remembering } from "../../fakes/remembering-kustomize.ts";
import { readTree } from "../../support/read-tree.ts";
import type { Desk } from "./gates-hand.ts";
import { surroundings, worldNodes } from "./gates-surroundings.ts";
import { type Lab, startLab } from "./lab.ts";
import type { LabObject } from "./lab-client.ts";
import { definePlatform, defineScalers } from "./lab-platform.ts";
import { claimOf, volumeAttachment, volumeFor } from "./lab-storage.ts";
import { until } from "./until.ts";

/** The app shop of gates-shop/ as it runs, with everything that a gate looks at, seen through deploy/rbac.yaml's eyes. */
export type World = {
  readonly lab: Lab;
  readonly desk: Desk;
  verdicts(): Promise<readonly GateResult[]>;
  stop(): Promise<void>;
};

const identity: RepositoryIdentity = {
  fullName: "acme/homelab",
  urls: ["https://github.com/acme/homelab.git"],
  branch: "main",
  defaultBranch: "main",
  commit: "1f0c2d4e6f8a9b0c1d8f3a1c0b6f1a4b0e9d3b7a",
  isPublic: false,
};

/** Nothing of how the world was started lies in the hour before. */
function later(): Date {
  return new Date(Date.now() + 3 * 3_600_000);
}

/** Starts the control plane and waits until everything in it runs. */
export async function startWorld(engine: Kustomize): Promise<World> {
  const lab = await startLab({ controllers: true });
  try {
    const kustomize = remembering(engine);
    const files = readTree(join(import.meta.dirname, "gates-shop"));
    const build = await kustomize.build(files, "apps/shop/base");
    if (!build.ok) throw new Error(build.message);
    await definePlatform(lab.client);
    await defineScalers(lab.client);
    // Traefik 2.10 serves its old group beside the new one.
    for (const kind of ["IngressRoute", "TraefikService"])
      await lab.client.define("traefik.containo.us", "v1alpha1", kind, `${kind.toLowerCase()}s`);
    for (const object of [...surroundings, ...claims, application(files)]) await lab.client.apply(object);
    await until("the claims to be bound", async () =>
      (await items(lab, "/api/v1/namespaces/shop/persistentvolumeclaims")).every(
        ({ status }) => phaseOf(status) === "Bound",
      ),
    );
    for (const object of build.objects) await lab.client.apply(object as LabObject);
    await until("everything to run", () => runs(lab));
    for (const node of worldNodes) await lab.client.apply(node); // kwok gives new nodes the room of a data centre
    return await worldOf(lab, kustomize, { files, now: later });
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

const bound = [
  { namespace: "shop", name: "data", accessModes: ["ReadWriteOnce"] },
  { namespace: "shop", name: "spool-cache-0", accessModes: ["ReadWriteOnce"] },
];

const claims: readonly LabObject[] = [
  volumeFor({ namespace: "shop", name: "spool-cache-0", accessModes: ["ReadWriteOnce"] }),
  ...bound.flatMap((claim) => [claimOf(claim), volumeAttachment(`pvc-shop-${claim.name}`, "miniserver")]),
];

/** The Application of Git as Argo CD keeps it. */
function application(files: Desk["files"]): LabObject {
  const declared = parse(String(files.get("argocd/apps/shop.yaml"))) as LabObject;
  return {
    ...declared,
    status: {
      sourceType: "Kustomize",
      sync: { status: "Synced", revision: identity.commit },
      health: { status: "Healthy" },
      operationState: { phase: "Succeeded" },
    },
  };
}

async function items(lab: Lab, path: string): Promise<readonly Manifest[]> {
  return (await lab.client.request("GET", path)).content["items"] as Manifest[];
}

function phaseOf(status: Manifest["status"]): unknown {
  return objectAt(status)["phase"];
}

/** Every workload has its pods, every pod runs, quotas and budgets have counted. */
async function runs(lab: Lab): Promise<boolean> {
  const [deployments, statefulSets, daemonSets, pods, quotas] = await Promise.all(
    ["apps/v1/deployments", "apps/v1/statefulsets", "apps/v1/daemonsets"]
      .map((kind) => `/apis/${kind}`)
      .concat("/api/v1/pods", "/api/v1/resourcequotas")
      .map((path) => items(lab, path)),
  );
  return (
    [...(deployments ?? []), ...(statefulSets ?? [])].every(
      ({ spec, status }) => objectAt(status)["availableReplicas"] === objectAt(spec)["replicas"],
    ) &&
    (daemonSets ?? []).every(({ status }) => objectAt(status)["numberReady"] === worldNodes.length) &&
    (pods ?? []).every(({ status }) => phaseOf(status) === "Running") &&
    (quotas ?? []).every(({ status }) => objectAt(objectAt(status)["used"])["pods"] === "4")
  );
}

async function worldOf(lab: Lab, kustomize: Kustomize, desk: Desk): Promise<World> {
  const path = "/api/v1/namespaces/lanekeeper/serviceaccounts/lanekeeper/token";
  const wanted = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { content } = await lab.client.request("POST", path, wanted);
  const reader = await lab.kubeconfigFor("reader", (content["status"] as { token: string }).token);
  const config = await loadKubeConfig({ kubeconfig: reader, context: undefined });
  const cluster = kubernetesCluster({ config, now: () => desk.now() });

  async function verdicts(): Promise<readonly GateResult[]> {
    const look = { identity, files: desk.files };
    const question = { app: "shop", settings: runbookSettings, date: "2026-01-01" };
    const observed = await observe(look, question, { kustomize, cluster, now: desk.now, progress: () => undefined });
    if (!observed.ok) throw new Error(observed.refusal.message);
    const { snapshot } = observed;
    const workloads = workloadsOf(snapshot.base.objects);
    const { strategy } = planStrategies(snapshot, workloads, { strategies: {}, attestations: [], by: "offline" });
    const of = ({ kind, ref }: Workload) =>
      strategy?.workloads.find((each) => each.kind === kind && each.name === ref.name)?.strategy ?? "stay";
    return runGates(snapshot, workloads, of);
  }

  return {
    lab,
    desk,
    verdicts,
    async stop() {
      await cluster.close();
      await lab.stop();
    },
  };
}
