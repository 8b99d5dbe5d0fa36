import type { LonghornSurroundings } from "../cluster-surroundings.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, unread } from "./findings.ts";
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

type EngineImage = LonghornSurroundings["engineImages"][number];

/**
 * "Engine image mismatch" (runbook, risk register): a volume that still runs an older engine than Longhorn's newest, or
 * whose upgrade is under way. Upgraded before the move, one volume at a time, it cannot be upgraded in the middle of it.
 */
export function engineImage(input: GateInput): Verdict {
  return longhornVerdict(input, {
    missing: "warn",
    pick: (cluster) => cluster.longhornSurroundings,
    judge: (around, { volumes }) => {
      const current = newest(around.engineImages);
      const unclear: Finding[] =
        current === undefined && volumes.length > 0
          ? [unread("the current engine image", "Longhorn lists none whose version can be told")]
          : [];
      return {
        findings: [...unclear, ...volumeFindings(volumes.flatMap((volume) => imageProblems(volume, around, current)))],
        notes: [
          `engine images: ${around.engineImages.map(({ image, state }) => `${image} (${state ?? "state not known"})`).join(", ") || "none"}`,
          ...volumes.map((volume) => `${nameOf(volume)}: ${imagesOf(volume, around)?.currentImage ?? "not known"}`),
        ],
      };
    },
    good: "every volume of the app runs Longhorn's current engine",
    wanted: "each volume's engine image is the newest that Longhorn has deployed, with no upgrade under way",
    command: `${longhornCommand("get", "engineimages.longhorn.io", "-o", "custom-columns=IMAGE:.spec.image,STATE:.status.state")} && ${longhornCommand("get", "volumes.longhorn.io", "-o", "custom-columns=NAME:.metadata.name,WANTED:.spec.image,IMAGE:.status.currentImage")}`,
  });
}

function imagesOf({ name }: AppVolume, { volumes }: LonghornSurroundings) {
  return volumes.find((volume) => volume.name === name);
}

function imageProblems(
  volume: AppVolume,
  around: LonghornSurroundings,
  current: EngineImage | undefined,
): VolumeProblem[] {
  const images = imagesOf(volume, around);
  const wanted = images?.image;
  // A volume that was never attached runs nothing yet.
  const runs = images?.currentImage ?? wanted;
  if (runs === undefined)
    return [problem(volume, "unknown", "names no engine image that could be read", "look again in a moment")];
  if (wanted !== undefined && wanted !== runs) {
    const text = `runs engine ${runs} while ${wanted} is wanted: its upgrade is under way, or stuck`;
    return [problem(volume, "warn", text, "wait until its engine is upgraded")];
  }
  if (current === undefined || sameVersion(runs, current.image)) return [];
  const text = `runs engine ${runs}; the current one is ${current.image}`;
  return [problem(volume, "warn", text, `upgrade its engine to ${current.image}`)];
}

/** The same image, or the same version of it from another registry. */
function sameVersion(one: string, other: string): boolean {
  const [left, right] = [versionOf(one), versionOf(other)];
  return one === other || (left !== undefined && right !== undefined && compare(left, right) === 0);
}

/** The engine that comes with Longhorn itself: the newest, because Longhorn is never downgraded. */
function newest(images: readonly EngineImage[]): EngineImage | undefined {
  const usable = images.filter(({ state }) => state !== "incompatible" && state !== "error");
  const [only] = usable;
  if (usable.length === 1) return only;
  const versioned = usable.flatMap((each) => {
    const version = versionOf(each.image);
    return version === undefined ? [] : [{ each, version }];
  });
  return versioned.toSorted((one, other) => compare(other.version, one.version))[0]?.each;
}

type Version = readonly [major: number, minor: number, patch: number, isRelease: number];

/** `longhornio/longhorn-engine:v1.9.1` → 1.9.1; `-rc1` and the like come before their release. */
function versionOf(image: string): Version | undefined {
  const match = image.split("@", 1)[0]?.match(/:v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[\w.-]+)?$/);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3]), match[4] === undefined ? 1 : 0] : undefined;
}

function compare(one: Version, other: Version): number {
  const index = one.findIndex((part, at) => part !== other[at]);
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
