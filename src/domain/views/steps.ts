import { kubectl } from "../gates/kubectl.ts";
import { code, fence, joined, type Markdown, md } from "../markdown.ts";
import type { Report } from "../report.ts";
import { argocd, lookCommands } from "./commands.ts";
import { namesOf, replicasAt } from "./lane-picture.ts";

/** One step of a way that people walk: what to do, the lines to paste, and what must be seen then. */
export type Step = {
  readonly title: Markdown;
  readonly says: readonly Markdown[];
  /** Code blocks, in order. */
  readonly blocks: readonly Markdown[];
  readonly expect: readonly Markdown[];
};

/** The runbook's rollout steps (§3.2) with this app's names: look at the diff, sync, verify, then the same for stage 2. */
export function rolloutSteps(report: Report): readonly Step[] {
  const { paths } = report;
  return [
    {
      title: md`Before you start`,
      says: [
        md`The checklist above is done, the rollback owner is there, and nobody deploys this app meanwhile.`,
        md`Look at the app and at what stage 1 would change. These lines only read.`,
      ],
      blocks: [
        fence(
          [
            argocd("app", "get", report.app),
            argocd("app", "diff", report.app, "--local", paths.primaryOnly, "--local-repo-root", "."),
            ...lookCommands(report),
          ].join("\n"),
          "bash",
        ),
      ],
      expect: [md`The diff shows the changes of stage 1 above and nothing else.`],
    },
    {
      title: md`Stage 1: point the Application at ${code(paths.primaryOnly)}`,
      says: [md`One pull request, one file:`],
      blocks: [pathEdit(report, paths.base, paths.primaryOnly), syncBlock(report)],
      expect: [
        ...windowNotes(report),
        ...report.strategy.workloads.map(
          ({ kind, name }) =>
            md`${code(name)}: ${replicasAt(report, "primary-only", kind, name)} of ${replicasAt(report, "primary-only", kind, name)} pods Ready, every one on ${primaryNodes(report)}, none elsewhere; one revision only; no restarts.`,
        ),
      ],
    },
    {
      title: md`Stage 2, **APPROVAL REQUIRED**: point the Application at ${code(paths.dualLane)}`,
      says: [
        md`Only after stage 1 was seen to hold. This is the step that lets the app onto the secondary lane. One pull request, one line:`,
      ],
      blocks: [pathEdit(report, paths.primaryOnly, paths.dualLane), syncBlock(report)],
      expect: stageTwoExpectations(report),
    },
  ];
}

/** The one line that decides which stage is in effect. */
export function pathEdit({ snapshot }: Report, from: string, to: string): Markdown {
  const { place, lines } = snapshot.application;
  const line = lines.path ?? place.line;
  return joined(
    [md`${code(place.file)}, line ${line}:`, fence(`- path: ${shown(from)}\n+ path: ${shown(to)}`, "diff")],
    "\n\n",
  );
}

function shown(path: string): string {
  return path === "" ? "." : path;
}

/** Look, rehearse, sync: people press the last one. */
export function syncBlock(report: Report): Markdown {
  return fence(
    [
      "# after the merge; the first two lines only read",
      argocd("app", "diff", report.app),
      argocd("app", "sync", report.app, "--dry-run"),
      "# APPROVAL REQUIRED",
      argocd("app", "sync", report.app),
      "# then look; these lines only read",
      ...lookCommands(report),
    ].join("\n"),
    "bash",
  );
}

/** What the same pull request sets for the window: the label, and no automated sync. */
function windowNotes({ snapshot }: Report): readonly Markdown[] {
  const { application } = snapshot;
  return [
    md`In the same change: the label ${code('migration/dual-lane: "true"')} on the Application.`,
    ...(application.automated
      ? [
          md`In the same change: remove ${code("syncPolicy.automated")}; until sign-off people sync. It is ${code(JSON.stringify(application.syncPolicy?.["automated"] ?? {}))} today and comes back at sign-off.`,
        ]
      : []),
  ];
}

function stageTwoExpectations(report: Report): readonly Markdown[] {
  return report.strategy.workloads.map(({ kind, name, strategy }) => {
    const replicas = replicasAt(report, "dual-lane", kind, name);
    switch (strategy) {
      case "A":
      case "B1":
        return md`${code(name)}: ${replicas} of ${replicas} pods Ready, on ${primaryNodes(report)} and ${secondaryNodes(report)}; one revision only; nothing Pending; no restart loop; no FailedScheduling event.`;
      case "stay":
        return md`${code(name)}: still on ${primaryNodes(report)}.`;
      default:
        return md`${code(name)}: still ${replicas} of ${replicas} Ready on ${primaryNodes(report)}, its claims attached there; what was added for the secondary runs only what the file says.`;
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
  const node = namesOf(report).secondary[0] ?? "<secondary-node>";
  return fence(
    [
      "# shows what a drain would evict and changes nothing",
      kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--dry-run=server"),
      "# APPROVAL REQUIRED; undo with uncordon",
      kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data"),
      kubectl("uncordon", node),
    ].join("\n"),
    "bash",
  );
}
