import type { StorageClass } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { liveList, type Seen } from "./look.ts";
import { classNameOf, classOf, distinctClaims, type MountedClaim, mountedClaims } from "./mounted-claims.ts";

/**
 * The StorageClass behind each claim (runbook §3.1, "AccessModes and StorageClass"): that it exists, who makes its
 * volumes and when it binds them. A claim that is bound keeps its volume whatever becomes of its class; a new one, a
 * restored one included, waits for ever.
 */
export function storageClass({ snapshot, workloads }: GateInput): Verdict {
  const claims = distinctClaims(mountedClaims(snapshot, workloads));
  const classes = liveList(snapshot, (cluster) => cluster.storageClasses);
  return verdictOf({
    findings: classFindings(claims, classes),
    good: claims.length === 0 ? "no claims are mounted" : "every claim's StorageClass exists",
    notes: classes.state === "known" ? claims.map((claim) => describe(claim, classes.value)) : [],
    wanted: "the StorageClass of every claim exists",
    command: kubectl(
      "get",
      "storageclasses",
      "-o",
      "custom-columns=NAME:.metadata.name,PROVISIONER:.provisioner,BINDING:.volumeBindingMode",
    ),
  });
}

function classFindings(claims: readonly MountedClaim[], classes: Seen<readonly StorageClass[]>): Finding[] {
  if (claims.length === 0) return [];
  if (classes.state === "unknown") return [unread("the storage classes", classes.reason)];
  return claims.flatMap((claim) => {
    if (claim.live.state === "unknown") return [unread(`claim ${claim.name}`, claim.live.reason)];
    if (isStatic(claim) || classOf(claim, classes.value) !== undefined) return [];
    return [missingClass(claim)];
  });
}

/** `storageClassName: ""` asks for a volume that somebody made by hand. A bound claim may have no class at all. */
function isStatic(claim: MountedClaim): boolean {
  const name = classNameOf(claim);
  return name === "" || (name === undefined && isBound(claim));
}

function isBound({ live }: MountedClaim): boolean {
  return live.state === "known" && live.value.volumeName !== undefined;
}

function missingClass(claim: MountedClaim): Finding {
  const name = classNameOf(claim);
  if (name === undefined) {
    const remedy = `Name a class in claim ${claim.name}, or make one the default.`;
    return fail(`claim ${claim.name} names no StorageClass, and the cluster has no default one`, remedy);
  }
  const remedy = `Create StorageClass ${name} again as it was; a claim's class cannot be changed.`;
  return isBound(claim)
    ? warn(`claim ${claim.name} is bound, but its StorageClass ${name} does not exist any more`, remedy)
    : fail(`claim ${claim.name} is of StorageClass ${name}, which does not exist`, remedy);
}

function describe(claim: MountedClaim, classes: readonly StorageClass[]): string {
  const found = isStatic(claim) ? undefined : classOf(claim, classes);
  if (found === undefined)
    return `claim ${claim.name}: ${isStatic(claim) ? "no class" : (classNameOf(claim) ?? "no default class")}`;
  return `claim ${claim.name}: ${found.name} (${found.provisioner}, ${found.bindingMode}${found.isDefault ? ", default" : ""})`;
}
