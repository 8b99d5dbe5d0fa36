import { kubernetesClusters } from "../adapters/kubernetes/clusters-from-environment.ts";
import { recordedCluster } from "../adapters/kubernetes/recorded-cluster.ts";
import { UserError } from "../app/errors.ts";
import type { Cluster } from "../app/ports.ts";
import { type OptionValues, text } from "./verb.ts";

/** The cluster that the options name: none (`--offline`), a recording, or the one of the kubeconfig. */
export async function clusterOf(options: OptionValues, env: NodeJS.ProcessEnv): Promise<Cluster | undefined> {
  const file = text(options, "snapshot");
  if (options["offline"] === true) {
    if (file !== undefined) throw new UserError("--offline and --snapshot exclude each other", "Leave one of them out.");
    return undefined;
  }
  return file === undefined ? liveCluster(env) : recordedCluster(file);
}

/** The kubeconfig's cluster, or the one this process runs in. Throws UserError when there is neither. */
export async function liveCluster(env: NodeJS.ProcessEnv): Promise<Cluster> {
  const clusters = await kubernetesClusters(env);
  const cluster = clusters?.named("default");
  if (cluster === undefined) throw new UserError("No cluster is configured", "Set KUBECONFIG, or use `--snapshot FILE` or `--offline`.");
  return cluster;
}
