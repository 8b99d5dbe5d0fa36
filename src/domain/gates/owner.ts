import { meansRepository } from "../catalogue/repo-url.ts";
import { folderOf, isBelow, normalisePath } from "../catalogue/tree-path.ts";
import type { LiveApplication } from "../cluster.ts";
import { objectAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { live, liveList } from "./look.ts";
import { applicationCommand } from "./source.ts";

/**
 * Whoever owns the Application undoes what others change in it (facts §6): an ApplicationSet always, a parent app as soon
 * as it syncs. A parent that reads the very file that a promotion changes is how the change arrives; any other one
 * works against it.
 */
export function owner({ snapshot }: GateInput): Verdict {
  const { file, line } = snapshot.application.place;
  const running = live(snapshot, (cluster) => cluster.application);
  return verdictOf({
    findings:
      running.state === "unknown"
        ? [unread("the Application", running.reason)]
        : running.state === "absent"
          ? [unread("the owner", `Argo CD has no Application ${snapshot.application.name}`)]
          : [...owned(running.value, snapshot), ...followed(running.value, snapshot)],
    good: "nothing undoes a change of the Application in Git",
    notes: running.state === "known" ? describe(running.value, snapshot) : [],
    wanted: `no owner, or a parent app that reads ${file}:${line}`,
    command: applicationCommand(
      snapshot,
      "NAME:.metadata.name,OWNERS:.metadata.ownerReferences,TRACKING:.metadata.annotations.argocd\\.argoproj\\.io/tracking-id,INSTANCE:.metadata.labels.app\\.kubernetes\\.io/instance",
    ),
  });
}

function owned({ owner: by }: LiveApplication, { application }: Snapshot): Finding[] {
  if (by === undefined) return [];
  const { file, line } = application.place;
  const remedy = `Take ${application.name} out of ${by.kind} ${by.name} and let ${file}:${line} declare it, or change the template of ${by.kind} ${by.name}.`;
  return by.kind === "ApplicationSet"
    ? [fail(`ApplicationSet ${by.name} generates the Application, and undoes every change to it`, remedy)]
    : [warn(`${by.kind} ${by.name} owns the Application, and may undo changes to it`, remedy)];
}

function followed(application: LiveApplication, snapshot: Snapshot): Finding[] {
  if (application.owner !== undefined || application.trackedBy === undefined) return [];
  const { trackedBy } = application;
  const { file, line } = snapshot.application.place;
  const all = liveList(snapshot, (cluster) => cluster.applications);
  if (all.state === "unknown") return [unread(`the parent app ${trackedBy}`, all.reason)];
  const parent = parentOf(application, all.value);
  if (parent === undefined || reads(parent, snapshot)) return [];
  const here = parent.sources.some(({ repoURL }) => meansRepository(repoURL, snapshot.repository) !== false);
  const remedy = `Declare ${application.name} in one place only: where ${parent.name} reads it, or at ${file}:${line} without ${parent.name}.`;
  return here
    ? [
        warn(
          `the parent app ${parent.name} reads other files than ${file}:${line}, and may undo a change there`,
          remedy,
        ),
      ]
    : [
        fail(
          `the parent app ${parent.name} keeps the Application as another repository has it, and undoes a change at ${file}:${line}`,
          remedy,
        ),
      ];
}

/** The app that tracks the Application. The label that Argo CD may track by is also anybody's own: no app of that name, no parent. */
function parentOf({ name, trackedBy }: LiveApplication, all: readonly LiveApplication[]): LiveApplication | undefined {
  if (trackedBy === name) return undefined;
  return all.find((each) => trackedBy === each.name || trackedBy === `${each.namespace ?? ""}_${each.name}`);
}

/** True when one of the parent's sources takes in the file that declares the Application. */
function reads(parent: LiveApplication, { application, repository }: Snapshot): boolean {
  const folder = folderOf(application.place.file);
  return parent.sources.some(({ repoURL, path }) => {
    const root = normalisePath(path ?? "");
    if (root === undefined || meansRepository(repoURL, repository) === false) return false;
    return folder === root || isBelow(folder, root);
  });
}

function describe(application: LiveApplication, snapshot: Snapshot): string[] {
  const all = liveList(snapshot, (cluster) => cluster.applications);
  const parent = all.state === "known" ? parentOf(application, all.value) : undefined;
  if (application.owner !== undefined) return [`owned by ${application.owner.kind} ${application.owner.name}`];
  if (parent === undefined) return ["no owner and no parent app"];
  const heals = parent.automated && objectAt(parent.syncPolicy?.automated).selfHeal === true;
  return [
    `parent app ${parent.name} (${parent.automated ? `automated sync${heals ? " with selfHeal" : ""}` : "manual sync: sync it first after each merge"})`,
  ];
}
