import type { Workload } from "../workload.ts";

/** The alphabet of generated names (apimachinery util/rand): no vowels, nothing that is read as something else. */
const letter = "[bcdfghjklmnpqrstvwxz2456789]";
const suffix = new RegExp(`^${letter}{5}$`);
const hash = new RegExp(`^${letter}{1,10}$`);
const hashThenDash = new RegExp(`^${letter}{1,10}-$`);
const cutHash = new RegExp(`^${letter}{0,10}-?$`);
/** A generated name is 58 characters of what was asked for, cut off where it is longer, and five drawn ones. */
const longestGenerated = 63;

/**
 * True when a name is one that the workload's controller gives to its pods, of whatever revision. Events name objects
 * that are gone already, and then the name is all that is left of them.
 */
export function isPodName({ kind, ref }: Pick<Workload, "kind" | "ref">, name: string): boolean {
  const start = `${ref.name}-`;
  if (kind === "StatefulSet") return name.startsWith(start) && /^\d+$/.test(name.slice(start.length));
  if (!suffix.test(name.slice(-5))) return false;
  const base = name.slice(0, -5);
  const cut = name.length === longestGenerated;
  if (!base.startsWith(start)) return cut && start.startsWith(base);
  return (cut ? cutHash : hashThenDash).test(base.slice(start.length));
}

/** True when a name is one that a Deployment's controller gives to its ReplicaSets. */
export function isReplicaSetName({ kind, ref }: Pick<Workload, "kind" | "ref">, name: string): boolean {
  const start = `${ref.name}-`;
  return kind === "Deployment" && name.startsWith(start) && hash.test(name.slice(start.length));
}
