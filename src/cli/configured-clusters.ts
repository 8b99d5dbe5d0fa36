import { clustersFromEnvironment } from "../adapters/kubernetes/clusters-from-environment.ts";
import { recordedCluster } from "../adapters/kubernetes/recorded-cluster.ts";
import { UserError } from "../app/errors.ts";
import type { Clusters } from "../app/ports.ts";
import { mayUse } from "../config/cluster-access.ts";
import type { CommandLineEnvironment } from "../config/environment.ts";

/** The clusters that may be looked at: recordings where a folder of them was given, else the configured ones. */
export async function configuredClusters({ snapshots, clusters }: CommandLineEnvironment): Promise<Clusters> {
  if (snapshots !== undefined) {
    const recorded = { cluster: recordedCluster(snapshots) };
    return { named: (name) => (name === "default" ? recorded : undefined) };
  }
  const reached = await clustersFromEnvironment(clusters);
  if (reached.size === 0)
    throw new UserError(
      "No cluster is configured",
      "Set KUBECONFIG or LANEKEEPER_CLUSTERS, or run in the cluster; `plan` and `preflight` also take `--snapshot FILE` or `--offline`.",
    );
  return {
    named(name, repository) {
      const access = clusters.find((each) => each.name === name);
      const cluster = reached.get(name);
      if (access === undefined || cluster === undefined) return undefined;
      if (repository !== undefined && !mayUse(access, repository)) return undefined;
      return { cluster, access: cluster, destinations: access.destinations, aliases: access.aliases };
    },
  };
}
