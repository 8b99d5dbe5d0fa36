import { sandboxedKustomize } from "../src/adapters/engines/sandboxed-kustomize.ts";
import { kubernetesCluster } from "../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../src/adapters/kubernetes/kube-config.ts";
import type { Kustomize } from "../src/app/kustomize.ts";
import { observe } from "../src/app/observe.ts";
import type { Cluster } from "../src/app/ports.ts";
import { runGates } from "../src/domain/gates/index.ts";
import type { Manifest } from "../src/domain/manifest.ts";
import { runbookSettings } from "../src/domain/settings.ts";
import type { Snapshot } from "../src/domain/snapshot.ts";
import { planStrategies } from "../src/domain/strategy/plan-strategies.ts";
import type { GateResult } from "../src/domain/verdict.ts";
import { workloadsOf } from "../src/domain/workload.ts";
import { appInGit, application } from "./preflight-cluster.ts";

/** What one preflight came to. */
export type Measured = {
  /** From the question to the last verdict. */
  readonly ms: number;
  readonly requests: readonly { readonly path: string; readonly ms: number }[];
  /** `pass: …` and so on, by gate. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** Parts of the cluster that could not be read, with the reasons. */
  readonly unread: readonly string[];
  readonly peakMiB: number;
};

/**
 * The process that is measured: one that runs and is warm, as the server's is. Looks once for each message from its
 * parent, which names the kubeconfig, and sends back a {@link Measured}. `rendered`: kustomize's output is there
 * already; `render`: kustomize renders the app first, each time.
 */
const [, , mode = "rendered"] = process.argv;
const engine = mode === "render" ? sandboxedKustomize({ idleMs: 600_000 }) : alreadyRendered();
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
const clusters = new Map<string, Cluster>();
let requests: { path: string; ms: number }[] = [];

process.on("message", async (kubeconfig: string) => {
  process.send?.(await look(await clusterOf(kubeconfig)));
});

async function look(cluster: Cluster): Promise<Measured> {
  requests = [];
  const began = performance.now();
  const question = { app: "shop", settings: runbookSettings, date: "2026-01-02" };
  const ports = { kustomize: engine, cluster, now: () => new Date(), progress: () => undefined };
  const observed = await observe({ identity, files }, question, ports);
  if (!observed.ok) throw new Error(observed.refusal.message);
  const verdicts = allGates(observed.snapshot);
  return {
    ms: performance.now() - began,
    requests,
    verdicts: Object.fromEntries(verdicts.map(({ gate, outcome, summary }) => [gate, `${outcome}: ${summary}`])),
    unread: unreadOf(observed.snapshot),
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function allGates(snapshot: Snapshot): readonly GateResult[] {
  const workloads = workloadsOf(snapshot.base.objects);
  const choice = planStrategies(snapshot, workloads, { strategies: {}, attestations: [], by: "ada" });
  return runGates(
    snapshot,
    workloads,
    ({ ref }) => choice.strategy?.workloads.find(({ name }) => name === ref.name)?.strategy ?? "stay",
  );
}

function unreadOf({ observation }: Snapshot): readonly string[] {
  if (observation.mode === "offline") return ["the whole cluster"];
  const { observedAt: _, ...parts } = observation.cluster;
  return Object.entries(parts).flatMap(([name, part]) => (part.state === "unknown" ? [`${name}: ${part.reason}`] : []));
}

function alreadyRendered(): Kustomize {
  const built = { ok: true as const, objects: appInGit as unknown as readonly Manifest[], warnings: [] };
  return {
    build: async () => built,
    buildAll: async (_files, paths) => paths.map(() => built),
    version: async () => "not asked",
    close: async () => undefined,
  };
}

/** A cluster by its kubeconfig, kept as the server keeps it. */
async function clusterOf(kubeconfig: string): Promise<Cluster> {
  const known = clusters.get(kubeconfig);
  if (known !== undefined) return known;
  const config = await loadKubeConfig({ kubeconfig, context: undefined });
  const cluster = kubernetesCluster({ config, report: ({ path, ms }) => requests.push({ path, ms }) });
  clusters.set(kubeconfig, cluster);
  return cluster;
}
