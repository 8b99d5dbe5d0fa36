import { cuts } from "../budget.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import type { ObjectChange } from "../plan.ts";
import type { Report } from "../report.ts";
import type { SectionView } from "./body.ts";
import { gateForms } from "./gate-tables.ts";
import { strategyTables } from "./strategy-tables.ts";
import { capital, commandCode, gatesInWords, shortFields, strategyTitle } from "./words.ts";

/** The reply to `plan`: short, and the same for the same plan, so that saying it twice writes nothing. `isOpen`: there is a pull request already. */
export function planReplySections(report: Report, isOpen: boolean): readonly SectionView[] {
  const elsewhere = md`the pull request, once it is opened`;
  return [
    { template: "comment/plan-lead.md", views: [{ ...leadView(report), isOpen }], weight: 100 },
    {
      template: "comment/plan-gates.md",
      views: gateForms(report.verdicts, elsewhere).map((tables) => ({
        ...tables,
        words: neutral(capital(gatesInWords(report.verdicts))),
      })),
      weight: 80,
    },
    {
      template: "comment/plan-strategy.md",
      views: cuts(report.strategy.workloads.length).map((shown) => strategyTables(report, shown, elsewhere)),
      weight: 60,
    },
    {
      template: "comment/plan-changes.md",
      views: cuts(report.diff.length).map((shown) => changesView(report, shown, elsewhere)),
      weight: 70,
    },
  ];
}

function leadView({ app, env, strategy, overlays, paths, warnings, promises, planId }: Report) {
  return {
    app: code(app),
    env: code(env),
    strategy: strategyTitle(strategy.headline),
    planId: code(planId),
    files: joined([...overlays.flatMap(({ files }) => files.map(({ path }) => code(path))), code(paths.runbook)]),
    warnings: warnings.slice(0, 20).map((warning) => neutral(clip(warning, 500))),
    broken: promises
      .filter(({ holds }) => !holds)
      .map(({ promise, detail }) => md`${neutral(clip(promise, 300))}: ${neutral(clip(detail, 500))}`),
    open: commandCode({ app, env }, ""),
  };
}

function changesView({ diff, restarts }: Report, shown: number, elsewhere: Markdown) {
  const lines = (stage: ObjectChange["stage"]) =>
    diff.filter((change, index) => change.stage === stage && index < shown).map(changeLine);
  const restarting = (stage: ObjectChange["stage"]) =>
    joined(
      restarts
        .filter((restart) => restart.stage === stage && restart.reason !== undefined)
        .map(({ workload }) => code(workload)),
    );
  return {
    stageOne: lines("primary-only"),
    stageTwo: lines("dual-lane"),
    restartsOne: restarting("primary-only"),
    restartsTwo: restarting("dual-lane"),
    left:
      shown >= diff.length ? md`` : md`${shown} of ${diff.length} changed objects shown; the rest is in ${elsewhere}.`,
  };
}

function changeLine({ change, object, fields }: ObjectChange): Markdown {
  const named = md`${neutral(object.kind)} ${code(object.name)}`;
  if (change === "create") return md`${named}: new`;
  if (change === "remove") return md`${named}: goes away`;
  return md`${named}: ${joined(fields.map(({ path }) => code(shortFields(path.join(".")))))}`;
}
