import type { LabObject } from "./lab-client.ts";

const namespace = "longhorn-system";
const engine = "longhornio/longhorn-engine:v1.9.1";

export type LonghornCopy = {
  readonly node: string;
  /** In the engine's replicaModeMap: RW, WO (rebuilding) or ERR. */
  readonly mode?: string;
  readonly failedAt?: string;
  readonly healthyAt?: string;
  readonly active?: boolean;
  readonly state?: string;
};

export type LonghornVolume = {
  readonly name: string;
  readonly accessMode?: "rwo" | "rwx";
  readonly state?: string;
  readonly robustness?: string;
  readonly numberOfReplicas?: number;
  readonly dataLocality?: string;
  /** Where it is attached; undefined: nowhere. */
  readonly node?: string | undefined;
  readonly copies?: readonly LonghornCopy[];
  readonly image?: string;
  readonly currentImage?: string;
  readonly lastBackupAt?: string;
  /** When snapshots were taken. */
  readonly snapshotsAt?: readonly string[];
  /** `Scheduled: "True"` and the like. */
  readonly conditions?: Readonly<Record<string, string>>;
  /** When its copies became healthy. */
  readonly healthyAt?: string;
};

/**
 * A volume with its copies, its engine and its snapshots. Without more it is healthy: attached on miniserver, one copy
 * on each node, both read and write. Apply it again to change it.
 */
export function longhornVolume(volume: LonghornVolume): readonly LabObject[] {
  const { name, accessMode = "rwo", healthyAt = "2026-01-01T00:00:00Z", image = engine, snapshotsAt = [] } = volume;
  const copies = (volume.copies ?? [{ node: "miniserver" }, { node: "worker-1" }]).map((copy, index, all) => ({
    ...copy,
    // Two copies on one node need names of their own.
    name: `${name}-r-${copy.node}${all.findIndex(({ node }) => node === copy.node) === index ? "" : `-${index}`}`,
  }));
  const labels = { longhornvolume: name };
  const modes = Object.fromEntries(copies.map((copy) => [copy.name, copy.mode ?? "RW"]));
  return [
    longhornObject("Volume", name, {
      spec: {
        numberOfReplicas: volume.numberOfReplicas ?? 2,
        dataLocality: volume.dataLocality ?? "disabled",
        accessMode,
        size: "1073741824",
        image,
      },
      status: {
        state: volume.state ?? "attached",
        robustness: volume.robustness ?? "healthy",
        currentNodeID: "node" in volume ? (volume.node ?? "") : "miniserver",
        currentImage: volume.currentImage ?? image,
        lastBackupAt: volume.lastBackupAt ?? "",
        conditions: Object.entries({ Scheduled: "True", ...volume.conditions }).map(([type, status]) => ({
          type,
          status,
        })),
      },
    }),
    ...copies.map(
      ({ name: its, node, active = true, failedAt = "", healthyAt: since = healthyAt, state = "running" }) =>
        longhornObject("Replica", its, {
          labels,
          spec: { volumeName: name, nodeID: node, active, failedAt, healthyAt: since },
          status: { currentState: state },
        }),
    ),
    longhornObject("Engine", `${name}-e-0`, {
      labels,
      spec: { volumeName: name, nodeID: "miniserver", active: true },
      status: { currentState: "running", replicaModeMap: modes },
    }),
    ...snapshotsAt.map((creationTime, index) =>
      longhornObject("Snapshot", `${name}-s-${index}`, {
        labels,
        spec: { volume: name },
        status: { creationTime, markRemoved: false, readyToUse: true, userCreated: true },
      }),
    ),
  ];
}

/** A node as Longhorn sees it. */
export function longhornNode(
  name: string,
  {
    allowScheduling = true,
    conditions = {},
  }: { readonly allowScheduling?: boolean; readonly conditions?: object } = {},
): LabObject {
  const said = Object.entries({ Ready: "True", Schedulable: "True", MountPropagation: "True", ...conditions });
  return longhornObject("Node", name, {
    spec: { allowScheduling, evictionRequested: false },
    status: { conditions: said.map(([type, status]) => ({ type, status })) },
  });
}

/** A setting: its value stands at the top of the object, as text. */
export function longhornSetting(name: string, value: string): LabObject {
  return longhornObject("Setting", name, { value });
}

/** An engine image, deployed on those nodes. */
export function longhornEngineImage(image = engine, nodes: readonly string[] = ["miniserver", "worker-1"]): LabObject {
  const name = `ei-${image.replace(/^.*:/, "").replace(/[^a-z0-9]/g, "")}`;
  return longhornObject("EngineImage", name, {
    spec: { image },
    status: { state: "deployed", nodeDeploymentMap: Object.fromEntries(nodes.map((node) => [node, true])) },
  });
}

/** Longhorn's nodes, its engine image and the runbook's five settings. */
export const longhornItself: readonly LabObject[] = [
  longhornNode("miniserver"),
  longhornNode("worker-1"),
  longhornEngineImage(),
  longhornSetting("default-replica-count", '{"v1":"2","v2":"2"}'),
  longhornSetting("replica-auto-balance", "disabled"),
  longhornSetting("replica-soft-anti-affinity", "false"),
  longhornSetting("concurrent-replica-rebuild-per-node-limit", "1"),
  longhornSetting("replica-replenishment-wait-interval", "600"),
];

function longhornObject(
  kind: string,
  name: string,
  { labels = {}, ...rest }: { readonly labels?: object; readonly [key: string]: unknown },
): LabObject {
  return { apiVersion: "longhorn.io/v1beta2", kind, metadata: { namespace, name, labels }, ...rest };
}
