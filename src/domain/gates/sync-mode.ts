import type { LiveApplication } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { isOffline, live } from "./look.ts";
import { applicationCommand } from "./source.ts";

/**
 * Keep Argo CD in manual sync during the window (runbook §3.3). When a migration is opened automated sync is a warning:
 * nothing refers to the overlays yet, and the promotion turns it off (design §5). Whoever owns the Application
 * turns it on again, so the remedy names the owner (facts §6).
 */
export function syncMode({ snapshot }: GateInput): Verdict {
  const { application } = snapshot;
  const running = live(snapshot, (cluster) => cluster.application);
  return verdictOf({
    findings: findings(snapshot),
    good:
      running.state === "known"
        ? "Argo CD syncs this app by hand only"
        : "Git declares manual sync (the live Application was not seen)",
    notes: [
      `Git: ${application.automated ? "automated" : "manual"}`,
      ...(running.state === "known" ? [`live: ${running.value.automated ? "automated" : "manual"}`] : []),
    ],
    wanted: "manual sync: no spec.syncPolicy.automated",
    command: applicationCommand(
      snapshot,
      "NAME:.metadata.name,AUTOMATED:.spec.syncPolicy.automated,OWNER:.metadata.ownerReferences[*].name",
    ),
  });
}

function findings(snapshot: Snapshot): Finding[] {
  const { application } = snapshot;
  const { file, line } = application.place;
  const inGit = `Promoting the primary-only stage turns it off; or remove spec.syncPolicy.automated at ${file}:${line} before.`;
  const running = live(snapshot, (cluster) => cluster.application);
  if (running.state === "known" && running.value.automated) {
    const owner = ownerText(running.value);
    const text = `Argo CD syncs this app by itself${application.automated ? "" : ", although Git declares manual sync"}`;
    return [
      warn(
        owner === undefined ? text : `${text}, and ${owner} keeps it so`,
        owner === undefined ? inGit : `Turn it off in ${owner}: a change of the Application alone is undone.`,
      ),
    ];
  }
  if (application.automated) {
    return [
      warn(
        running.state === "known"
          ? "Git declares automated sync, although it is off now"
          : "Git declares automated sync",
        inGit,
      ),
    ];
  }
  return running.state === "unknown" && !isOffline(snapshot) ? [unread("the Application", running.reason)] : [];
}

function ownerText({ owner, trackedBy }: LiveApplication): string | undefined {
  if (owner?.kind === "ApplicationSet") return `the template of ApplicationSet ${owner.name}`;
  return trackedBy === undefined ? undefined : `the parent app ${trackedBy}`;
}
