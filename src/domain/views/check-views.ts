import { cuts } from "../budget.ts";
import { digest } from "../canonical.ts";
import { type ChecklistItem, checklistOf } from "../checklist.ts";
import { code, type Markdown, md, neutral } from "../markdown.ts";
import { checkNames } from "../names.ts";
import type { CheckPlan } from "../plan.ts";
import type { Report } from "../report.ts";
import type { SectionView } from "./body.ts";
import { checklistLines } from "./checklist-lines.ts";
import { showsEverything } from "./evidence.ts";
import { gateEvidence, gateOverview, reasons } from "./gate-tables.ts";
import { capital, commandCode, counted, countOf, gatesInWords, moment } from "./words.ts";

/** A check before its two texts are filled: everything else is decided here. */
export type CheckView = Omit<CheckPlan, "summary" | "text"> & {
  readonly summary: readonly SectionView[];
  readonly text: readonly SectionView[];
};

/** The checks that this plan alone can answer, in the order people see them. */
export function checkViews(report: Report): readonly CheckView[] {
  return [preflightCheck(report), checklistCheck(report)];
}

/** Green only when no gate fails and none is unknown; never neutral or skipped, which would let a merge through. */
function preflightCheck(report: Report): CheckView {
  const { verdicts, snapshot, app, paths } = report;
  const good = countOf(verdicts, "fail") + countOf(verdicts, "unknown") === 0 && verdicts.length > 0;
  const words = gatesInWords(verdicts);
  const elsewhere = md`the text below and in ${code(paths.runbook)}`;
  const evidence = gateEvidence(verdicts, showsEverything(snapshot));
  const why = reasons(verdicts);
  return {
    name: checkNames.preflight,
    conclusion: good ? "success" : "failure",
    title: capital(words),
    summary: [
      {
        template: "check/preflight-lead.md",
        views: cuts(why.length).map((shown) => ({
          good,
          words: neutral(capital(words)),
          app: code(app),
          at: neutral(moment(snapshot.at)),
          offline: snapshot.observation.mode === "offline",
          reasons: why.slice(0, shown),
          left: shown >= why.length ? md`` : md`${shown} of ${why.length} reasons shown; the rest is in ${elsewhere}.`,
          refresh: commandCode(report, "refresh"),
        })),
        weight: 100,
      },
      {
        template: "check/preflight-table.md",
        views: cuts(verdicts.length).map((shown) => gateOverview(verdicts, shown, elsewhere)),
        weight: 50,
      },
    ],
    text: [
      {
        template: "check/preflight-text.md",
        views: cuts(evidence.length).map((shown) => ({
          at: neutral(moment(snapshot.at)),
          summaryOnly: !showsEverything(snapshot),
          gates: evidence.slice(0, shown),
          left:
            shown >= evidence.length
              ? md``
              : md`${shown} of ${evidence.length} gates shown; the rest is in ${code(paths.runbook)}.`,
        })),
        weight: 100,
      },
    ],
    digest: digest({ outcomes: verdicts.map(({ gate, outcome }) => [gate, outcome]) }, 16),
  };
}

/** Waits for people while boxes are open; fails while a fact is missing; green when all is done. */
function checklistCheck(report: Report): CheckView {
  const items = checklistOf(report);
  const missing = items.filter(({ decidedBy, done }) => decidedBy === "facts" && !done);
  const open = items.filter(({ decidedBy, done }) => decidedBy === "people" && !done);
  const done = items.filter((item) => item.done);
  return {
    name: checkNames.checklist,
    conclusion: missing.length > 0 ? "failure" : open.length > 0 ? "action_required" : "success",
    title: checklistWords(missing.length, open.length, items.length),
    summary: [
      {
        template: "check/checklist-summary.md",
        views: [
          {
            missing: factsOf(missing),
            open: factsOf(open),
            done: factsOf(done),
            openCount: open.length,
            missingCount: missing.length,
          },
        ],
        weight: 100,
      },
    ],
    text: [
      {
        template: "check/checklist-text.md",
        views: [{ ...checklistLines(items), at: neutral(moment(report.snapshot.at)) }],
        weight: 100,
      },
    ],
    digest: digest({ items: items.map((item) => [item.id, item.decidedBy, item.done]) }, 16),
  };
}

function checklistWords(missing: number, open: number, all: number): string {
  if (missing + open === 0) return `All ${counted(all, "item")} done`;
  const people = `${counted(open, "item")} ${open === 1 ? "waits" : "wait"} for people`;
  if (missing === 0) return capital(people);
  const facts = `${counted(missing, "fact")} ${missing === 1 ? "is" : "are"} not as needed`;
  return capital(open === 0 ? facts : `${facts}, ${people}`);
}

function factsOf(items: readonly ChecklistItem[]): readonly { readonly text: Markdown; readonly fact: Markdown }[] {
  return items.map(({ text, fact }) => ({ text: neutral(text), fact: neutral(fact) }));
}
