import { kubectl } from "../gates/kubectl.ts";
import { code, fence, joined, type Markdown, md } from "../markdown.ts";
import type { Report } from "../report.ts";
import { argocd, lookCommands } from "./commands.ts";
import { namesOf, replicasAt } from "./lane-picture.ts";

/** One step of a way that people walk: what to do, the lines to paste, and what must be seen then. */
export type Step = {
  readonly title: Markdown;
  readonly says: readonly Markdown[];
  /** What one pull request changes, in words. */
  readonly changes: readonly Markdown[];
  /** Code blocks, in order. */
  readonly blocks: readonly Markdown[];
  readonly expect: readonly Markdown[];
};

/** The runbook's rollout steps (§3.2) with this app's names: look at the diff, sync, verify, then the same for stage 2. */
export function rolloutSteps(report: Report): readonly Step[] {
  const { paths, app } = report;
  return [
    {
      title: md`Before you start`,
      says: [
        md`The checklist above is done, the rollback owner is there, and nobody deploys this app meanwhile. These lines only read; they are what “look” means in every step below. The second one shows what stage 1 would change.`,
      ],
      changes: [],
      blocks: [
        fence(
          [
            argocd("app", "get", app),
            argocd("app", "diff", app, "--local", paths.primaryOnly, "--local-repo-root", "."),
            ...lookCommands(report),
          ].join("\n"),
          "bash",
        ),
      ],
      expect: [md`The diff shows the changes of stage 1 (section 6) and nothing else.`],
    },
    {
      title: md`Stage 1: point the Application at ${code(paths.primaryOnly)}`,
      says: [md`One pull request:`],
      changes: [pathChange(report, paths.base, paths.primaryOnly), ...windowChanges(report)],
      blocks: [syncBlock(report)],
      expect: report.strategy.workloads.map(({ kind, name }) => {
        const replicas = replicasAt(report, "primary-only", kind, name);
        return md`${code(name)}: ${replicas} of ${replicas} pods Ready, all on ${primaryNodes(report)} and none elsewhere; one revision only; no container restarts.`;
      }),
    },
    {
      title: md`Stage 2, **APPROVAL REQUIRED**: point the Application at ${code(paths.dualLane)}`,
      says: [
        md`Only after stage 1 was seen to hold. This step lets the app onto the secondary lane. One pull request:`,
      ],
      changes: [pathChange(report, paths.primaryOnly, paths.dualLane)],
      blocks: [syncBlock(report)],
      expect: stageTwoExpectations(report),
    },
  ];
}

/** The one line that decides which stage is in effect. */
export function pathChange({ snapshot }: Report, from: string, to: string): Markdown {
  const { place, lines } = snapshot.application;
  const shown = (path: string) => code(`path: ${path === "" ? "." : path}`);
  return md`${code(`${place.file}:${lines.path ?? place.line}`)}: ${shown(from)} becomes ${shown(to)}`;
}

/** Look, rehearse, sync: people press the last one. */
export function syncBlock({ app }: Report): Markdown {
  return fence(
    [
      "# after the merge; these two only read",
      argocd("app", "diff", app),
      argocd("app", "sync", app, "--dry-run"),
      "# APPROVAL REQUIRED, then look",
      argocd("app", "sync", app),
    ].join("\n"),
    "bash",
  );
}

/** What the same pull request sets for the window: the label, and no automated sync. */
function windowChanges({ snapshot }: Report): readonly Markdown[] {
  const { application } = snapshot;
  const label = md`the label ${code('migration/dual-lane: "true"')} on the Application`;
  if (!application.automated) return [label];
  return [
    label,
    md`${code("syncPolicy.automated")} goes away, so that until sign-off only people sync; today it is ${code(automatedPolicy(snapshot.application))}`,
  ];
}

/** `{"prune":true}`: what has to come back at sign-off. */
export function automatedPolicy({ syncPolicy }: Report["snapshot"]["application"]): string {
  return JSON.stringify(syncPolicy?.["automated"] ?? {});
}

function stageTwoExpectations(report: Report): readonly Markdown[] {
  return report.strategy.workloads.map(({ kind, name, strategy }) => {
    const replicas = replicasAt(report, "dual-lane", kind, name);
    switch (strategy) {
      case "A":
      case "B1":
        return md`${code(name)}: ${replicas} of ${replicas} pods Ready, on ${primaryNodes(report)} and ${secondaryNodes(report)}; one revision only; nothing Pending, no restart loop, no FailedScheduling event.`;
      case "stay":
        return md`${code(name)}: still on ${primaryNodes(report)}, not restarted.`;
      default:
        return md`${code(name)}: still ${replicas} of ${replicas} Ready on ${primaryNodes(report)}, its claims attached there.`;
    }
  });
}

export function primaryNodes(report: Report): Markdown {
  const { primary } = namesOf(report);
  return primary.length === 0 ? md`the primary node` : joined(primary.map(code));
}

export function secondaryNodes(report: Report): Markdown {
  const { secondary } = namesOf(report);
  return secondary.length === 0 ? md`the secondary node` : joined(secondary.map(code));
}

/** The runbook's optional test: the loss of the secondary, rehearsed before it is done. */
export function failoverTest(report: Report): Markdown {
  const node = namesOf(report).secondary[0] ?? "SECONDARY_NODE";
  return fence(
    [
      kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--dry-run=server"),
      "# APPROVAL REQUIRED; it evicts every app's pods there; look, then undo",
      kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data"),
      kubectl("uncordon", node),
    ].join("\n"),
    "bash",
  );
}
