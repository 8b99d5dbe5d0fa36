import type { Longhorn } from "../../domain/cluster.ts";
import type { ApiClient } from "./api-client.ts";
import type { Limits } from "./limits.ts";
import { listAll } from "./list-all.ts";
import {
  longhornEngineSchema,
  longhornNodeSchema,
  longhornReplicaSchema,
  longhornSettingNames,
  longhornSettingSchema,
  longhornVolumeSchema,
} from "./parse/longhorn.ts";
import { resources } from "./resources.ts";

/** Longhorn's volumes with their copies, engines, settings and nodes. Throws ReadFailure when any list cannot be read. */
export async function readLonghorn(client: ApiClient, limits: Limits, namespace: string): Promise<Longhorn> {
  const [volumes, replicas, engines, settings, nodes] = await Promise.all([
    listAll(client, limits, { resource: resources.longhornVolumes, namespace, item: longhornVolumeSchema }),
    listAll(client, limits, { resource: resources.longhornReplicas, namespace, item: longhornReplicaSchema }),
    listAll(client, limits, { resource: resources.longhornEngines, namespace, item: longhornEngineSchema }),
    listAll(client, limits, { resource: resources.longhornSettings, namespace, item: longhornSettingSchema }),
    listAll(client, limits, { resource: resources.longhornNodes, namespace, item: longhornNodeSchema }),
  ]);
  const used = settings.filter(({ metadata }) => longhornSettingNames.has(metadata.name));
  return {
    volumes,
    replicas,
    engines,
    settings: Object.fromEntries(used.map(({ metadata, value }) => [metadata.name, value])),
    nodes,
  };
}
