import type { ClusterView, Longhorn } from "../../src/domain/cluster.ts";
import type { LonghornSurroundings, PlatformPod } from "../../src/domain/cluster-surroundings.ts";
import { known } from "../../src/domain/known.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { aClaim, aClaimManifest, aDeployment, aPod, aVolume } from "./snapshot.ts";

/*
 * A healthy Longhorn: volume pvc-1 of claim data, attached to miniserver, with a replica on each node and the
 * runbook's settings. A test says only what is different in its own.
 */

type Volume = Longhorn["volumes"][number];
type Replica = Longhorn["replicas"][number];
type Engine = Longhorn["engines"][number];
type Around = LonghornSurroundings["volumes"][number];

/** The Deployment web with claim data, as Git has them. */
export const withData: readonly Manifest[] = [
  aDeployment({ pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } }),
  aClaimManifest("data", ["ReadWriteOnce"]),
];

/** Two Deployments, api and web, with claims and volumes of their own: data-api on pvc-a, data-web on pvc-b. */
export const withTwo: readonly Manifest[] = ["api", "web"].map((name) =>
  aDeployment({ name, pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: `data-${name}` } }] } }),
);

/** What is seen live of {@link withData}; `changes` replaces parts of it. */
export function dataCluster(changes: Partial<ClusterView> = {}): Partial<ClusterView> {
  return {
    claims: known([aClaim()]),
    volumes: known([aVolume()]),
    pods: known([aPod({ claims: ["data"] })]),
    longhorn: known(aLonghorn()),
    longhornSurroundings: known(aroundLonghorn()),
    volumeAttachments: known([
      { name: "csi-1", volume: "pvc-1", node: "miniserver", attached: true, error: undefined },
    ]),
    csiNodes: known(["miniserver", "worker-1"].map((node) => ({ node, drivers: ["driver.longhorn.io"] }))),
    platformPods: known(longhornPods()),
    ...changes,
  };
}

/** What is seen live of {@link withTwo}, with what Longhorn has of each volume. */
export function twoVolumes(each: (name: string) => Partial<Volume>): Partial<ClusterView> {
  const names = ["pvc-a", "pvc-b"] as const;
  const claim = { "pvc-a": "data-api", "pvc-b": "data-web" } as const;
  return dataCluster({
    claims: known(names.map((name) => aClaim({ name: claim[name], volumeName: name }))),
    volumes: known(names.map((name) => aVolume({ name, csi: { driver: "driver.longhorn.io", handle: name } }))),
    longhorn: known(
      aLonghorn({
        volumes: names.map((name) => aLonghornVolume({ name, ...each(name) })),
        replicas: names.flatMap((volume) => replicasOf(volume)),
        engines: names.map((volume) => anEngine({ volume })),
      }),
    ),
    longhornSurroundings: known(aroundLonghorn({ volumes: names.map((name) => aroundVolume({ name })) })),
  });
}

export function aLonghorn(changes: Partial<Longhorn> = {}): Longhorn {
  return {
    volumes: [aLonghornVolume()],
    replicas: replicasOf("pvc-1"),
    engines: [anEngine()],
    settings: runbookLonghornSettings,
    nodes: ["miniserver", "worker-1"].map((name) => aLonghornNode({ name })),
    ...changes,
  };
}

export const runbookLonghornSettings: Longhorn["settings"] = {
  "default-replica-count": "2",
  "replica-soft-anti-affinity": "false",
  "replica-auto-balance": "disabled",
  "concurrent-replica-rebuild-per-node-limit": "1",
  "replica-replenishment-wait-interval": "600",
};

export function aLonghornVolume(changes: Partial<Volume> = {}): Volume {
  return {
    name: "pvc-1",
    state: "attached",
    robustness: "healthy",
    numberOfReplicas: 2,
    dataLocality: "disabled",
    accessMode: "rwo",
    node: "miniserver",
    ...changes,
  };
}

/** A volume's two replicas, r-1 on miniserver and r-2 on worker-1; `changes` are the second one's. */
export function replicasOf(volume: string, changes: Partial<Replica> = {}): readonly Replica[] {
  return [
    aReplica({ name: `${volume}-r-1`, volume }),
    aReplica({ name: `${volume}-r-2`, volume, node: "worker-1", ...changes }),
  ];
}

export function aReplica(changes: Partial<Replica> = {}): Replica {
  return {
    name: "pvc-1-r-1",
    volume: "pvc-1",
    node: "miniserver",
    active: true,
    failedAt: "",
    healthyAt: "2025-12-01T00:00:00Z",
    state: "running",
    deleting: false,
    ...changes,
  };
}

export function anEngine(changes: Partial<Engine> = {}): Engine {
  const { volume = "pvc-1" } = changes;
  return {
    name: `${volume}-e-0`,
    volume,
    active: true,
    modes: { [`${volume}-r-1`]: "RW", [`${volume}-r-2`]: "RW" },
    ...changes,
  };
}

export function aLonghornNode(changes: Partial<Longhorn["nodes"][number]> = {}): Longhorn["nodes"][number] {
  return {
    name: "miniserver",
    allowScheduling: true,
    conditions: { Ready: "True", Schedulable: "True", MountPropagation: "True" },
    ...changes,
  };
}

/** Engine v1.9.1 everywhere, a snapshot of this morning and a backup of yesterday. */
export function aroundLonghorn(changes: Partial<LonghornSurroundings> = {}): LonghornSurroundings {
  return { engineImages: [anEngineImage("v1.9.1")], volumes: [aroundVolume()], ...changes };
}

export function anEngineImage(tag: string, state = "deployed"): LonghornSurroundings["engineImages"][number] {
  return { name: `ei-${tag}`, image: `longhornio/longhorn-engine:${tag}`, state, nodes: ["miniserver", "worker-1"] };
}

export function aroundVolume(changes: Partial<Around> = {}): Around {
  return {
    name: "pvc-1",
    image: "longhornio/longhorn-engine:v1.9.1",
    currentImage: "longhornio/longhorn-engine:v1.9.1",
    lastBackupAt: "2025-12-31T09:00:00.000Z",
    lastSnapshotAt: "2026-01-01T09:00:00.000Z",
    robustConditions: {},
    ...changes,
  };
}

/** Longhorn's pods on both nodes; `change` may leave one out or alter it. */
export function longhornPods(
  change: (pod: PlatformPod) => readonly PlatformPod[] = (pod) => [pod],
): readonly PlatformPod[] {
  return ["miniserver", "worker-1"]
    .flatMap((node) =>
      ["longhorn-manager", "longhorn-csi-plugin", "engine-image"].map((part) => ({
        namespace: "longhorn-system",
        name: `${part}-${node}`,
        part,
        node,
        ready: true,
      })),
    )
    .flatMap(change);
}
