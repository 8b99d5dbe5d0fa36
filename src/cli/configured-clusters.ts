import { clustersFromEnvironment } from "../adapters/kubernetes/clusters-from-environment.ts";
import { recordedCluster } from "../adapters/kubernetes/recorded-cluster.ts";
import { UserError } from "../app/errors.ts";
import type { Clusters } from "../app/ports.ts";
import type { CommandLineEnvironment } from "../config/environment.ts";

/** The clusters that may be looked at: recordings where a folder of them was given, else the configured ones. */
export async function configuredClusters({ snapshots, clusters }: CommandLineEnvironment): Promise<Clusters> {
  if (snapshots !== undefined) {
    const recorded = recordedCluster(snapshots);
    return { named: (name) => (name === "default" ? recorded : undefined) };
  }
  const found = await clustersFromEnvironment(clusters);
  if (found === undefined) throw new UserError("No cluster is configured", "Set KUBECONFIG, run in the cluster, or use `--snapshot FILE` or `--offline`.");
  return found;
}
