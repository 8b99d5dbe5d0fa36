import { checklistOf } from "../checklist.ts";
import { code, type Markdown, md, neutral } from "../markdown.ts";
import type { Report } from "../report.ts";
import { commandCode, counted, countOf, strategyWords } from "./words.ts";

/** What the reader of the pull request has to decide or do, the most urgent first. */
export function decisions(report: Report): readonly Markdown[] {
  const { verdicts, strategy, promises } = report;
  const broken = promises.filter(({ holds }) => !holds).length;
  const fails = countOf(verdicts, "fail");
  const unknowns = countOf(verdicts, "unknown");
  const open = checklistOf(report).filter(({ decidedBy, done }) => decidedBy === "people" && !done).length;
  return [
    ...(broken > 0
      ? [
          md`**Do not merge:** ${neutral(counted(broken, "promise"))} of the plan ${neutral(broken === 1 ? "does" : "do")} not hold, see below.`,
        ]
      : []),
    ...(fails + unknowns > 0
      ? [
          md`**Mend first:** ${neutral(blockers(fails, unknowns))}. The check ${code("lanekeeper/preflight")} stays red until then. Mend it, then comment ${commandCode(report, "refresh")}.`,
        ]
      : []),
    md`**The strategy:** is ${neutral(strategy.headline)} (${strategyWords[strategy.headline].name}) right for this app? The reasons, and why not the others, are below. To choose another: ${commandCode(report, "refresh --strategy …")}.`,
    ...(open > 0
      ? [
          md`**The checklist:** ${neutral(counted(open, "box", "boxes"))} below ${neutral(open === 1 ? "asks" : "ask")} for what no system can tell. Tick one only if you answer for it.`,
        ]
      : []),
    md`**The merge:** press it when the above is settled. It is reversible and moves nothing; each later step asks again.`,
  ];
}

function blockers(fails: number, unknowns: number): string {
  const parts = [
    ...(fails > 0 ? [`${counted(fails, "gate")} ${fails === 1 ? "fails" : "fail"}`] : []),
    ...(unknowns > 0 ? [`${counted(unknowns, "gate")} could not be looked at`] : []),
  ];
  return parts.join(" and ");
}
