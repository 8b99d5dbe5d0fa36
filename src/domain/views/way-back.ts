import { shellWord } from "../gates/kubectl.ts";
import { code, fence, joined, type Markdown, md } from "../markdown.ts";
import { table } from "../markdown-table.ts";
import type { Report } from "../report.ts";
import { pathEdit, type Step, syncBlock } from "./steps.ts";

/** What each workload has today and gets back: the numbers and pins of the way back. */
export function previousTable({ previous }: Pick<Report, "previous">): Markdown {
  return table(
    ["Workload", "Replicas", "Pins in Git"],
    previous.map(({ kind, workload, replicas, pins }) => [
      md`${code(`${kind} ${workload}`)}`,
      md`${replicas}`,
      pins.length === 0 ? md`none` : joined(pins.map(code), "<br>"),
    ]),
  );
}

/** The runbook's rollback plan (§3.3) for this app: from each stage to the one before, precisely. */
export function wayBackSteps(report: Report): readonly Step[] {
  const { paths, snapshot, strategy } = report;
  const standby = strategy.workloads.filter((workload) => workload.strategy === "B2").map(({ name }) => name);
  const scaled = snapshot.base.objects.some(
    ({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject",
  );
  return [
    ...(standby.length === 0
      ? []
      : [
          {
            title: md`First, if the standby runs: standby to 0, then primary back`,
            says: [
              md`In this order, each as a commit: the standby of ${joined(standby.map(code))} to 0 replicas; wait until its pods are gone and the volume is detached; then the primary back to the number below. Two writers at once can destroy the data.`,
            ],
            blocks: [],
            expect: [],
          },
        ]),
    {
      title: md`From stage 2 to stage 1`,
      says: [
        md`Takes the toleration away and narrows the affinity to the primary lane again. Revert the commit of stage 2, or change the line:`,
      ],
      blocks: [pathEdit(report, paths.dualLane, paths.primaryOnly), syncBlock(report)],
      expect: [md`Every pod of the app is back on the primary lane; nothing Pending.`],
    },
    {
      title: md`From stage 1 to where the app is today`,
      says: [
        md`Puts replicas and pins back as in the table below, because the base was never changed. Revert the commit of stage 1, or change the line:`,
      ],
      blocks: [pathEdit(report, paths.primaryOnly, paths.base), syncBlock(report)],
      expect: [
        ...(scaled
          ? [md`Where an autoscaler owns the replicas, lowering them again is its own work and may take minutes.`]
          : []),
        ...(snapshot.application.automated
          ? [
              md`In the same change: put ${code("syncPolicy.automated")} back as ${code(JSON.stringify(snapshot.application.syncPolicy?.["automated"] ?? {}))}.`,
            ]
          : []),
        md`In the same change: take the label ${code("migration/dual-lane")} off the Application.`,
      ],
    },
    {
      title: md`And the files of this pull request`,
      says: [md`They do nothing while no Application points at them. To remove them as well, revert its merge:`],
      blocks: [
        fence(
          `git log --oneline -n 5 -- ${shellWord(paths.primaryOnly)}\ngit revert <commit>        # add -m 1 if it was a merge commit`,
          "bash",
        ),
      ],
      expect: [],
    },
  ];
}
