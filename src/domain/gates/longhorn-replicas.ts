import type { Longhorn } from "../cluster.ts";
import { type AppVolume, problem, type VolumeProblem } from "./longhorn-use.ts";
import type { LaneNodes } from "./look.ts";

export type Replica = Longhorn["replicas"][number];

/** A replica that counts (facts §5): in use, complete, not failed, running, not on its way out. */
export function isHealthy({ active, failedAt, healthyAt, state, deleting }: Replica): boolean {
  return active && failedAt === "" && healthyAt !== "" && state === "running" && !deleting;
}

/** RW, WO or ERR, from the engine: a replica does not know its own mode in any of Longhorn's versions. */
export function modeOf({ name, volume }: Replica, { engines }: Longhorn): string | undefined {
  const modes = engines.find((engine) => engine.volume === volume && engine.active)?.modes ?? {};
  return Object.hasOwn(modes, name) ? modes[name] : undefined;
}

/** Exactly two healthy replicas, one on a node of each lane. */
export function placementProblems(
  volume: AppVolume,
  healthy: readonly Replica[],
  { primary, secondary }: LaneNodes,
): VolumeProblem[] {
  const names = healthy.map(({ node }) => node ?? "no node");
  if (healthy.length !== 2) {
    const where = names.length === 0 ? "" : ` (on ${names.join(" and ")})`;
    const text = `has ${healthy.length} healthy ${healthy.length === 1 ? "replica" : "replicas"}${where}, not two`;
    const todo =
      healthy.length < 2
        ? "let Longhorn build the missing replica (both lanes' nodes must be schedulable to it)"
        : "take away the replica that is too many";
    return [problem(volume, "fail", text, todo)];
  }
  const on = (lane: LaneNodes["primary"]) => lane.filter(({ name }) => names.includes(name)).length;
  if (on(primary) === 1 && on(secondary) === 1) return [];
  if (names[0] === names[1]) {
    const todo =
      "with replica-soft-anti-affinity false set its numberOfReplicas to 3, wait for the replica on the other node, set it back to 2 and take away one of the two";
    return [problem(volume, "fail", `has both replicas on ${names[0]}`, todo)];
  }
  const text = `has its replicas on ${names.join(" and ")}, which are not a node of each lane`;
  return [
    problem(volume, "fail", text, "evict the replica that is outside, and let Longhorn build it on the lane's node"),
  ];
}

/** The active engine has exactly the healthy replicas, all of them RW. */
export function engineProblems(
  volume: AppVolume,
  healthyReplicas: readonly Replica[],
  { engines }: Longhorn,
): VolumeProblem[] {
  const active = engines.filter((engine) => engine.volume === volume.name && engine.active);
  const engine = active[0];
  if (engine === undefined || active.length > 1) {
    const text = engine === undefined ? "has no active engine" : `has ${active.length} active engines`;
    return [problem(volume, "unknown", text, "look again when one engine runs it")];
  }
  const healthy = new Set(healthyReplicas.map(({ name }) => name));
  const missing = [...healthy].filter((name) => !Object.hasOwn(engine.modes, name));
  return [
    ...Object.entries(engine.modes).flatMap(([name, mode]) => {
      if (mode === "RW" && healthy.has(name)) return [];
      return [problem(volume, "fail", ...modeWords(name, mode))];
    }),
    ...missing.map((name) =>
      problem(
        volume,
        "fail",
        `does not write to its replica ${name}`,
        "wait until its engine has taken the replica in",
      ),
    ),
  ];
}

function modeWords(name: string, mode: string): [text: string, todo: string] {
  switch (mode) {
    case "RW":
      return [`writes to replica ${name}, which is not a healthy one`, "find out what that replica is"];
    case "WO":
      return [`rebuilds replica ${name} (MODE WO)`, "wait until its rebuild has ended"];
    default:
      return [`has replica ${name} in MODE ${mode}`, "let Longhorn replace the replica that failed"];
  }
}
