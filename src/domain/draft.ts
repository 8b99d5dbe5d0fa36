import { destinationNamespace } from "./catalogue/destination.ts";
import { type FileHeader, headerLine, readHeader } from "./file-header.ts";
import type { FileChange } from "./file-tree.ts";
import { refText } from "./manifest.ts";
import { inputsDigest, overlayFiles } from "./overlay/files.ts";
import { laneNodes, type ServerAbility, serverAbility } from "./overlay/lane-nodes.ts";
import { type Overlay, overlayOf } from "./overlay/overlay.ts";
import { type OverlayPaths, overlayPaths } from "./overlay/paths.ts";
import { pinsOf } from "./overlay/pins.ts";
import { sameNamespace } from "./overlay/same-namespace.ts";
import { STANDBY, STANDBY_LABEL, standbyName } from "./overlay/standby.ts";
import { standbyMatches } from "./overlay/standby-matches.ts";
import type { RenderOverlayFile } from "./overlay-file.ts";
import type { ChosenStrategy } from "./plan.ts";
import { type Refusal, refusal } from "./refusal.ts";
import type { Previous } from "./report.ts";
import type { Attestation } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Chosen, planStrategies, type Wishes } from "./strategy/plan-strategies.ts";
import { bystandersOf, stringMap, workloadsOf } from "./workload.ts";

/** What somebody asked for, beside the app and its environment. */
export type Request = {
  readonly wishes: Wishes;
  /** The day of the request in UTC, YYYY-MM-DD. */
  readonly date: string;
  /** A login without @. */
  readonly requestedBy: string;
};

/** Strategies, files and what each stage must come to: what the engines are asked to prove. */
export type Draft = {
  readonly strategy: ChosenStrategy;
  readonly chosen: readonly Chosen[];
  readonly attestations: readonly Attestation[];
  readonly paths: OverlayPaths;
  readonly overlay: Overlay;
  readonly files: { readonly primaryOnly: readonly FileChange[]; readonly dualLane: readonly FileChange[] };
  readonly previous: readonly Previous[];
  readonly bystanders: readonly string[];
  readonly warnings: readonly string[];
};

export type Drafted =
  | { readonly ok: true; readonly draft: Draft }
  | { readonly ok: false; readonly refusal: Refusal; readonly strategy: ChosenStrategy | undefined };

/** Pure: strategies and files from what was seen and what was asked, or the refusal that says why there are none. */
export function draft(snapshot: Snapshot, request: Request, version: string, render: RenderOverlayFile): Drafted {
  const { application, settings } = snapshot;
  const paths = overlayPaths(settings, application.name, snapshot.sourcePath, request.date, snapshot.runbooks);
  const promoted = alreadyPromoted(snapshot, paths);
  if (promoted !== undefined) return { ok: false, refusal: promoted, strategy: undefined };
  const workloads = workloadsOf(snapshot.base.objects);
  const choice = planStrategies(snapshot, workloads, request.wishes);
  if (!choice.ok) return choice;
  const { strategy, chosen } = choice;
  const ability = serverAbility(snapshot.observation);
  const cause = tooOld(strategy, ability) ?? foreignFiles(snapshot) ?? takenName(snapshot, strategy);
  if (cause !== undefined) return { ok: false, refusal: cause, strategy };

  const overlay = overlayOf(snapshot, chosen, ability);
  const header: FileHeader = {
    app: application.name,
    env: settings.environment,
    strategy: strategy.headline,
    version,
    inputs: inputsDigest(
      settings,
      strategy,
      chosen.map(({ facts }) => facts.workload.manifest),
      snapshot.base.objects,
    ),
  };
  const files = overlayFiles(overlay, snapshot.base.objects, paths, header);
  const nodes = laneNodes(snapshot.observation, settings);
  return {
    ok: true,
    draft: {
      strategy,
      chosen,
      attestations: choice.attestations,
      paths,
      overlay,
      files: {
        primaryOnly: files.primaryOnly.map((file) => ({ path: file.path, content: render(file) })),
        dualLane: files.dualLane.map((file) => ({ path: file.path, content: render(file) })),
      },
      previous: chosen.map(({ facts: { workload } }) => ({
        workload: workload.ref.name,
        kind: workload.kind,
        replicas: workload.replicas,
        pins: pinsOf(workload, nodes),
      })),
      bystanders: bystandersOf(snapshot.base.objects).map(refText),
      warnings: warningsOf(snapshot, chosen, ability),
    },
  };
}

function tooOld(strategy: ChosenStrategy, ability: ServerAbility): Refusal | undefined {
  if (ability.spreadPerRevision || !strategy.workloads.some((each) => each.strategy === "A")) return undefined;
  return refusal(
    "unsupported-server",
    `The API server runs ${ability.version ?? "an unknown version"}; before 1.27 it does not know matchLabelKeys in spread constraints, and without them no stage of two pods comes back safely`,
    "Upgrade the cluster to 1.27 or later (1.31 for one pod a node as a demand), or choose `--strategy B2`.",
  );
}

/** Only files with our header may be written over (design §6 rule 7). */
function foreignFiles({ existing, application, settings }: Snapshot): Refusal | undefined {
  for (const [path, content] of existing) {
    const header = readHeader(content);
    if (header === undefined) {
      return refusal(
        "foreign-files",
        `${path} exists and was not made by Lanekeeper`,
        "Move it away, or set another `paths.overlays` in .github/lanekeeper.yml.",
        { file: path, line: 1 },
      );
    }
    if (header.app !== application.name || header.env !== settings.environment) {
      return refusal(
        "foreign-files",
        `${path} belongs to ${header.app} (${header.env}): ${headerLine(header)}`,
        "Move it away, or set another `paths.overlays` in .github/lanekeeper.yml.",
        { file: path, line: 1 },
      );
    }
  }
  return undefined;
}

function alreadyPromoted({ application, sourcePath }: Snapshot, paths: OverlayPaths): Refusal | undefined {
  if (sourcePath !== paths.primaryOnly && sourcePath !== paths.dualLane) return undefined;
  return refusal(
    "already-promoted",
    `${application.name} already runs from ${sourcePath}`,
    "Use `verify`, `promote` or `rollback`; the overlays are made once.",
    application.place,
  );
}

/** A label value holds 63 characters, and a StatefulSet's revision label adds eleven to its name. */
const longest = { Deployment: 63, StatefulSet: 52 };

function takenName({ base, application, observation }: Snapshot, strategy: ChosenStrategy): Refusal | undefined {
  for (const { kind, name, namespace, strategy: chosen } of strategy.workloads) {
    if (chosen !== "B2") continue;
    const standby = standbyName(name);
    const home = destinationNamespace(application);
    const there = (object: { readonly kind: string; readonly name: string; readonly namespace?: string | undefined }) =>
      object.kind === kind && object.name === standby && sameNamespace(object.namespace, namespace, home);
    if (base.objects.some((object) => there({ kind: object.kind, ...object.metadata }))) {
      return refusal(
        "unusual-names",
        `${kind} ${standby} exists already, so ${name} cannot have a standby of that name`,
        "Rename it in the base.",
        application.place,
      );
    }
    const live =
      observation.mode === "live" && observation.cluster.workloads.state === "known"
        ? observation.cluster.workloads.value
        : [];
    // A standby of ours may be left from an earlier migration.
    if (
      live.some((workload) => there(workload) && stringMap(workload.selector["matchLabels"])[STANDBY_LABEL] !== STANDBY)
    ) {
      return refusal(
        "unusual-names",
        `${kind} ${standby} runs in the cluster and is not in Git, so ${name} cannot have a standby of that name`,
        "Rename it, or take it away if nothing needs it.",
        application.place,
      );
    }
    if (standby.length > longest[kind === "StatefulSet" ? "StatefulSet" : "Deployment"]) {
      return refusal(
        "unusual-names",
        `${kind} ${standby} would have a name too long for its pods' labels`,
        "Give the workload a shorter name in the base.",
        application.place,
      );
    }
  }
  return undefined;
}

function warningsOf(snapshot: Snapshot, chosen: readonly Chosen[], ability: ServerAbility): readonly string[] {
  const words: string[] = [...snapshot.base.warnings.map((warning) => `kustomize says: ${warning}`)];
  if (ability.assumed && chosen.some(({ strategy }) => strategy.strategy === "A")) {
    words.push("The cluster's version is not known; 1.31 or later is assumed (matchLabelKeys in anti-affinity).");
  }
  for (const { facts, strategy } of chosen) {
    const { workload } = facts;
    if (
      strategy.strategy === "B2" &&
      workload.kind === "Deployment" &&
      workload.strategy.type === "RollingUpdate" &&
      facts.claims.length > 0
    ) {
      words.push(
        `Deployment ${workload.ref.name} rolls with two pods on one volume for a moment (RollingUpdate on a single-writer claim); Recreate in the base is safer.`,
      );
    }
    if (strategy.strategy === "B2" && workload.replicas > 1) {
      words.push(
        `${workload.kind} ${workload.ref.name} keeps its ${workload.replicas} replicas on the primary; its standby is scaled to one at a failover.`,
      );
    }
    if (strategy.strategy === "B2")
      words.push(...standbyMatches(workload, snapshot.base.objects, destinationNamespace(snapshot.application)));
    for (const { path, volume } of facts.hostPaths.filter(({ kind }) => kind === "system")) {
      words.push(
        `${workload.kind} ${workload.ref.name} mounts ${path} (volume ${volume}) of its node; the secondary node must have the same.`,
      );
    }
  }
  return words;
}
