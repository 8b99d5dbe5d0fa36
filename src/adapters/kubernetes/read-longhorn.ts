import type { Longhorn, PersistentVolume } from "../../domain/cluster.ts";
import type { LonghornSurroundings } from "../../domain/cluster-surroundings.ts";
import {
  longhornEngineImageSchema,
  longhornEngineSchema,
  longhornNodeSchema,
  longhornReplicaSchema,
  longhornSettingNames,
  longhornSettingSchema,
  longhornSnapshotSchema,
  longhornVolumeSchema,
} from "./parse/longhorn.ts";
import { once } from "./parts.ts";
import type { Reader } from "./reader.ts";
import { resources } from "./resources.ts";

const driver = "driver.longhorn.io";

/** Reads Longhorn's objects in its namespace; each read throws ReadFailure when one of its lists cannot be read. */
export function longhornReader(reader: Reader, namespace: string) {
  const here = [namespace];
  const volumesAndAround = once(() => reader.inEach(here, resources.longhornVolumes, longhornVolumeSchema));

  /** Longhorn's volumes with their copies, engines, settings and nodes. */
  async function itself(): Promise<Longhorn> {
    const [volumes, replicas, engines, settings, nodes] = await Promise.all([
      volumesAndAround(),
      reader.inEach(here, resources.longhornReplicas, longhornReplicaSchema),
      reader.inEach(here, resources.longhornEngines, longhornEngineSchema),
      reader.inEach(here, resources.longhornSettings, longhornSettingSchema),
      reader.inEach(here, resources.longhornNodes, longhornNodeSchema),
    ]);
    const used = settings.filter(({ metadata }) => longhornSettingNames.has(metadata.name));
    return {
      volumes: volumes.map(({ volume }) => volume),
      replicas,
      engines,
      settings: Object.fromEntries(used.map(({ metadata, value }) => [metadata.name, value])),
      nodes,
    };
  }

  /** Engine images, and of the app's own volumes what stands around them. A cluster may keep thousands of snapshots: only theirs are read. */
  async function surroundings(claimed: readonly PersistentVolume[]): Promise<LonghornSurroundings> {
    const own = new Set(claimed.flatMap(({ csi }) => (csi?.driver === driver ? [csi.handle] : [])));
    const [volumes, engineImages, snapshots] = await Promise.all([
      volumesAndAround(),
      reader.inEach(here, resources.longhornEngineImages, longhornEngineImageSchema),
      snapshotsOf([...own].filter(isLabelValue)),
    ]);
    const newest = Map.groupBy(snapshots, ({ volume }) => volume);
    return {
      engineImages,
      volumes: volumes
        .filter(({ around }) => own.has(around.name))
        .map(({ around }) => ({
          ...around,
          lastSnapshotAt: newest
            .get(around.name)
            ?.flatMap(({ takenAt }) => takenAt ?? [])
            .toSorted()
            .at(-1),
        })),
    };
  }

  async function snapshotsOf(volumes: readonly string[]) {
    if (volumes.length === 0) return [];
    const labelSelector = `longhornvolume in (${volumes.toSorted().join(",")})`;
    return await reader.inEach(here, resources.longhornSnapshots, longhornSnapshotSchema, { labelSelector });
  }

  return { itself, surroundings };
}

/** A volume's handle is what somebody wrote into a PersistentVolume: only what can be a label may become part of a selector. */
function isLabelValue(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}
