import { recordedCluster } from "../adapters/kubernetes/recorded-cluster.ts";
import { UserError } from "../app/errors.ts";
import type { ConfiguredCluster } from "../app/ports.ts";
import type { CommandLineEnvironment } from "../config/environment.ts";
import { configuredClusters } from "./configured-clusters.ts";
import { type OptionValues, text } from "./verb.ts";

/** The cluster that the options name: none (`--offline`), a recording, or the environment's one of that name. */
export async function clusterOf(
  options: OptionValues,
  environment: CommandLineEnvironment,
  name: string,
): Promise<ConfiguredCluster | undefined> {
  const file = text(options, "snapshot");
  if (options["offline"] === true) {
    if (file !== undefined)
      throw new UserError("--offline and --snapshot exclude each other", "Leave one of them out.");
    return undefined;
  }
  return file === undefined ? liveCluster(environment, name) : { cluster: recordedCluster(file) };
}

/** The environment's cluster of that name. Throws UserError when there is none. */
export async function liveCluster(environment: CommandLineEnvironment, name: string): Promise<ConfiguredCluster> {
  const cluster = (await configuredClusters(environment)).named(name, undefined);
  if (cluster === undefined)
    throw new UserError(
      `No cluster called ${name} is configured`,
      "Name it in LANEKEEPER_CLUSTERS, or use `--snapshot FILE` or `--offline`.",
    );
  return cluster;
}
