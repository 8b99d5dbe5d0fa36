import type { DataClass } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { ClaimUse } from "../storage.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, offlineReason, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { claimsOf, isOffline, namespacesOf, titleOf } from "./look.ts";

const runbookWords: Readonly<Record<DataClass, string>> = {
  stateless: "stateless",
  shareable: "stateful (shareable)",
  "single-writer": "stateful (single-writer)",
  fragile: "stateful (fragile database)",
};

/**
 * Names the runbook's data class of each workload (§3.1). It judges nothing: what the class forbids is the strategy's
 * to say. A class that rests on a claim which nobody could read is not known.
 */
export function dataClass({ snapshot, workloads, classOf }: GateInput): Verdict {
  const classes = workloads.map((workload) => `${titleOf(workload)} is ${runbookWords[classOf(workload)]}`);
  return verdictOf({
    findings: workloads.flatMap((workload) =>
      claimsOf(snapshot, workload).flatMap((claim) => unreadClaim(claim, snapshot)),
    ),
    good: classes.length === 0 ? "no workload" : classes.join(", "),
    notes: [...classes, ...workloads.map((workload) => describe(workload, snapshot))],
    wanted: "each workload's class is known",
    command: claimsCommand(snapshot, workloads),
  });
}

/** What to say of a claim that is not in Git and that the cluster was not asked for, or did not tell. */
export function unreadClaim({ claim, accessModes }: ClaimUse, snapshot: Snapshot): Finding[] {
  if (accessModes.state !== "unknown") return [];
  return [isOffline(snapshot) ? unread(`claim ${claim}`, offlineReason) : unread(`claim ${claim}`, accessModes.reason)];
}

/** The runbook's own question: claims, access modes and storage classes. */
export function claimsCommand(snapshot: Snapshot, workloads: readonly Workload[]): string {
  return kubectlEach(
    namespacesOf(snapshot, workloads),
    "get",
    "pvc",
    "-o",
    "custom-columns=NAME:.metadata.name,MODES:.spec.accessModes,CLASS:.spec.storageClassName,VOLUME:.spec.volumeName",
  );
}

/** `data (ReadWriteOnce, longhorn)`. */
export function claimText({ claim, accessModes, storageClass, templated }: ClaimUse): string {
  if (accessModes.state !== "known")
    return `${claim} (${accessModes.state === "absent" ? "does not exist" : "not known"})`;
  const words = [
    accessModes.value.join("+") || "no access mode",
    storageClass ?? "default class",
    ...(templated ? ["one a replica"] : []),
  ];
  return `${claim} (${words.join(", ")})`;
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const claims = claimsOf(snapshot, workload);
  return `${titleOf(workload)}: ${claims.length === 0 ? "no claims" : claims.map(claimText).join(", ")}`;
}
