import type { Lanes, Settings } from "../settings.ts";
import type { Observation } from "../snapshot.ts";
import type { LaneNodes } from "./lane-affinity.ts";

/** The lanes' nodes as observed; offline, or where nodes are unknown, one node a lane is assumed (design §12). */
export function laneNodes(observation: Observation, { lanes }: Settings): LaneNodes {
  const nodes =
    observation.mode === "live" && observation.cluster.nodes.state === "known" ? observation.cluster.nodes.value : [];
  const inLanes = nodes.filter(
    ({ labels }) => labels[lanes.label] === lanes.primary || labels[lanes.label] === lanes.secondary,
  );
  const secondary = inLanes.find(({ labels }) => labels[lanes.label] === lanes.secondary);
  if (secondary === undefined) return { lanes, secondary: { name: undefined, labels: assumed(lanes) }, count: 2 };
  return { lanes, secondary: { name: secondary.name, labels: secondary.labels }, count: inLanes.length };
}

function assumed(lanes: Lanes): Readonly<Record<string, string>> {
  return { [lanes.label]: lanes.secondary };
}

/** What the API server understands of what we write (facts §2.3, §2.6). */
export type ServerAbility = {
  readonly affinityPerRevision: boolean;
  readonly spreadPerRevision: boolean;
  readonly assumed: boolean;
  readonly version: string | undefined;
};

/** Matters of version; an unknown server is taken for a current one, and that is said. */
export function serverAbility(observation: Observation): ServerAbility {
  const server =
    observation.mode === "live" && observation.cluster.server.state === "known"
      ? observation.cluster.server.value
      : undefined;
  if (server === undefined)
    return { affinityPerRevision: true, spreadPerRevision: true, assumed: true, version: undefined };
  const at = (minor: number) => server.major > 1 || server.minor >= minor;
  return { affinityPerRevision: at(31), spreadPerRevision: at(27), assumed: false, version: server.version };
}
