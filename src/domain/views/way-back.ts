import { shellWord } from "../gates/kubectl.ts";
import { code, fence, joined, type Markdown, md } from "../markdown.ts";
import { table } from "../markdown-table.ts";
import type { Report } from "../report.ts";
import { argocd } from "./commands.ts";
import { automatedPolicy, pathChange, type Step, syncBlock } from "./steps.ts";

/** What each workload has today and gets back: the numbers and pins of the way back. */
export function previousTable({ previous }: Pick<Report, "previous">): Markdown {
  return table(
    ["Workload", "Replicas", "Pins in Git"],
    previous.map(({ kind, workload, replicas, pins }) => [
      code(`${kind} ${workload}`),
      md`${replicas}`,
      pins.length === 0 ? md`none` : joined(pins.map(code), "<br>"),
    ]),
  );
}

/** The runbook's rollback plan (§3.3) for this app: from each stage to the one before, precisely. */
export function wayBackSteps(report: Report): readonly Step[] {
  const { paths } = report;
  return [
    ...standbyFirst(report),
    {
      title: md`From stage 2 to stage 1`,
      says: [
        md`Takes the toleration away and narrows the affinity to the primary lane. Revert the commit of stage 2, or:`,
      ],
      changes: [pathChange(report, paths.dualLane, paths.primaryOnly)],
      blocks: [syncBlock(report)],
      expect: [md`Every pod of the app is on the primary lane; nothing Pending.`, ...leftovers(report)],
    },
    {
      title: md`From stage 1 to where the app is today`,
      says: [
        md`Gives back the replicas and pins of the table above, because the base was never changed. Revert the commit of stage 1, or:`,
      ],
      changes: [pathChange(report, paths.primaryOnly, paths.base), ...windowEnds(report)],
      blocks: [syncBlock(report)],
      expect: backHome(report),
    },
    {
      title: md`And the files of this pull request`,
      says: [md`They do nothing while no Application points at them. To remove them too, revert its merge:`],
      changes: [],
      blocks: [
        fence(
          `git log --oneline -n 5 -- ${shellWord(paths.primaryOnly)}\ngit revert COMMIT   # with -m 1 if it is a merge commit`,
          "bash",
        ),
      ],
      expect: [],
    },
  ];
}

/** What stage 2 created is no longer in Git: Argo CD only removes it when told to prune. */
function leftovers({ diff, app }: Report): readonly Markdown[] {
  const created = diff.filter(({ stage, change }) => stage === "dual-lane" && change === "create");
  if (created.length === 0) return [];
  const names = joined(created.map(({ object }) => code(`${object.kind} ${object.name}`)));
  return [
    md`${names} stays behind as “requires pruning”. Once it has no pods, remove it: ${code(argocd("app", "sync", app, "--prune"))}, **APPROVAL REQUIRED**.`,
  ];
}

function standbyFirst({ strategy }: Report): readonly Step[] {
  const standby = strategy.workloads.filter((workload) => workload.strategy === "B2").map(({ name }) => code(name));
  if (standby.length === 0) return [];
  return [
    {
      title: md`First, if a standby runs: standby to 0, then primary back`,
      says: [
        md`In this order, each a commit and a sync: the standby of ${joined(standby)} to 0 replicas; wait until its pods are gone and the volume is detached; then the primary to the number above. Two writers at once can destroy the data.`,
      ],
      changes: [],
      blocks: [],
      expect: [],
    },
  ];
}

function windowEnds({ snapshot: { application } }: Report): readonly Markdown[] {
  const label = md`the label ${code("migration/dual-lane")} goes away`;
  return application.automated
    ? [label, md`${code("syncPolicy.automated")} is back as it was: ${code(automatedPolicy(application))}`]
    : [label];
}

function backHome({ previous, snapshot }: Report): readonly Markdown[] {
  const scaled = snapshot.base.objects.some(
    ({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject",
  );
  return [
    md`Each workload has its replicas again: ${joined(previous.map(({ workload, replicas }) => md`${code(workload)} ${replicas}`))}.`,
    ...(scaled ? [md`Where an autoscaler owns the replicas, lowering them is its own work and takes minutes.`] : []),
  ];
}
