import type { WorkloadStrategy } from "../plan.ts";
import type { Strategy } from "../settings.ts";
import { mayBeShared, unsharedBecause } from "../storage.ts";
import { crowdedBySpread, doubledSpread, holdsHostPort, type WorkloadFacts } from "./facts.ts";

const all: readonly Strategy[] = ["A", "B1", "B2", "C", "stay"];

/** Why a strategy contradicts a fact; undefined when it does not (design §5: refused with the fact). */
export function contradiction(strategy: Strategy, facts: WorkloadFacts): string | undefined {
  if (strategy === "stay") return undefined;
  if (facts.nodeLocal !== undefined) return facts.nodeLocal;
  if (facts.tied !== undefined) return facts.tied;
  if (strategy === "C")
    return facts.replicator
      ? undefined
      : "no replicator is configured for it (`apps.<app>.replicator` in .github/lanekeeper.yml)";
  if (strategy === "B2") return undefined;
  if (facts.database !== undefined || facts.class === "fragile")
    return `it ${facts.classReason}: two of its pods must never run at once`;
  const single = facts.claims.find((claim) => !mayBeShared(claim));
  if (single !== undefined) return unsharedBecause(single);
  if (facts.class === "single-writer") return `it ${facts.classReason}`;
  if (holdsHostPort(facts.workload))
    return "it holds a port of its node, so stage 1 could not have two pods on the primary";
  const crowded = crowdedBySpread(facts.workload) ?? doubledSpread(facts.workload);
  if (crowded !== undefined) return crowded;
  if (strategy === "A" && facts.class === "shareable" && !facts.attested)
    return "two writers on shared data are safe only if somebody says so (`--attest multi-writer`)";
  if (facts.workload.strategy.type === "Recreate" && facts.workload.kind === "Deployment" && !facts.attested) {
    return "its rollout strategy is Recreate, the mark of a single writer; `--attest multi-writer` says that two at once are safe";
  }
  return undefined;
}

/** The strategy for one workload by the rules of design §5, or the one that people chose; reasons either way. */
export function chooseStrategy(
  facts: WorkloadFacts,
  chosen: { readonly strategy: Strategy; readonly by: string } | undefined,
): WorkloadStrategy {
  const { workload } = facts;
  const proposal = propose(facts);
  const strategy = chosen?.strategy ?? proposal.strategy;
  const reasons =
    chosen === undefined
      ? proposal.reasons
      : [
          `chosen by ${chosen.by}`,
          ...(chosen.strategy === proposal.strategy
            ? proposal.reasons
            : [`Lanekeeper would have taken ${proposal.strategy}: ${proposal.reasons.join("; ")}`]),
        ];
  return {
    kind: workload.kind,
    namespace: workload.ref.namespace,
    name: workload.ref.name,
    strategy,
    class: facts.class,
    reasons,
    rejected: all
      .filter((each) => each !== strategy)
      .map((each) => ({ strategy: each, reason: contradiction(each, facts) ?? lessFitting(each, strategy) })),
  };
}

function propose(facts: WorkloadFacts): { readonly strategy: Strategy; readonly reasons: readonly string[] } {
  const { classReason } = facts;
  const held = facts.nodeLocal ?? facts.tied;
  if (held !== undefined) return { strategy: "stay", reasons: [held] };
  switch (facts.class) {
    case "fragile":
      return facts.replicator
        ? { strategy: "C", reasons: [`it ${classReason}`, "a replicator is configured"] }
        : {
            strategy: "B2",
            reasons: [
              `it ${classReason}`,
              "no replicator is configured, so a standby that is started by hand is the way",
            ],
          };
    case "single-writer":
      return {
        strategy: "B2",
        reasons: [`it ${classReason}`, "a standby of zero replicas never writes at the same time"],
      };
    case "shareable": {
      // What the settings call shareable may still not run twice on one node, or not at all on two.
      const fact = contradiction(facts.attested ? "A" : "B1", facts);
      if (fact !== undefined) return { strategy: "B2", reasons: [fact] };
      return facts.attested
        ? { strategy: "A", reasons: [`it ${classReason}`, "two writers at once were attested to be safe"] }
        : {
            strategy: "B1",
            reasons: [
              `it ${classReason}`,
              "nobody attested that two writers at once are safe, so it leans to the primary",
            ],
          };
    }
    case "stateless": {
      const marker = contradiction("A", facts);
      return marker === undefined
        ? { strategy: "A", reasons: [`it ${classReason}`, "one pod on each node serves through the loss of either"] }
        : { strategy: "B2", reasons: [marker] };
    }
  }
}

function lessFitting(strategy: Strategy, taken: Strategy): string {
  switch (strategy) {
    case "A":
      return "it would fit, and another one was chosen";
    case "B1":
      return "leaning to one node is weaker than one pod on each";
    case "B2":
      return taken === "A"
        ? "a standby of zero replicas would serve nothing until somebody starts it"
        : "a standby gives less than the data allows";
    case "C":
      return "there is nothing to replicate outside the volume";
    case "stay":
      return "it can move";
  }
}
