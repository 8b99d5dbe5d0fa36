import type { Strategy } from "../settings.ts";
import type { ClaimUse } from "../storage.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { claimsCommand, claimText, unreadClaim } from "./data-class.ts";
import { type Finding, fail, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { claimsOf, titleOf } from "./look.ts";

type Use = { readonly workload: Workload; readonly use: ClaimUse; readonly modes: readonly string[] };

/**
 * Who may mount a claim at once (runbook §3.1, storage coupling; facts §3, rows 5 to 7). ReadWriteOnce is per node: two
 * pods on one node work, the second node's waits for an attachment that never comes, and the scheduler does not
 * see it. ReadWriteOncePod allows one pod anywhere. ReadWriteMany allows both, which no system can call safe. What
 * several workloads mount together is the claim-shared gate's.
 */
export function accessModes({ snapshot, workloads, strategyOf, attestations }: GateInput): Verdict {
  const attested = attestations.find(({ what }) => what === "multi-writer");
  const all = workloads.flatMap((workload) => claimsOf(snapshot, workload).map((use) => ({ workload, use })));
  const known = all.flatMap(({ workload, use }): Use[] =>
    use.accessModes.state === "known" ? [{ workload, use, modes: use.accessModes.value }] : [],
  );
  return verdictOf({
    findings: [
      ...all.flatMap(({ workload, use }) => [...unreadClaim(use, snapshot), ...missingClaim(use, workload)]),
      ...known.flatMap((use) => judge(use, strategyOf(use.workload), attested !== undefined)),
    ],
    good: all.length === 0 ? "no claims are mounted" : "no claim is asked for by more pods than its access mode allows",
    notes: [
      ...all.map(({ workload, use }) => `${titleOf(workload)}: ${claimText(use)}`),
      ...(attested === undefined ? [] : [`multi-writer attested by ${attested.by}`]),
    ],
    wanted: "every claim's access mode is known and allows the pods that will mount it",
    command: claimsCommand(snapshot, workloads),
  });
}

function missingClaim({ claim, accessModes }: ClaimUse, workload: Workload): Finding[] {
  if (accessModes.state !== "absent") return [];
  const title = titleOf(workload);
  return [
    fail(
      `claim ${claim} of ${title} exists neither in Git nor in the cluster`,
      `Add the claim ${claim} to Git, or correct its name in ${title}.`,
    ),
  ];
}

function judge({ workload, use: { claim, templated }, modes }: Use, strategy: Strategy, attested: boolean): Finding[] {
  const title = titleOf(workload);
  if (modes.length === 0)
    return [fail(`claim ${claim} of ${title} names no access mode`, `Set spec.accessModes of claim ${claim} in Git.`)];
  if (templated) return [];
  const spreads = strategy === "A" || strategy === "B1";
  if (modes.includes("ReadWriteMany")) {
    return spreads && !attested
      ? [
          warn(
            `${title} would write ReadWriteMany claim ${claim} from two nodes at once, and nobody has vouched for that`,
            "If the app is safe with several writers, attest it: `--attest multi-writer`, or `attest` in the settings.",
          ),
        ]
      : [];
  }
  if (modes.includes("ReadOnlyMany") || (workload.replicas < 2 && !spreads)) return [];
  if (modes.includes("ReadWriteOncePod")) {
    return [
      fail(
        `claim ${claim} of ${title} is ReadWriteOncePod: a second pod can start nowhere`,
        "Run one replica and choose strategy B2, or move the data to a ReadWriteMany claim.",
      ),
    ];
  }
  return spreads
    ? [
        fail(
          `ReadWriteOnce claim ${claim} is shared by the replicas of ${title}: the second node could not attach it`,
          "Choose strategy B2, give each replica a claim of its own, or move the data to a ReadWriteMany claim.",
        ),
      ]
    : [
        warn(
          `ReadWriteOnce claim ${claim} is shared by ${workload.replicas} replicas of ${title}: they can only run on one node together`,
          "Keep them on one node, or give each replica a claim of its own.",
        ),
      ];
}
