import { sandboxedKustomize } from "../src/adapters/engines/sandboxed-kustomize.ts";
import { kubernetesCluster } from "../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../src/adapters/kubernetes/kube-config.ts";
import type { Cluster } from "../src/app/ports.ts";
import type { ClusterView } from "../src/domain/cluster.ts";
import { look } from "../test/real/support/preflight-look.ts";

/** What one preflight came to. */
export type Measured = {
  /** From the question to the last verdict. */
  readonly ms: number;
  readonly requests: readonly { readonly path: string; readonly ms: number }[];
  /** Outcomes by gate. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** Parts of the cluster that could not be read, with the reasons. */
  readonly unread: Readonly<Record<string, string>>;
  readonly peakMiB: number;
};

/**
 * The process that is measured: one that runs and is warm, as the server's is. Looks once for each message from its
 * parent, which names the kubeconfig, and sends back a {@link Measured}. `rendered`: kustomize's output is there
 * already; `render`: kustomize renders the app first, each time.
 */
const [, , mode = "rendered"] = process.argv;
const engine = mode === "render" ? sandboxedKustomize({ idleMs: 600_000 }) : undefined;
const clusters = new Map<string, Cluster>();
let requests: { path: string; ms: number }[] = [];

process.on("message", async (kubeconfig: string) => {
  process.send?.(await measure(await clusterOf(kubeconfig)));
});

async function measure(cluster: Cluster): Promise<Measured> {
  requests = [];
  const began = performance.now();
  const { view, verdicts } = await look(cluster, engine);
  return {
    ms: performance.now() - began,
    requests,
    outcomes: Object.fromEntries(verdicts.map(({ gate, outcome }) => [gate, outcome])),
    unread: unreadOf(view),
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function unreadOf({ observedAt: _, ...parts }: ClusterView): Readonly<Record<string, string>> {
  const reasons = Object.entries(parts).map(([name, part]) => [name, part.state === "unknown" ? part.reason : ""]);
  return Object.fromEntries(reasons.filter(([, reason]) => reason !== ""));
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
