import type { Longhorn } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, unread } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { engineProblems, isHealthy, modeOf, placementProblems, type Replica } from "./longhorn-replicas.ts";
import {
  type AppVolume,
  longhornCommand,
  longhornVerdict,
  nameOf,
  problem,
  type VolumeProblem,
  volumeFindings,
} from "./longhorn-use.ts";
import { type LaneNodes, laneNodes, type Seen } from "./look.ts";

type Volume = Longhorn["volumes"][number];

/**
 * "Longhorn must maintain exactly 2 healthy replicas per volume (one per node)" (runbook §3.1), by the algorithm of
 * facts §5, because Longhorn's own `healthy` only counts: it says so of two replicas on one node, and of a single one.
 * A replica's MODE, which the runbook asks the replicas for, stands in the engine. A detached volume's robustness is
 * not known to anybody; that is unknown, not a failure.
 */
export function longhornVolumes(input: GateInput): Verdict {
  const nodes = laneNodes(input.snapshot);
  return longhornVerdict(input, {
    missing: "fail",
    pick: (cluster) => cluster.longhorn,
    judge: (longhorn, { volumes, pending }) => ({
      findings: [
        ...nodesFindings(volumes, nodes),
        ...volumeFindings(volumes.flatMap((volume) => problemsOf(volume, longhorn, nodes))),
        ...pending.filter(({ stays }) => !stays).map(({ claim }) => withoutVolume(claim)),
      ],
      notes: volumes.map((volume) => describe(volume, longhorn)),
    }),
    good: "every volume of the app is attached and healthy, with one healthy replica on a node of each lane",
    wanted:
      "each volume attached and healthy; numberOfReplicas 2; two healthy replicas, one on a node of each lane, both RW in the engine",
    command: [
      longhornCommand(
        "get",
        "volumes.longhorn.io",
        "-o",
        "custom-columns=NAME:.metadata.name,STATE:.status.state,REPLICAS:.spec.numberOfReplicas,ROBUST:.status.robustness",
      ),
      longhornCommand(
        "get",
        "replicas.longhorn.io",
        "-o",
        "custom-columns=NAME:.metadata.name,VOLUME:.spec.volumeName,NODE:.spec.nodeID,STATE:.status.currentState,FAILED:.spec.failedAt",
      ),
      longhornCommand(
        "get",
        "engines.longhorn.io",
        "-o",
        "custom-columns=VOLUME:.spec.volumeName,ACTIVE:.spec.active,MODE:.status.replicaModeMap",
      ),
    ].join(" && "),
  });
}

function problemsOf(volume: AppVolume, longhorn: Longhorn, nodes: Seen<LaneNodes>): VolumeProblem[] {
  const found = longhorn.volumes.find(({ name }) => name === volume.name);
  if (found === undefined) {
    const todo = "find out what became of it, and restore it from a backup before anything moves";
    return [problem(volume, "fail", "is not among Longhorn's volumes", todo)];
  }
  const byItself = [...stateProblems(volume, found), ...countProblems(volume, found)];
  if (found.state !== "attached") return byItself;
  const replicas = longhorn.replicas.filter((replica) => replica.volume === volume.name && isHealthy(replica));
  return [
    ...byItself,
    ...(nodes.state === "known" ? placementProblems(volume, replicas, nodes.value) : []),
    ...engineProblems(volume, replicas, longhorn),
  ];
}

/** Lanes are only needed where there is a volume to place. */
function nodesFindings(volumes: readonly AppVolume[], nodes: Seen<LaneNodes>): Finding[] {
  return nodes.state === "unknown" && volumes.length > 0 ? [unread("the nodes", nodes.reason)] : [];
}

function withoutVolume(claim: string): Finding {
  return {
    outcome: "unknown",
    text: `claim ${claim} has no volume yet`,
    remedy: "Let a pod mount it, then look again.",
  };
}

function stateProblems(volume: AppVolume, { state, robustness }: Volume): VolumeProblem[] {
  if (state !== "attached") {
    const text = `is ${state ?? "in no state that is known"}: nobody knows its health until it is attached`;
    return [problem(volume, "unknown", text, "start a pod that mounts it, and look again once it is attached")];
  }
  const todo = "wait for its rebuild, or find out why none begins";
  switch (robustness) {
    case "healthy":
      return [];
    case "degraded":
      return [problem(volume, "fail", "is degraded: it lacks a healthy replica, or rebuilds one", todo)];
    case "faulted":
      return [
        problem(
          volume,
          "fail",
          "is faulted: it has no healthy replica left",
          "salvage it, or restore it from a backup",
        ),
      ];
    default:
      return [problem(volume, "unknown", `has robustness ${robustness ?? "unknown"}`, "look again in a moment")];
  }
}

function countProblems(volume: AppVolume, { numberOfReplicas: count }: Volume): VolumeProblem[] {
  if (count === 2) return [];
  if (count === undefined) return [problem(volume, "unknown", "does not say how many replicas it wants", "")];
  const why = count > 2 ? "on one node of each lane it stays degraded for ever" : "the other node has no copy";
  const text = `wants ${count} ${count === 1 ? "replica" : "replicas"}: ${why}`;
  return [problem(volume, "fail", text, "set its numberOfReplicas to 2")];
}

/** What the runbook's tables show of a volume, its replicas' MODE included. */
function describe(volume: AppVolume, longhorn: Longhorn): string {
  const found = longhorn.volumes.find(({ name }) => name === volume.name);
  if (found === undefined) return `${nameOf(volume)}: not found`;
  const replicas = longhorn.replicas
    .filter((replica) => replica.volume === volume.name)
    .map(
      (replica) =>
        `${replica.name} on ${replica.node ?? "no node"} (${replicaState(replica)}, MODE ${modeOf(replica, longhorn) ?? "none"})`,
    );
  const where = found.node === undefined ? "" : ` to ${found.node}`;
  return `${nameOf(volume)}: ${found.state ?? "state not known"}${where}, ${found.robustness ?? "robustness not known"}, replicas wanted ${found.numberOfReplicas ?? "not known"}: ${replicas.join(", ") || "none"}`;
}

function replicaState({ state, failedAt, deleting }: Replica): string {
  if (deleting) return "being deleted";
  return failedAt === "" ? (state ?? "state not known") : `failed at ${failedAt}`;
}
