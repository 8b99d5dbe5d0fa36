import { distance } from "fastest-levenshtein";
import type { Place } from "../application.ts";
import { ownRequiredTerms } from "../overlay/anti-affinity.ts";
import { HOSTNAME } from "../overlay/lane-affinity.ts";
import type { ChosenStrategy, WorkloadStrategy } from "../plan.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { type AppChoices, type Attestation, noChoices, type Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { chooseStrategy, contradiction } from "./choose.ts";
import { cannotRollToday, factsOf, type WorkloadFacts } from "./facts.ts";

/** What a command asks for beside the app: strategies by workload name (`*`: all), and somebody's word. */
export type Wishes = {
  readonly strategies: Readonly<Record<string, Strategy>>;
  readonly attestations: readonly Attestation[];
  /** A login, or `offline`. */
  readonly by: string;
};

/** One workload with its facts and its strategy. */
export type Chosen = { readonly facts: WorkloadFacts; readonly strategy: WorkloadStrategy };

export type Choice =
  | {
      readonly ok: true;
      readonly strategy: ChosenStrategy;
      readonly chosen: readonly Chosen[];
      readonly attestations: readonly Attestation[];
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly strategy: ChosenStrategy | undefined };

/** Strategies that are chosen by their rules but cannot be written yet. */
const notYet: Partial<Record<Strategy, string>> = {
  B1: "one Deployment that leans to the primary",
  C: "a pinned primary with a replicator",
};

const strictest: readonly Strategy[] = ["C", "B2", "B1", "A"];

/** The strategy of every workload, the app's headline, or why the app cannot be moved (design §1, §5). */
export function planStrategies(snapshot: Snapshot, workloads: readonly Workload[], wishes: Wishes): Choice {
  const place = snapshot.application.place;
  const { apps } = snapshot.settings;
  const choices =
    (Object.hasOwn(apps, snapshot.application.name) ? apps[snapshot.application.name] : undefined) ?? noChoices;
  const stranger = strangers(wishes, choices, workloads)[0];
  if (stranger !== undefined) {
    const names = workloads.map(({ ref }) => ref.name);
    const nearest = [...names].sort((a, b) => distance(a, stranger) - distance(b, stranger))[0];
    return {
      ok: false,
      strategy: undefined,
      refusal: refusal(
        "contradiction",
        `${snapshot.application.name} has no workload named ${stranger}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
        `Its workloads are ${names.join(", ") || "none"}.`,
        place,
      ),
    };
  }
  const attestations = [...choices.attestations, ...wishes.attestations];
  const chosen = workloads.map((workload) => choose(snapshot, workload, choices, wishes, attestations.length > 0));
  const strategy = summed(chosen.map((each) => each.strategy));
  const cause = refusalOf(snapshot, chosen, wishes, choices);
  return cause === undefined ? { ok: true, strategy, chosen, attestations } : { ok: false, refusal: cause, strategy };
}

function choose(
  snapshot: Snapshot,
  workload: Workload,
  choices: AppChoices,
  wishes: Wishes,
  attested: boolean,
): Chosen {
  const facts = factsOf(workload, snapshot.base.objects, snapshot.observation, snapshot.settings, {
    class: own(choices.classes, workload.ref.name) ?? choices.classes["*"],
    attested,
    replicator: choices.replicator !== undefined,
  });
  return { facts, strategy: chooseStrategy(facts, wished(workload.ref.name, wishes, choices)) };
}

function wished(
  name: string,
  wishes: Wishes,
  choices: AppChoices,
): { readonly strategy: Strategy; readonly by: string } | undefined {
  const now = own(wishes.strategies, name) ?? wishes.strategies["*"];
  if (now !== undefined) return { strategy: now, by: wishes.by };
  const settled = own(choices.strategies, name) ?? choices.strategies["*"];
  return settled === undefined ? undefined : { strategy: settled, by: "the settings" };
}

/** A workload may be called `constructor`; only what people wrote counts. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function strangers(wishes: Wishes, choices: AppChoices, workloads: readonly Workload[]): readonly string[] {
  const names = new Set(["*", ...workloads.map(({ ref }) => ref.name)]);
  return [
    ...Object.keys(wishes.strategies),
    ...Object.keys(choices.strategies),
    ...Object.keys(choices.classes),
  ].filter((name) => !names.has(name));
}

function refusalOf(
  snapshot: Snapshot,
  chosen: readonly Chosen[],
  wishes: Wishes,
  choices: AppChoices,
): Refusal | undefined {
  const { application } = snapshot;
  const place = application.place;
  if (chosen.length === 0) {
    return refusal(
      "nothing-to-move",
      `${application.name} renders no Deployment and no StatefulSet, so there is nothing to move`,
      "DaemonSets, Jobs and CronJobs are never moved.",
      place,
    );
  }
  for (const { facts, strategy } of chosen) {
    if (wished(facts.workload.ref.name, wishes, choices) === undefined) continue;
    const fact = contradiction(strategy.strategy, facts);
    if (fact !== undefined) {
      return refusal(
        "contradiction",
        `Strategy ${strategy.strategy} for ${strategy.kind} ${strategy.name} contradicts a fact: ${fact}`,
        "Leave the strategy to Lanekeeper, or choose one that the fact allows.",
        place,
      );
    }
  }
  if (chosen.every(({ strategy }) => strategy.strategy === "stay")) {
    const reasons = chosen.map(({ strategy }) => `${strategy.kind} ${strategy.name}: ${strategy.reasons.join("; ")}`);
    return refusal(
      "all-stay",
      `Nothing of ${application.name} can move. ${reasons.join(". ")}.`,
      "Take away what ties it to its node (see the reasons), then ask again.",
      place,
    );
  }
  for (const { strategy } of chosen) {
    const what = notYet[strategy.strategy];
    if (what !== undefined) {
      return refusal(
        "not-yet",
        `${strategy.kind} ${strategy.name} asks for strategy ${strategy.strategy} (${what}: ${strategy.reasons.join("; ")}), which Lanekeeper cannot write yet`,
        strategy.strategy === "B1"
          ? `If two writers at once are safe, say so with \`--attest multi-writer\`; or choose \`--strategy ${strategy.name}=B2\`.`
          : `Choose \`--strategy ${strategy.name}=B2\` for a standby without replication.`,
        place,
      );
    }
  }
  return ownTermRefusal(chosen, place);
}

function ownTermRefusal(chosen: readonly Chosen[], place: Place): Refusal | undefined {
  const stuck = chosen.find(({ facts, strategy }) => strategy.strategy !== "stay" && cannotRollToday(facts.workload));
  if (stuck !== undefined) {
    return refusal(
      "own-anti-affinity",
      `${stuck.strategy.kind} ${stuck.strategy.name} cannot roll out even today: its own required anti-affinity ${over(stuck)} keeps a new pod off the only node while the old one runs`,
      "In the base, turn that term of `requiredDuringSchedulingIgnoredDuringExecution` into `preferredDuringSchedulingIgnoredDuringExecution`; Lanekeeper's stage 2 demands one pod a node by itself.",
      place,
    );
  }
  const crowded = chosen.find(
    ({ facts, strategy }) => strategy.strategy === "A" && ownRequiredTerms(facts.workload).length > 0,
  );
  if (crowded === undefined) return undefined;
  return refusal(
    "own-anti-affinity",
    `${crowded.strategy.kind} ${crowded.strategy.name} requires to stand apart by its own anti-affinity ${over(crowded)}, so stage 1 could not have two pods at home`,
    "In the base, turn that term of `requiredDuringSchedulingIgnoredDuringExecution` into `preferredDuringSchedulingIgnoredDuringExecution`; Lanekeeper's stage 2 demands one pod a node by itself.",
    place,
  );
}

function over({ facts }: Chosen): string {
  const keys = ownRequiredTerms(facts.workload).map(({ topologyKey }) =>
    topologyKey === HOSTNAME ? "hostnames" : String(topologyKey),
  );
  return `over ${[...new Set(keys)].join(", ")}`;
}

function summed(workloads: readonly WorkloadStrategy[]): ChosenStrategy {
  return {
    headline: strictest.find((each) => workloads.some(({ strategy }) => strategy === each)) ?? "stay",
    workloads,
  };
}
