import { cuts } from "../budget.ts";
import { checklistOf } from "../checklist.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { fileLink } from "../markdown-link.ts";
import { table } from "../markdown-table.ts";
import type { Report } from "../report.ts";
import { type ChecklistLine, checklistLines } from "./checklist-lines.ts";
import { decisions } from "./decisions.ts";
import { gateForms } from "./gate-tables.ts";
import { type Detail, type DiffText, placementTable, stageView } from "./stage-changes.ts";
import { primaryNodes, secondaryNodes } from "./steps.ts";
import { strategyTables } from "./strategy-tables.ts";
import { previousTable } from "./way-back.ts";
import {
  askedBy,
  capital,
  commandCode,
  gatesInWords,
  isMixed,
  moment,
  shortFields,
  stageTwoWords,
  strategyTitle,
  strategyWords,
} from "./words.ts";

/** A section of a long text: its template, its views from the fullest to the shortest, and how long to keep it. */
export type SectionView = { readonly template: string; readonly views: readonly object[]; readonly weight: number };

/** The pull request's body in reading order; the renderer fills the sections and fits them into the budget. */
export function bodySections(report: Report, diffText: DiffText): readonly SectionView[] {
  const runbook = md`the runbook file ${code(report.paths.runbook)} of this pull request`;
  const details: readonly Detail[] = ["lines", "fields", "counts"];
  const stageForms = (stage: "primary-only" | "dual-lane") =>
    details.map((detail) => stageView(report, stage, detail, diffText, runbook));
  return [
    { template: "pull-request/intro.md", views: [introView(report)], weight: 100 },
    {
      template: "pull-request/preflight.md",
      views: gateForms(report.verdicts, runbook).map((tables) => ({
        ...tables,
        words: neutral(capital(gatesInWords(report.verdicts))),
        at: neutral(moment(report.snapshot.at)),
        offline: report.snapshot.observation.mode === "offline",
      })),
      weight: 80,
    },
    {
      template: "pull-request/strategy.md",
      views: cuts(report.strategy.workloads.length).map((shown) => strategyTables(report, shown, runbook)),
      weight: 60,
    },
    {
      template: "pull-request/promises.md",
      views: cuts(report.promises.length).map((shown) => promisesView(report, shown, runbook)),
      weight: 50,
    },
    { template: "pull-request/stage.md", views: stageForms("primary-only"), weight: 40 },
    { template: "pull-request/stage.md", views: stageForms("dual-lane"), weight: 45 },
    { template: "pull-request/placement.md", views: [{ placement: placementTable(report) }], weight: 30 },
    { template: "pull-request/checklist.md", views: [checklistView(report)], weight: 98 },
    {
      template: "pull-request/way-back.md",
      views: [
        wayBackView(report, previousTable(report)),
        wayBackView(report, md`Replicas and pins of each workload stand in ${runbook}.`),
      ],
      weight: 90,
    },
    {
      template: "pull-request/links.md",
      views: cuts(filesOf(report).length).map((shown) => linksView(report, shown)),
      weight: 70,
    },
  ];
}

function introView(report: Report) {
  const { app, env, paths, snapshot, strategy } = report;
  return {
    app: code(app),
    env: code(env),
    asked: askedBy(report),
    stageTwo: stageTwoWords(report),
    strategy: strategyTitle(strategy.headline),
    says: strategyWords[strategy.headline].says,
    mixed: isMixed(report),
    primaryNodes: primaryNodes(report),
    secondaryNodes: secondaryNodes(report),
    primaryOnly: code(paths.primaryOnly),
    dualLane: code(paths.dualLane),
    base: code(paths.base === "" ? "." : paths.base),
    runbook: code(paths.runbook),
    place: code(
      `${snapshot.application.place.file}:${snapshot.application.lines.path ?? snapshot.application.place.line}`,
    ),
    decisions: decisions(report),
    warnings: report.warnings.slice(0, 20).map((warning) => neutral(clip(warning, 500))),
  };
}

function promisesView({ promises }: Report, shown: number, elsewhere: Markdown) {
  return {
    promises: table(
      ["", "Promise", "How it was checked"],
      promises
        .slice(0, shown)
        .map(({ promise, holds, detail }) => [
          holds ? md`✅ holds` : md`❌ broken`,
          neutral(clip(promise, 300)),
          neutral(clip(shortFields(detail), 500)),
        ]),
    ),
    left:
      shown >= promises.length ? md`` : md`${shown} of ${promises.length} promises shown; the rest is in ${elsewhere}.`,
  };
}

function checklistView(report: Report): {
  readonly facts: readonly ChecklistLine[];
  readonly people: readonly ChecklistLine[];
} {
  return checklistLines(checklistOf(report));
}

function wayBackView({ app, env, paths, snapshot }: Report, previous: Markdown) {
  return {
    cancel: commandCode({ app, env }, "cancel"),
    primaryOnly: code(paths.primaryOnly),
    dualLane: code(paths.dualLane),
    base: code(paths.base === "" ? "." : paths.base),
    file: code(snapshot.application.place.file),
    previous,
    runbook: code(paths.runbook),
  };
}

function filesOf({ overlays, paths }: Report): readonly string[] {
  return [paths.runbook, ...overlays.flatMap(({ files }) => files.map(({ path }) => path))];
}

function linksView(report: Report, shown: number) {
  const { branch, snapshot, planId, version } = report;
  const files = filesOf(report);
  return {
    files: files.slice(0, shown).map((path) => fileLink(path, branch, snapshot.repository.urls)),
    left:
      shown >= files.length
        ? md``
        : md`${shown} of ${files.length} files named here; the tab “Files changed” has them all.`,
    planId: code(planId),
    version: neutral(version),
    kustomize: neutral(snapshot.base.kustomize),
    commit: snapshot.repository.commit === undefined ? md`` : joined([code(snapshot.repository.commit.slice(0, 12))]),
  };
}
