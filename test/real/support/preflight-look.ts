import { appInGit, application } from "../../../bench/preflight-cluster.ts";
import type { Kustomize } from "../../../src/app/kustomize.ts";
import { observe } from "../../../src/app/observe.ts";
import type { Cluster } from "../../../src/app/ports.ts";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { runGates } from "../../../src/domain/gates/index.ts";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import type { Snapshot } from "../../../src/domain/snapshot.ts";
import { planStrategies } from "../../../src/domain/strategy/plan-strategies.ts";
import type { GateResult } from "../../../src/domain/verdict.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";

/** The preflight of the app that bench/preflight-cluster.ts puts into a lab. */
export type Look = {
  readonly snapshot: Snapshot;
  readonly view: ClusterView;
  readonly verdicts: readonly GateResult[];
};

const files = new Map([
  ["argocd/shop.yaml", JSON.stringify(application)],
  ["apps/shop/kustomization.yaml", JSON.stringify({ resources: ["app.yaml"] })],
  ["apps/shop/app.yaml", appInGit.map((object) => JSON.stringify(object)).join("\n---\n")],
]);
const identity = {
  fullName: "acme/homelab",
  urls: ["https://git.example/acme/homelab"],
  branch: "main",
  defaultBranch: "main",
  commit: "1f0c2d4e6f8a9b0c1d8f3a1c0b6f1a4b0e9d3b7a",
  isPublic: false,
};

/** Observes the app and asks every gate. `kustomize` renders it; without one its output is there already. */
export async function look(cluster: Cluster, kustomize: Kustomize = alreadyRendered): Promise<Look> {
  const question = { app: "shop", settings: runbookSettings, date: "2026-01-02" };
  const ports = { kustomize, cluster, now: () => new Date(), progress: () => undefined };
  const observed = await observe({ identity, files }, question, ports);
  if (!observed.ok) throw new Error(observed.refusal.message);
  const { snapshot } = observed;
  if (snapshot.observation.mode === "offline") throw new Error("a cluster was asked, so the look cannot be offline");
  return { snapshot, view: snapshot.observation.cluster, verdicts: verdictsOf(snapshot) };
}

/** What every gate says of a snapshot of the app. */
export function verdictsOf(snapshot: Snapshot): readonly GateResult[] {
  const workloads = workloadsOf(snapshot.base.objects);
  const choice = planStrategies(snapshot, workloads, { strategies: {}, attestations: [], by: "ada" });
  return runGates(
    snapshot,
    workloads,
    ({ ref }) => choice.strategy?.workloads.find(({ name }) => name === ref.name)?.strategy ?? "stay",
  );
}

const built = { ok: true as const, objects: appInGit as unknown as readonly Manifest[], warnings: [] };
const alreadyRendered: Kustomize = {
  build: async () => built,
  buildAll: async (_files, paths) => paths.map(() => built),
  version: async () => "not asked",
  close: async () => undefined,
};
