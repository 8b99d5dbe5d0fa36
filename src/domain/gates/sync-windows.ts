import type { Application } from "../application.ts";
import { globMatches } from "../catalogue/glob.ts";
import type { SyncWindow } from "../cluster-surroundings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { live } from "./look.ts";

/**
 * Sync windows of the project may refuse manual syncs too (facts §6), and every stage is one. A deny window that does
 * not allow them refuses them while it is open, an allow window while none is open. Which is open when is left to the
 * reader: the stages are synced hours or days after this was looked at.
 */
export function syncWindows({ snapshot }: GateInput): Verdict {
  const { application } = snapshot;
  const wanted = "no sync window of the project that refuses manual syncs of this app";
  const namespace = runningIn(snapshot);
  const command = kubectl(
    "-n",
    namespace,
    "get",
    "appprojects.argoproj.io",
    application.project,
    "-o",
    "custom-columns=NAME:.metadata.name,WINDOWS:.spec.syncWindows",
  );
  const project = live(snapshot, (cluster) => cluster.project);
  if (project.state === "unknown") return unreadable("the project", project.reason, wanted, command);
  const windows = project.state === "known" ? project.value.windows.filter((each) => concerns(each, application)) : [];
  return verdictOf({
    findings:
      project.state === "absent"
        ? [
            fail(
              `Argo CD has no project ${application.project}: it refuses to sync the app`,
              `Create project ${application.project}, or name another one in the Application.`,
            ),
          ]
        : windows.flatMap((each) => refusal(each, application.project)),
    good:
      windows.length === 0
        ? `no sync window of project ${application.project} is about this app`
        : `every sync window of project ${application.project} allows manual syncs`,
    notes: windows.map((each) => `${windowText(each)}, manual sync ${each.manualSync ? "allowed" : "not allowed"}`),
    wanted,
    command,
  });
}

function runningIn(snapshot: Snapshot): string {
  const running = live(snapshot, (cluster) => cluster.application);
  return (
    (running.state === "known" ? running.value.namespace : undefined) ?? snapshot.application.namespace ?? "argocd"
  );
}

/** Argo CD's rule: one match is enough, unless the window says that all that it lists must match. */
function concerns(window: SyncWindow, { name, destination }: Application): boolean {
  const own = ["https://kubernetes.default.svc", "in-cluster"];
  const named = [destination.server, destination.name].flatMap((each) => each ?? []);
  // Newer Argo CD looks up the other name of its own cluster; a window too many is only a warning.
  const clusters = named.some((each) => own.includes(each)) ? [...new Set([...named, ...own])] : named;
  const asked = [
    { globs: window.applications, values: [name] },
    { globs: window.namespaces, values: [destination.namespace ?? ""] },
    { globs: window.clusters, values: clusters },
  ].filter(({ globs }) => globs.length > 0);
  const matches = asked.map(({ globs, values }) =>
    globs.some((glob) => values.some((value) => globMatches("manifests", glob, value))),
  );
  return window.andOperator ? matches.length > 0 && matches.every(Boolean) : matches.some(Boolean);
}

function refusal(window: SyncWindow, project: string): Finding[] {
  if (window.manualSync) return [];
  const remedy = `Sync the stages when it does not refuse them, or let it allow manual syncs (\`manualSync: true\` in project ${project}).`;
  return window.kind === "deny"
    ? [warn(`a ${windowText(window)} refuses manual syncs while it is open`, remedy)]
    : [warn(`manual syncs are refused outside of the ${windowText(window)}`, remedy)];
}

function windowText({ kind, schedule, duration, timeZone }: SyncWindow): string {
  return `${kind} window (${schedule} for ${duration}, ${timeZone ?? "UTC"})`;
}
