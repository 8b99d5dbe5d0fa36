import type { Strategy } from "../settings.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { claimsOf, type UsedClaim } from "./claims.ts";
import { claimsCommand, claimText } from "./data-class.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { choicesOf, titleOf } from "./look.ts";

/**
 * Who may mount a claim at once (runbook §3.1, storage coupling; facts §3, rows 5 to 7). ReadWriteOnce is per node: two
 * pods on one node work, the second node's waits for an attachment that never comes, and the scheduler does not
 * see it. ReadWriteOncePod allows one pod anywhere. ReadWriteMany allows both, which no system can call safe.
 */
export function accessModes({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const attested = choicesOf(snapshot).attestations.find(({ what }) => what === "multi-writer");
  const uses = workloads.flatMap((workload) => claimsOf(workload, snapshot).map((claim) => ({ workload, claim })));
  const findings = uses.flatMap(({ workload, claim }) => judge(claim, workload, strategyOf(workload), attested?.by));
  return verdictOf({
    findings: [...findings, ...sharedBetween(uses)],
    good: uses.length === 0 ? "no claims are mounted" : "no claim is asked for by more pods than its access mode allows",
    notes: [
      ...uses.map(({ workload, claim }) => `${titleOf(workload)}: ${claimText(claim)}`),
      ...(attested === undefined ? [] : [`multi-writer attested by ${attested.by}`]),
    ],
    wanted: "every claim's access mode is known and allows the pods that will mount it",
    command: claimsCommand(snapshot, workloads),
  });
}

function judge(claim: UsedClaim, workload: Workload, strategy: Strategy, attestedBy: string | undefined): Finding[] {
  const { name, facts } = claim;
  const title = titleOf(workload);
  if (facts.state === "unknown") return [unread(`claim ${name}`, facts.reason)];
  if (facts.state === "absent") return [fail(`claim ${name} of ${title} exists neither in Git nor in the cluster`, `Add the claim ${name} to Git, or correct its name in ${title}.`)];
  const { accessModes } = facts.value;
  if (accessModes.length === 0) return [fail(`claim ${name} of ${title} names no access mode`, `Set spec.accessModes of claim ${name} in Git.`)];
  if (claim.use === "each") return [];

  const spreads = strategy === "A" || strategy === "B1";
  const several = workload.replicas > 1 || spreads;
  if (accessModes.includes("ReadWriteMany")) {
    return spreads && attestedBy === undefined
      ? [warn(`${title} would write ReadWriteMany claim ${name} from two nodes at once, and nobody has vouched for that`, "If the app is safe with several writers, attest it: `--attest multi-writer`, or `attest` in the settings.")]
      : [];
  }
  if (!several || accessModes.includes("ReadOnlyMany")) return [];
  if (accessModes.includes("ReadWriteOncePod")) {
    return [fail(`claim ${name} of ${title} is ReadWriteOncePod: a second pod can start nowhere`, "Run one replica and choose strategy B2, or move the data to a ReadWriteMany claim.")];
  }
  return spreads
    ? [fail(`ReadWriteOnce claim ${name} is shared by the replicas of ${title}: the second node could not attach it`, "Choose strategy B2, give each replica a claim of its own, or move the data to a ReadWriteMany claim.")]
    : [warn(`ReadWriteOnce claim ${name} is shared by ${workload.replicas} replicas of ${title}: they can only run on one node together`, "Keep them on one node, or give each replica a claim of its own.")];
}

/** One ReadWriteOnce claim under several workloads ties them to one node, also while one of them fails over. */
function sharedBetween(uses: readonly { readonly workload: Workload; readonly claim: UsedClaim }[]): Finding[] {
  const exclusive = uses.filter(({ claim }) => claim.use === "shared" && claim.facts.state === "known" && claim.facts.value.accessModes.every((mode) => mode.startsWith("ReadWriteOnce")));
  const byClaim = Map.groupBy(exclusive, ({ claim }) => `${claim.namespace}/${claim.name}`);
  return [...byClaim.values()].flatMap((users) => {
    const titles = [...new Set(users.map(({ workload }) => titleOf(workload)))];
    const name = users[0]?.claim.name ?? "";
    return titles.length > 1 ? [warn(`${titles.join(" and ")} mount claim ${name} together: they must run on one node`, `Fail them over together, or part their data.`)] : [];
  });
}
