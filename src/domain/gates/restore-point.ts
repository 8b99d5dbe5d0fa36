import type { LonghornSurroundings } from "../cluster-surroundings.ts";
import type { Verdict } from "../verdict.ts";
import type { GateInput } from "./gate.ts";
import {
  type AppVolume,
  longhornCommand,
  longhornVerdict,
  nameOf,
  problem,
  type VolumeProblem,
  volumeFindings,
} from "./longhorn-use.ts";

/**
 * The newest snapshot and backup of each volume with their ages ("restore from snapshot if needed", runbook §3.3 and
 * appendix). It only says that there is one: whether anybody can restore from it is on the people's checklist, and no
 * pass here ticks it.
 */
export function restorePoint(input: GateInput): Verdict {
  const { observation } = input.snapshot;
  const now = observation.mode === "live" ? observation.cluster.observedAt : input.snapshot.at;
  return longhornVerdict(input, {
    missing: "warn",
    pick: (cluster) => cluster.longhornSurroundings,
    judge: (around, { volumes, pending }) => ({
      findings: volumeFindings(volumes.flatMap((volume) => pointProblems(volume, around))),
      notes: [
        ...volumes.map((volume) => `${nameOf(volume)}: ${pointsText(pointsOf(volume, around), now)}`),
        ...pending.map(({ claim }) => `claim ${claim}: no volume yet`),
      ],
    }),
    good: "every volume has a snapshot or a backup; whether it can be restored is for people to try",
    wanted: "each volume has a recent snapshot or backup",
    command: `${longhornCommand("get", "snapshots.longhorn.io", "-o", "custom-columns=VOLUME:.spec.volume,TAKEN:.status.creationTime,READY:.status.readyToUse", "--sort-by=.status.creationTime")} && ${longhornCommand("get", "volumes.longhorn.io", "-o", "custom-columns=NAME:.metadata.name,BACKUP:.status.lastBackupAt")}`,
  });
}

type Points = { readonly snapshot: string | undefined; readonly backup: string | undefined };

function pointsOf({ name }: AppVolume, { volumes }: LonghornSurroundings): Points | undefined {
  const found = volumes.find((volume) => volume.name === name);
  return found && { snapshot: found.lastSnapshotAt, backup: found.lastBackupAt };
}

function pointProblems(volume: AppVolume, around: LonghornSurroundings): VolumeProblem[] {
  const points = pointsOf(volume, around);
  if (points === undefined)
    return [problem(volume, "unknown", "is not among the volumes whose snapshots were read", "")];
  if (points.snapshot !== undefined || points.backup !== undefined) return [];
  return [problem(volume, "warn", "has neither a snapshot nor a backup", "take a backup, or at least a snapshot")];
}

function pointsText(points: Points | undefined, now: string): string {
  if (points === undefined) return "not known";
  return `newest snapshot ${ageText(points.snapshot, now)}, newest backup ${ageText(points.backup, now)}`;
}

/** `3 hours ago (2026-01-01T09:00:00.000Z)`, from one ISO 8601 time to another; `none` without a time. */
function ageText(at: string | undefined, now: string): string {
  if (at === undefined) return "none";
  const minutes = Math.floor((Date.parse(now) - Date.parse(at)) / 60_000);
  if (Number.isNaN(minutes)) return at;
  return `${agoText(minutes)} (${at})`;
}

function agoText(minutes: number): string {
  if (minutes < 1) return "just now";
  if (minutes < 120) return counted(minutes, "minute");
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), "hour");
  return counted(Math.floor(minutes / (24 * 60)), "day");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
