import { cuts } from "../budget.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";
import type { GateResult } from "../verdict.ts";
import { alike, capital, countOf, outcomeWords, problemsFirst } from "./words.ts";

export type GateTables = {
  /** Everything but passes, with what to do. */
  readonly problems: Markdown;
  readonly passes: Markdown;
  readonly passCount: number;
  /** How many are not shown and where they are; empty when all are. */
  readonly left: Markdown;
};

/** The verdicts as tables, at most `shown` problems and `passes` passes; `elsewhere` says where the rest is. */
export function gateTables(
  verdicts: readonly GateResult[],
  shown: number,
  passes: number,
  elsewhere: Markdown,
): GateTables {
  const problems = problemGroups(verdicts);
  const passing = verdicts.filter(({ outcome }) => outcome === "pass");
  const hidden = problems.slice(shown).flat().length + Math.max(0, passing.length - passes);
  return {
    problems: table(
      ["", "Gate", "What is so", "What to do"],
      problems
        .slice(0, shown)
        .map((group) => [
          outcomeWords[group[0].outcome],
          titles(group),
          short(group[0].summary),
          short(group[0].remedy),
        ]),
    ),
    passes: table(
      ["Gate", "What is so"],
      passing.slice(0, passes).map((verdict) => [title(verdict), short(verdict.summary)]),
    ),
    passCount: passing.length,
    left:
      hidden === 0
        ? md``
        : md`${verdicts.length - hidden} of ${verdicts.length} gates shown; the rest is in ${elsewhere}.`,
  };
}

function problemGroups(verdicts: readonly GateResult[]) {
  return alike(problemsFirst(verdicts).filter(({ outcome }) => outcome !== "pass"));
}

/** Every verdict in one compact table, at most `shown`: for where the reasons stand above already. */
export function gateOverview(
  verdicts: readonly GateResult[],
  shown: number,
  elsewhere: Markdown,
): { readonly table: Markdown; readonly left: Markdown } {
  return {
    table: table(
      ["", "Gate", "What is so"],
      problemsFirst(verdicts)
        .slice(0, shown)
        .map((verdict) => [outcomeWords[verdict.outcome], title(verdict), short(verdict.summary)]),
    ),
    left:
      shown >= verdicts.length ? md`` : md`${shown} of ${verdicts.length} gates shown; the rest is in ${elsewhere}.`,
  };
}

/** From everything to nothing: first passes go, then problems are halved. */
export function gateForms(verdicts: readonly GateResult[], elsewhere: Markdown): readonly GateTables[] {
  const passing = countOf(verdicts, "pass");
  const problems = problemGroups(verdicts).length;
  return [
    gateTables(verdicts, problems, passing, elsewhere),
    ...cuts(problems).map((shown) => gateTables(verdicts, shown, 0, elsewhere)),
  ];
}

/** One gate's evidence: what was seen, what was wanted, and how to see it again. */
export type GateEvidence = {
  readonly outcome: Markdown;
  readonly title: Markdown;
  readonly summary: Markdown;
  readonly seen: Markdown;
  readonly wanted: Markdown;
  readonly remedy: Markdown;
  readonly command: Markdown;
};

/** Evidence of every gate, problems first. `seen` is left empty where only a summary may be shown. */
export function gateEvidence(verdicts: readonly GateResult[], full: boolean): readonly GateEvidence[] {
  return problemsFirst(verdicts).map((verdict) => ({
    outcome: outcomeWords[verdict.outcome],
    title: title(verdict),
    summary: short(verdict.summary),
    seen: full ? neutral(clip(verdict.seen, 2000)) : md``,
    wanted: short(verdict.wanted),
    remedy: short(verdict.remedy),
    command: verdict.command === "" ? md`` : code(verdict.command),
  }));
}

/** The gates that stand in the way, one line each, for summaries. */
export function reasons(verdicts: readonly GateResult[]): readonly Markdown[] {
  const blocking = problemsFirst(verdicts).filter(({ outcome }) => outcome === "fail" || outcome === "unknown");
  return alike(blocking).map((group) =>
    joined(
      [
        md`${outcomeWords[group[0].outcome]}: **${joined(group.map(title))}**. ${neutral(capital(clip(group[0].summary, 600)))}.`,
        short(group[0].remedy),
      ],
      " ",
    ),
  );
}

function titles(group: readonly GateResult[]): Markdown {
  return joined(group.map(title), "<br>");
}

function title(verdict: GateResult): Markdown {
  return verdict.title === "" ? code(verdict.gate) : neutral(clip(verdict.title, 120));
}

function short(text: string): Markdown {
  return neutral(clip(text, 600));
}
