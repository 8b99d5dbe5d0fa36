import { z } from "zod";
import type { Longhorn } from "../../../domain/cluster.ts";
import type { LonghornSurroundings } from "../../../domain/cluster-surroundings.ts";
import { conditions, flag, maybe, texts, time } from "./fields.ts";

/*
 * Longhorn's objects, v1beta2, with the fields that all of 1.5 to 1.12 have. A replica's mode is not on the replica:
 * it stands in the engine's replicaModeMap.
 */

type Item<List extends keyof Longhorn> = Longhorn[List] extends readonly (infer Each)[] ? Each : never;
const named = z.object({ name: z.string() });

/** A Longhorn Volume, and what stands around it: the engine image it wants (`engineImage` before 1.6) and the one it runs. */
export const longhornVolumeSchema = z
  .object({
    metadata: named,
    spec: z.object({
      numberOfReplicas: maybe(z.number().int()),
      dataLocality: maybe(z.string()),
      accessMode: maybe(z.string()),
      image: maybe(z.string()),
      engineImage: maybe(z.string()),
    }),
    status: maybe(
      z.object({
        state: maybe(z.string()),
        robustness: maybe(z.string()),
        currentNodeID: maybe(z.string()),
        currentImage: maybe(z.string()),
        lastBackupAt: maybe(z.string()),
        conditions,
      }),
    ),
  })
  .transform(({ metadata, spec, status }): { readonly volume: Item<"volumes">; readonly around: AroundVolume } => ({
    volume: {
      name: metadata.name,
      state: status?.state || undefined,
      robustness: status?.robustness || undefined,
      numberOfReplicas: spec.numberOfReplicas,
      dataLocality: spec.dataLocality || undefined,
      accessMode: spec.accessMode || undefined,
      node: status?.currentNodeID || undefined,
    },
    around: {
      name: metadata.name,
      image: spec.image || spec.engineImage || undefined,
      currentImage: status?.currentImage || undefined,
      // Longhorn keeps the newest backup's time here itself, so that the list of all backups need not be read.
      lastBackupAt: timeIn(status?.lastBackupAt),
      robustConditions: status?.conditions ?? {},
    },
  }));

type AroundVolume = Omit<LonghornSurroundings["volumes"][number], "lastSnapshotAt">;

/** A Snapshot: its volume, and when it was taken; undefined: it is on its way out, failed, or not taken yet. */
export const longhornSnapshotSchema = z
  .object({
    spec: z.object({ volume: z.string() }),
    status: maybe(z.object({ creationTime: maybe(z.string()), markRemoved: flag, error: maybe(z.string()) })),
  })
  .transform(({ spec, status }) => ({
    volume: spec.volume,
    takenAt: status === undefined || status.markRemoved || status.error ? undefined : timeIn(status.creationTime),
  }));

/** An EngineImage: the engine's version, and the nodes that have it. */
export const longhornEngineImageSchema = z
  .object({
    metadata: named,
    spec: z.object({ image: z.string() }),
    status: maybe(z.object({ state: maybe(z.string()), nodeDeploymentMap: maybe(z.record(z.string(), z.boolean())) })),
  })
  .transform(({ metadata, spec, status }): LonghornSurroundings["engineImages"][number] => ({
    name: metadata.name,
    image: spec.image,
    state: status?.state || undefined,
    nodes: Object.entries(status?.nodeDeploymentMap ?? {})
      .filter(([, isThere]) => isThere)
      .map(([node]) => node)
      .toSorted(),
  }));

/** Longhorn writes "" for never; what is no time is none. */
function timeIn(text: string | undefined): string | undefined {
  return text && time.safeParse(text).success ? time.parse(text) : undefined;
}

export const longhornReplicaSchema = z
  .object({
    metadata: named.extend({ deletionTimestamp: maybe(z.string()) }),
    spec: z.object({
      volumeName: z.string(),
      nodeID: maybe(z.string()),
      active: flag,
      failedAt: maybe(z.string()),
      healthyAt: maybe(z.string()),
    }),
    status: maybe(z.object({ currentState: maybe(z.string()) })),
  })
  .transform(
    ({ metadata, spec, status }): Item<"replicas"> => ({
      name: metadata.name,
      volume: spec.volumeName,
      node: spec.nodeID || undefined,
      active: spec.active,
      failedAt: spec.failedAt ?? "",
      healthyAt: spec.healthyAt ?? "",
      state: status?.currentState || undefined,
      deleting: metadata.deletionTimestamp !== undefined,
    }),
  );

export const longhornEngineSchema = z
  .object({
    metadata: named,
    spec: z.object({ volumeName: z.string(), active: flag }),
    status: maybe(z.object({ replicaModeMap: texts })),
  })
  .transform(
    ({ metadata, spec, status }): Item<"engines"> => ({
      name: metadata.name,
      volume: spec.volumeName,
      active: spec.active,
      modes: status?.replicaModeMap ?? {},
    }),
  );

export const longhornNodeSchema = z
  .object({
    metadata: named,
    spec: z.object({ allowScheduling: flag }),
    status: maybe(z.object({ conditions })),
  })
  .transform(
    ({ metadata, spec, status }): Item<"nodes"> => ({
      name: metadata.name,
      allowScheduling: spec.allowScheduling,
      conditions: status?.conditions ?? {},
    }),
  );

/** A setting: its value stands at the top of the object. */
export const longhornSettingSchema = z.object({ metadata: named, value: z.string() });

/** The settings that gates and evidence use; others (backup credentials among them) are dropped. */
export const longhornSettingNames: ReadonlySet<string> = new Set([
  "default-replica-count",
  "default-data-locality",
  "replica-auto-balance",
  "replica-soft-anti-affinity",
  "concurrent-replica-rebuild-per-node-limit",
  "replica-replenishment-wait-interval",
  "node-down-pod-deletion-policy",
  "disable-scheduling-on-cordoned-node",
  "auto-delete-pod-when-volume-detached-unexpectedly",
  "rwx-volume-fast-failover",
  "taint-toleration",
  "storage-over-provisioning-percentage",
  "storage-minimal-available-percentage",
]);
