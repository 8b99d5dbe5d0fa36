import { type Manifest, type ObjectRef, refOf, refText } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Chosen } from "../strategy/plan-strategies.ts";
import type { Workload } from "../workload.ts";
import { type ActiveActive, activeReplicas, stageOneFields, stageTwoFields } from "./active-active.ts";
import { budgetIntents } from "./budgets.ts";
import { homeFields } from "./home.ts";
import { type Addition, type Intent, needed, withIntents } from "./intent.ts";
import { laneNodes, type ServerAbility } from "./lane-nodes.ts";
import type { LaneNodes } from "./lane-affinity.ts";
import { pausedIntent } from "./paused.ts";
import { scalerOf } from "./scalers.ts";
import { reachFields, standbyOf } from "./standby.ts";
import { tolerates } from "./tolerations.ts";

/** What both stages mean to change and to add, and the objects that each must leave behind. */
export type Overlay = {
  readonly intents: readonly Intent[];
  /** Fields that the reach patch puts on an added object; the addition's `expected` has them already. */
  readonly additionPatches: readonly Intent[];
  readonly additions: readonly Addition[];
  readonly expected: { readonly primaryOnly: readonly Manifest[]; readonly dualLane: readonly Manifest[] };
};

/** The overlay of an app, workload by workload (design §6 rules 1 to 5). */
export function overlayOf(snapshot: Snapshot, chosen: readonly Chosen[], ability: ServerAbility): Overlay {
  const { objects } = snapshot.base;
  const nodes = laneNodes(snapshot.observation, snapshot.settings);
  const movers = chosen.filter(({ strategy }) => strategy.strategy === "A").map(({ facts }) => activeActive(facts.workload, nodes, objects, ability));
  const pinned = chosen.filter(({ facts, strategy }) => strategy.strategy === "B2" || (strategy.strategy === "stay" && mayStray(facts.workload, nodes)));
  const standbys = chosen.filter(({ strategy }) => strategy.strategy === "B2").map(({ facts }) => facts.workload);

  const first = neededIntents(objects, [
    ...movers.map((plan) => intent("primary-only", plan.workload, stageOneFields(plan))),
    ...pinned.map(({ facts }) => intent("primary-only", facts.workload, homeFields(facts.workload, nodes))),
    ...movers.flatMap((plan) => (plan.scaler === undefined ? [] : [pausedIntent(plan.scaler, activeReplicas(plan))])),
  ]);
  const primaryOnly = withIntents(objects, first);

  const second = neededIntents(primaryOnly, [
    ...movers.map((plan) => intent("dual-lane", plan.workload, stageTwoFields(plan))),
    ...budgetIntents(movers.map((plan) => ({ workload: plan.workload, replicas: activeReplicas(plan) })), chosen.map(({ facts }) => facts.workload), objects),
  ]);
  const additions = standbys.map((workload) => standbyOf(workload, nodes, objects));
  return {
    intents: [...first, ...second],
    additionPatches: additions.map(({ written }, at) => ({ stage: "dual-lane", object: refOf(written), fields: reachOf(standbys[at], nodes, written) })),
    additions,
    expected: { primaryOnly, dualLane: [...withIntents(primaryOnly, second), ...additions.map(({ expected }) => expected)] },
  };
}

function activeActive(workload: Workload, nodes: LaneNodes, objects: readonly Manifest[], ability: ServerAbility): ActiveActive {
  return { workload, nodes, scaler: scalerOf(workload, objects), affinityPerRevision: ability.affinityPerRevision };
}

/** `stay` is left untouched while the secondary's taint keeps it out; one that tolerates it has to be pinned (design §1). */
function mayStray(workload: Workload, { lanes }: LaneNodes): boolean {
  return workload.replicas > 0 && workload.pod["nodeName"] === undefined && tolerates(workload.pod["tolerations"], lanes.taint);
}

function intent(stage: Intent["stage"], workload: Workload, fields: Intent["fields"]): Intent {
  return { stage, object: workload.ref, fields };
}

/** What differs from the objects; when nothing does, the first intent stands as a plain statement: no patch file is empty. */
function neededIntents(objects: readonly Manifest[], intents: readonly Intent[]): readonly Intent[] {
  const trimmed = intents.map((each) => {
    const manifest = find(objects, each.object);
    return manifest === undefined ? each : { ...each, fields: needed(manifest, each.fields) };
  });
  const differing = trimmed.filter(({ fields }) => fields.length > 0);
  return differing.length > 0 ? differing : intents.slice(0, 1);
}

function reachOf(workload: Workload | undefined, nodes: LaneNodes, written: Manifest): Intent["fields"] {
  return workload === undefined ? [] : needed(written, reachFields(workload, nodes));
}

/** The object of a reference among manifests. */
export function find(objects: readonly Manifest[], ref: ObjectRef): Manifest | undefined {
  return objects.find((manifest) => refText(refOf(manifest)) === refText(ref));
}
