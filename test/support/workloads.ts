import { type Draft, draft, type Request } from "../../src/domain/draft.ts";
import { headerLine } from "../../src/domain/file-header.ts";
import { type JsonObject, type Manifest, objectAt } from "../../src/domain/manifest.ts";
import { valueAt } from "../../src/domain/overlay/intent.ts";
import type { LaneNodes } from "../../src/domain/overlay/lane-affinity.ts";
import type { RenderOverlayFile } from "../../src/domain/overlay-file.ts";
import type { Stage } from "../../src/domain/plan.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Wishes } from "../../src/domain/strategy/plan-strategies.ts";
import { type Workload, workloadsOf } from "../../src/domain/workload.ts";

/** Both lanes have one node each: miniserver and worker-1. */
export const twoNodes: LaneNodes = {
  lanes: runbookSettings.lanes,
  secondary: { name: "worker-1", labels: { "kubernetes.io/hostname": "worker-1", "workload-lane": "secondary" } },
  count: 2,
};

export const inPrimary = { key: "workload-lane", operator: "In", values: ["primary"] };
export const inBoth = { key: "workload-lane", operator: "In", values: ["primary", "secondary"] };
export const inSecondary = { key: "workload-lane", operator: "In", values: ["secondary"] };
export const laneToleration = { key: "workload-lane", operator: "Equal", value: "secondary", effect: "NoSchedule" };

/** What alice asks for on New Year's Day of 2026. */
export function aRequest(wishes: Partial<Wishes> = {}): Request {
  return {
    wishes: { strategies: {}, attestations: [], by: "alice", ...wishes },
    date: "2026-01-01",
    requestedBy: "alice",
  };
}

export const attested: Partial<Wishes> = { attestations: [{ what: "multi-writer", by: "alice" }] };

/** The workload that a manifest describes. */
export function workloadOf(manifest: Manifest): Workload {
  const [workload] = workloadsOf([manifest]);
  if (workload === undefined) throw new Error(`${manifest.kind} is no workload`);
  return workload;
}

/** A node affinity of OR-ed terms. */
export function nodeAffinity(...terms: readonly JsonObject[]): JsonObject {
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
}

/** A file as text that can be compared and told apart, without templates. */
export const plainText: RenderOverlayFile = ({ header, documents }) =>
  `${headerLine(header)}\n${documents.map((document) => JSON.stringify(document)).join("\n")}\n`;

/** The draft of a snapshot that is not refused. */
export function draftOf(snapshot: Snapshot, wishes: Partial<Wishes> = {}, render = plainText): Draft {
  const drafted = draft(snapshot, aRequest(wishes), "0.1.0", render);
  if (!drafted.ok) throw new Error(`refused: ${drafted.refusal.message}`);
  return drafted.draft;
}

/** The refusal of a snapshot that has no draft. */
export function refusalOf(snapshot: Snapshot, wishes: Partial<Wishes> = {}): Refusal {
  const drafted = draft(snapshot, aRequest(wishes), "0.1.0", plainText);
  if (drafted.ok) throw new Error(`drafted with strategy ${drafted.draft.strategy.headline}`);
  return drafted.refusal;
}

/** An object as a stage should leave it. */
export function objectOf({ overlay }: Draft, stage: Stage, kind: string, name: string): Manifest {
  const objects = stage === "primary-only" ? overlay.expected.primaryOnly : overlay.expected.dualLane;
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`${stage} has no ${kind} ${name}`);
  return found;
}

/** The pod spec of a workload as a stage should leave it. */
export function podOf(draft: Draft, stage: Stage, name = "web", kind = "Deployment"): JsonObject {
  return podIn(objectOf(draft, stage, kind, name));
}

/** The pod spec of a workload's manifest. */
export function podIn(manifest: Manifest): JsonObject {
  return objectAt(valueAt(manifest, ["spec", "template", "spec"]));
}

/** The paths that a stage changes on an object, joined with dots. */
export function pathsOf({ overlay }: Draft, stage: Stage, name = "web", kind = "Deployment"): readonly string[] {
  const found = overlay.intents.find(
    (intent) => intent.stage === stage && intent.object.kind === kind && intent.object.name === name,
  );
  return (found?.fields ?? []).map(({ path }) => path.join("."));
}

/** `requiredDuringScheduling…` of a pod spec's node affinity. */
export function requiredTerms(pod: JsonObject): unknown {
  return valueAt(pod, [
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  ]);
}

/** The required or the preferred anti-affinity terms of a pod spec. */
export function antiAffinityOf(pod: JsonObject, kind: "required" | "preferred"): unknown {
  return valueAt(pod, ["affinity", "podAntiAffinity", `${kind}DuringSchedulingIgnoredDuringExecution`]);
}
