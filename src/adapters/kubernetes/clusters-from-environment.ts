import { type KubernetesCluster, kubernetesCluster } from "./cluster.ts";
import { loadKubeConfig } from "./kube-config.ts";

/** One cluster of the server's: the name the settings use, and where its credentials are. */
export type ClusterSource = {
  readonly name: string;
  /** A file, or several with the system's path separator. */
  readonly kubeconfig?: string | undefined;
  /** undefined: the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** Without a kubeconfig: use the service account of the pod we run in. */
  readonly inCluster: boolean;
};

/**
 * The clusters that can be reached, by name; empty when none is configured. Nothing is asked of them yet. Throws
 * UserError when a kubeconfig cannot be used.
 */
export async function clustersFromEnvironment(
  sources: readonly ClusterSource[],
): Promise<ReadonlyMap<string, KubernetesCluster>> {
  const usable = sources.filter(({ kubeconfig, inCluster }) => kubeconfig || inCluster);
  const named = await Promise.all(
    usable.map(async ({ name, kubeconfig, context }) => {
      const credentials = kubeconfig ? { kubeconfig, context } : { kubeconfig: undefined };
      return [name, kubernetesCluster({ config: await loadKubeConfig(credentials) })] as const;
    }),
  );
  return new Map(named);
}
