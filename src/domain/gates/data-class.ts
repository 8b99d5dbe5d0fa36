import type { Snapshot } from "../snapshot.ts";
import type { DataClass } from "../settings.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { claimsOf, type UsedClaim } from "./claims.ts";
import { unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { namespacesOf, titleOf } from "./look.ts";

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
      claimsOf(workload, snapshot).flatMap(({ name, facts }) => (facts.state === "unknown" ? [unread(`claim ${name}`, facts.reason)] : [])),
    ),
    good: classes.length === 0 ? "no workload" : classes.join(", "),
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted: "each workload's class is known",
    command: claimsCommand(snapshot, workloads),
  });
}

/** The runbook's own line for claims, access modes and storage classes. */
export function claimsCommand(snapshot: Snapshot, workloads: readonly Workload[]): string {
  return kubectlEach(
    namespacesOf(snapshot, workloads),
    "get",
    "pvc",
    "-o",
    "custom-columns=NAME:.metadata.name,MODES:.spec.accessModes,CLASS:.spec.storageClassName,VOLUME:.spec.volumeName",
  );
}

/** `data (ReadWriteOnce, longhorn, from git)`. */
export function claimText({ name, facts, use }: UsedClaim): string {
  if (facts.state !== "known") return `${name} (${facts.state === "absent" ? "does not exist" : "not known"})`;
  const { accessModes, storageClass, from } = facts.value;
  const words = [accessModes.join("+") || "no access mode", storageClass ?? "default class", use === "each" ? "one a replica" : `from ${from}`];
  return `${name} (${words.join(", ")})`;
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const claims = claimsOf(workload, snapshot);
  return `${titleOf(workload)}: ${claims.length === 0 ? "no claims" : claims.map(claimText).join(", ")}`;
}
