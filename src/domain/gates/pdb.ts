import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { allowedDisruptions, type Budget, budgetsOf, budgetText } from "./budgets.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, liveList, namespacesOf, titleOf } from "./look.ts";

/**
 * "PDB exists with maxUnavailable: 0 for stateful single-replica or with safe budgets for multi-replica" (runbook
 * §3.1). A budget that lets every pod go at once protects nothing; one that lets none go stops every drain (facts §3,
 * row 19: eviction answers 429), which is what is wanted for a single writer and a warning otherwise.
 */
export function pdb({ snapshot, workloads, classOf }: GateInput): Verdict {
  const alive = workloads.filter(({ replicas }) => replicas > 0);
  return verdictOf({
    findings: alive.flatMap((workload) => budgetFindings(workload, classOf(workload) !== "stateless", snapshot)),
    good: `every workload has a fitting disruption budget${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted:
      "a PodDisruptionBudget over each workload: maxUnavailable 0 for a stateful single replica, otherwise at least one pod kept and one allowed to go",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "pdb"),
  });
}

function budgetFindings(workload: Workload, stateful: boolean, snapshot: Snapshot): Finding[] {
  const title = titleOf(workload);
  const budgets = budgetsOf(workload, snapshot);
  if (budgets.state === "unknown") return [unread("the disruption budgets", budgets.reason)];
  const [budget, ...others] = budgets.value;
  if (budget === undefined) {
    const wanted = stateful && workload.replicas === 1 ? "maxUnavailable: 0" : "maxUnavailable: 1";
    return [
      fail(
        `no disruption budget covers ${title}`,
        `Add a PodDisruptionBudget with \`${wanted}\` and the selector of ${title} to Git.`,
      ),
    ];
  }
  if (others.length > 0) {
    const names = budgets.value.map(({ name }) => name).join(", ");
    return [
      warn(
        `${title} is covered by ${budgets.value.length} budgets (${names}): evictions of such pods are always refused`,
        "Keep one of them, so that a drain can end.",
      ),
    ];
  }
  return [...presence(budget, title), ...unseen(snapshot), ...fitness(budget, workload, stateful)];
}

/** A budget in Git protects nobody until it is in the cluster too, and another one there would block every drain. */
function unseen(snapshot: Snapshot): Finding[] {
  const live = liveList(snapshot, (cluster) => cluster.disruptionBudgets);
  return live.state === "unknown" && !isOffline(snapshot) ? [unread("the live disruption budgets", live.reason)] : [];
}

function presence(budget: Budget, title: string): Finding[] {
  if (!budget.inGit)
    return [warn(`budget ${budget.name} of ${title} is in the cluster only, not in Git`, `Add ${budget.name} to Git.`)];
  return budget.inCluster === false
    ? [fail(`budget ${budget.name} of ${title} is in Git but not in the cluster`, "Sync the app as it is first.")]
    : [];
}

function fitness(budget: Budget, workload: Workload, stateful: boolean): Finding[] {
  const { replicas } = workload;
  const title = titleOf(workload);
  const text = budgetText(budget);
  const allowed = allowedDisruptions(budget, replicas);
  if (allowed === undefined)
    return [
      fail(
        `budget ${text} of ${title} states nothing that can be counted`,
        "Set maxUnavailable to a number or a percentage.",
      ),
    ];
  if (stateful && replicas === 1) {
    return allowed === 0
      ? []
      : [
          fail(
            `budget ${text} lets the only pod of stateful ${title} be evicted`,
            `Set \`maxUnavailable: 0\` in budget ${budget.name}.`,
          ),
        ];
  }
  if (allowed === 0) {
    const later =
      replicas === 1 && budget.maxUnavailable === undefined && budget.minAvailable === 1
        ? " until a second replica runs"
        : "";
    return [
      warn(
        `budget ${text} allows no disruption of ${title}: a drain of its node would wait for ever${later}`,
        `Set \`maxUnavailable: 1\` in budget ${budget.name}, unless waiting is meant.`,
      ),
    ];
  }
  if (replicas > 1 && allowed >= replicas) {
    return [
      fail(
        `budget ${text} lets all ${replicas} pods of ${title} go at once`,
        `Set \`maxUnavailable: 1\` in budget ${budget.name}.`,
      ),
    ];
  }
  return [];
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const budgets = budgetsOf(workload, snapshot);
  const names = budgets.state === "known" ? budgets.value.map(budgetText).join(", ") || "none" : "not known";
  return `${titleOf(workload)} (replicas: ${workload.replicas}): ${names}`;
}
