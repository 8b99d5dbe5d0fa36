import { destinationNamespace } from "../catalogue/destination.ts";
import { type Manifest, type ObjectRef, refOf, refText } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Chosen } from "../strategy/plan-strategies.ts";
import { stringMap, type Workload } from "../workload.ts";
import { type ActiveActive, activeReplicas, runningReplicas, stageOneFields, stageTwoFields } from "./active-active.ts";
import { budgetIntents } from "./budgets.ts";
import { homeFields } from "./home.ts";
import { type Addition, type Intent, needed, withIntents } from "./intent.ts";
import { excludesSecondary, type LaneNodes } from "./lane-affinity.ts";
import { laneNodes, type ServerAbility } from "./lane-nodes.ts";
import { pausedIntent } from "./paused.ts";
import { pinnedKeys } from "./pins.ts";
import { type Scaler, scalerOf } from "./scalers.ts";
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
  const home = destinationNamespace(snapshot.application);
  const nodes = laneNodes(snapshot.observation, snapshot.settings);
  const movers = chosen
    .filter(({ strategy }) => strategy.strategy === "A")
    .map(({ facts }) => activeActive(facts.workload, nodes, scalerOf(facts.workload, objects, home), ability));
  const pinned = chosen.filter(
    ({ facts, strategy }) =>
      strategy.strategy === "B2" || (strategy.strategy === "stay" && mayStray(facts.workload, nodes)),
  );
  const standbys = chosen.filter(({ strategy }) => strategy.strategy === "B2").map(({ facts }) => facts.workload);

  const first = neededIntents(objects, [
    ...movers.map((plan) => intent("primary-only", plan.workload, stageOneFields(plan))),
    ...pinned.map(({ facts }) => intent("primary-only", facts.workload, homeFields(facts.workload, nodes))),
    ...movers.flatMap((plan) => (plan.scaler === undefined ? [] : [pausedIntent(plan.scaler, activeReplicas(plan))])),
    ...standbys.flatMap((workload) => heldStill(workload, scalerOf(workload, objects, home))),
  ]);
  const primaryOnly = withIntents(objects, first);

  const second = neededIntents(primaryOnly, [
    ...movers.map((plan) => intent("dual-lane", plan.workload, stageTwoFields(plan))),
    ...budgetIntents(
      movers.map((plan) => ({ workload: plan.workload, replicas: activeReplicas(plan) })),
      chosen.map(({ facts }) => facts.workload),
      objects,
      home,
    ),
  ]);
  const additions = standbys.map((workload) => standbyOf(workload, nodes, objects));
  return {
    intents: [...first, ...second],
    additionPatches: additions.map(({ written }, at) => ({
      stage: "dual-lane",
      object: refOf(written),
      fields: reachOf(standbys[at], nodes, written),
    })),
    additions,
    expected: {
      primaryOnly,
      dualLane: [...withIntents(primaryOnly, second), ...additions.map(({ expected }) => expected)],
    },
  };
}

function activeActive(
  workload: Workload,
  nodes: LaneNodes,
  scaler: Scaler | undefined,
  ability: ServerAbility,
): ActiveActive {
  return { workload, nodes, scaler, affinityPerRevision: ability.affinityPerRevision };
}

/** The primary of a standby keeps its replicas, so its autoscaler stands still at them (design §6 rule 5). */
function heldStill(workload: Workload, scaler: Scaler | undefined): readonly Intent[] {
  return scaler === undefined ? [] : [pausedIntent(scaler, runningReplicas(workload, scaler))];
}

/** `stay` is left untouched while the secondary's taint keeps it out; one that tolerates it has to be pinned (design §1). */
function mayStray(workload: Workload, nodes: LaneNodes): boolean {
  const { lanes, secondary } = nodes;
  const { nodeName, tolerations, affinity, nodeSelector } = workload.pod;
  if (workload.replicas === 0 || (nodeName !== undefined && nodeName !== "") || !tolerates(tolerations, lanes.taint))
    return false;
  const selector = stringMap(nodeSelector);
  const selectsOther = pinnedKeys(workload, nodes).some((key) => selector[key] !== secondary.labels[key]);
  return !selectsOther && !excludesSecondary(affinity, nodes);
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
  if (workload === undefined) return [];
  const fields = reachFields(workload, nodes);
  const missing = needed(written, fields);
  // A base that stands on the secondary already has them all; the patch file still says them once.
  return missing.length > 0 ? missing : fields;
}

/** The object of a reference among manifests. */
export function find(objects: readonly Manifest[], ref: ObjectRef): Manifest | undefined {
  return objects.find((manifest) => refText(refOf(manifest)) === refText(ref));
}
