import { cuts } from "../budget.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";
import type { GateResult } from "../verdict.ts";
import { countOf, outcomeWords, problemsFirst } from "./words.ts";

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
  const problems = problemsFirst(verdicts).filter(({ outcome }) => outcome !== "pass");
  const passing = verdicts.filter(({ outcome }) => outcome === "pass");
  const left = Math.max(0, problems.length - shown) + Math.max(0, passing.length - passes);
  return {
    problems: table(
      ["", "Gate", "What is so", "What to do"],
      problems
        .slice(0, shown)
        .map((verdict) => [
          outcomeWords[verdict.outcome],
          title(verdict),
          short(verdict.summary),
          short(verdict.remedy),
        ]),
    ),
    passes: table(
      ["Gate", "What is so"],
      passing.slice(0, passes).map((verdict) => [title(verdict), short(verdict.summary)]),
    ),
    passCount: passing.length,
    left:
      left === 0 ? md`` : md`${verdicts.length - left} of ${verdicts.length} gates shown; the rest is in ${elsewhere}.`,
  };
}

/** Every verdict in one compact table, at most `shown`: for where the reasons stand above already. */
export function gateOverview(verdicts: readonly GateResult[], shown: number, elsewhere: Markdown): { readonly table: Markdown; readonly left: Markdown } {
  return {
    table: table(
      ["", "Gate", "What is so"],
      problemsFirst(verdicts).slice(0, shown).map((verdict) => [outcomeWords[verdict.outcome], title(verdict), short(verdict.summary)]),
    ),
    left: shown >= verdicts.length ? md`` : md`${shown} of ${verdicts.length} gates shown; the rest is in ${elsewhere}.`,
  };
}

/** From everything to nothing: first passes go, then problems are halved. */
export function gateForms(verdicts: readonly GateResult[], elsewhere: Markdown): readonly GateTables[] {
  const passing = countOf(verdicts, "pass");
  const problems = verdicts.length - passing;
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
  return problemsFirst(verdicts)
    .filter(({ outcome }) => outcome === "fail" || outcome === "unknown")
    .map((verdict) =>
      joined(
        [
          md`${outcomeWords[verdict.outcome]}: **${title(verdict)}**, ${short(verdict.summary)}.`,
          short(verdict.remedy),
        ],
        " ",
      ),
    );
}

function title(verdict: GateResult): Markdown {
  return verdict.title === "" ? code(verdict.gate) : neutral(clip(verdict.title, 120));
}

function short(text: string): Markdown {
  return neutral(clip(text, 600));
}
