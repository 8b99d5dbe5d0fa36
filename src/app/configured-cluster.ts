import type { RepositoryIdentity } from "../domain/snapshot.ts";
import type { ObservePorts } from "./observe.ts";
import type { ConfiguredCluster } from "./ports.ts";

/** The part of the ports that a configured cluster fills; undefined is offline. */
export function observedBy(configured: ConfiguredCluster | undefined): Pick<ObservePorts, "cluster" | "destinations"> {
  if (configured === undefined) return { cluster: undefined };
  const { cluster, destinations } = configured;
  return destinations === undefined ? { cluster } : { cluster, destinations };
}

/** The repository with the other addresses that its cluster's configuration gives it. */
export function withAliases(identity: RepositoryIdentity, aliases: ConfiguredCluster["aliases"]): RepositoryIdentity {
  const name = identity.fullName?.toLowerCase();
  const urls = Object.entries(aliases ?? {}).flatMap(([url, means]) => (means.toLowerCase() === name ? [url] : []));
  return urls.length === 0 ? identity : { ...identity, urls: [...identity.urls, ...urls] };
}
