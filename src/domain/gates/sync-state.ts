import type { LiveApplication } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { live } from "./look.ts";
import { applicationCommand } from "./source.ts";

/**
 * The app is Synced and Healthy, and nothing is under way (facts §6). Drift is somebody's unfinished change: a stage on
 * top of it would bring both, and undoing the stage would not undo the drift.
 */
export function syncState({ snapshot }: GateInput): Verdict {
  const running = live(snapshot, (cluster) => cluster.application);
  const application = running.state === "known" ? running.value : undefined;
  return verdictOf({
    findings:
      running.state === "unknown"
        ? [unread("the Application", running.reason)]
        : application === undefined
          ? [fail(`Argo CD has no Application ${snapshot.application.name}`, "Create it from Git, then look again.")]
          : [...sync(application), ...health(application), ...operation(application)],
    good: "Synced and Healthy, no operation under way",
    notes:
      application === undefined
        ? []
        : [
            `sync ${application.sync ?? "?"}`,
            `health ${application.health ?? "?"}`,
            `last operation ${application.operationPhase ?? "none"}`,
            `revision ${application.revision ?? "?"}`,
          ],
    wanted: "Synced, Healthy, no operation under way",
    command: applicationCommand(
      snapshot,
      "SYNC:.status.sync.status,HEALTH:.status.health.status,OPERATION:.status.operationState.phase,REVISION:.status.sync.revision",
    ),
  });
}

function sync({ sync: status }: LiveApplication): Finding[] {
  if (status === "Synced") return [];
  return status === "OutOfSync"
    ? [
        fail(
          "Argo CD says OutOfSync: the cluster differs from Git",
          "Sync the app or revert the drift, then look again.",
        ),
      ]
    : [unread("the sync state", `Argo CD says ${status ?? "nothing"}`)];
}

function health({ health: status }: LiveApplication): Finding[] {
  switch (status) {
    case "Healthy":
      return [];
    case "Degraded":
    case "Missing":
      return [fail(`Argo CD says ${status}`, "Mend the app first: a migration starts from a healthy one.")];
    case "Progressing":
    case "Suspended":
      return [
        warn(
          `Argo CD says ${status}`,
          status === "Progressing"
            ? "Look again when it is done."
            : "Resume what is suspended, or keep in mind that it is.",
        ),
      ];
    default:
      return [unread("the app's health", `Argo CD says ${status ?? "nothing"}`)];
  }
}

function operation({ operationPhase: phase, operationRequested }: LiveApplication): Finding[] {
  if (operationRequested || phase === "Running" || phase === "Terminating")
    return [warn("a sync is under way", "Look again when it has ended.")];
  return phase === "Failed" || phase === "Error"
    ? [warn(`the last sync ended as ${phase}`, "Read its message in Argo CD and mend the cause.")]
    : [];
}
