import type { Longhorn } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import type { GateInput } from "./gate.ts";
import { isHealthy } from "./longhorn-replicas.ts";
import {
  type AppVolume,
  longhornCommand,
  longhornVerdict,
  nameOf,
  problem,
  type VolumeProblem,
  volumeFindings,
} from "./longhorn-use.ts";
import { titleOf } from "./look.ts";

/**
 * Where a volume wants its data (facts §5, traps). `strict-local` keeps its only replica where it is attached and
 * refuses another node; it can be changed only while the volume is detached. `best-effort` builds a replica on the node
 * that the pod comes to: with a healthy one on each node already there is nothing to build, without it a failover
 * begins with a rebuild.
 */
export function longhornLocality(input: GateInput): Verdict {
  return longhornVerdict(input, {
    missing: "fail",
    pick: (cluster) => cluster.longhorn,
    judge: (longhorn, { volumes }) => ({
      findings: volumeFindings(volumes.flatMap((volume) => localityProblems(volume, longhorn))),
      notes: volumes.map((volume) => `${nameOf(volume)}: ${localityOf(volume, longhorn) ?? "not known"}`),
    }),
    good: "no volume is bound to the node where it is attached",
    wanted: "dataLocality disabled, or best-effort with a replica on both nodes; never strict-local",
    command: longhornCommand(
      "get",
      "volumes.longhorn.io",
      "-o",
      "custom-columns=NAME:.metadata.name,LOCALITY:.spec.dataLocality,REPLICAS:.spec.numberOfReplicas",
    ),
  });
}

function localityOf({ name }: AppVolume, { volumes }: Longhorn): string | undefined {
  return volumes.find((volume) => volume.name === name)?.dataLocality;
}

function localityProblems(volume: AppVolume, longhorn: Longhorn): VolumeProblem[] {
  const locality = localityOf(volume, longhorn);
  switch (locality) {
    case "disabled":
      return [];
    case "best-effort":
      return bestEffort(volume, longhorn);
    case "strict-local":
      return [
        problem(
          volume,
          "fail",
          "is strict-local: its only replica is where it is attached, and no other node may attach it",
          `stop ${volume.workloads.map(titleOf).join(" and ")}, wait until it is detached, set dataLocality to disabled and numberOfReplicas to 2, and start again`,
        ),
      ];
    default:
      return [problem(volume, "unknown", `has data locality ${locality ?? "unknown"}`, "")];
  }
}

function bestEffort(volume: AppVolume, { replicas }: Longhorn): VolumeProblem[] {
  const nodes = new Set(
    replicas.filter((replica) => replica.volume === volume.name && isHealthy(replica)).map(({ node }) => node),
  );
  if (nodes.size > 1) return [];
  const text = "is best-effort and has no replica on a second node: a failover would begin with a rebuild";
  return [problem(volume, "warn", text, "have a healthy replica on both nodes first, or set dataLocality to disabled")];
}
