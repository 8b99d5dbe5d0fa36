import type { Decision } from "../decide.ts";
import { refText } from "../manifest.ts";
import { clean, cleanLine, clip } from "../markdown-clean.ts";
import { type ObjectChange, type Plan, stages } from "../plan.ts";
import type { GateResult, Outcome } from "../verdict.ts";
import type { DiffText } from "./stage-changes.ts";
import { alike, gatesInWords, moment, problemsFirst, shortFields, strategyWords } from "./words.ts";

type Proposed = Exclude<Plan, { readonly outcome: "refused" }>;
type Refused = Extract<Plan, { readonly outcome: "refused" }>;

const words: Readonly<Record<Outcome, string>> = { fail: "FAIL", unknown: "unknown", warn: "warn", pass: "ok" };

/** A plan as plain lines for a terminal: no Markdown, nothing that a terminal would obey. */
export function planLines({ plan, report }: Decision, diffText: DiffText) {
  if (plan.outcome === "refused") throw new Error("a refusal has no plan to print");
  const { strategy } = plan;
  return {
    app: cleanLine(plan.app),
    env: cleanLine(plan.env),
    outcome: plan.outcome === "blocked" ? "blocked: a gate fails or a promise is broken" : "proposed",
    headline: `${strategy.headline} (${cleanLine(strategyWords[strategy.headline].name)})`,
    planId: cleanLine(plan.planId),
    at: report === undefined ? "" : moment(report.snapshot.at),
    gateWords: gatesInWords(plan.verdicts),
    gates: gateLines(plan.verdicts),
    workloads: strategy.workloads.map((workload) => ({
      title: `${cleanLine(`${workload.kind} ${workload.name}`)}: ${workload.strategy} (${cleanLine(strategyWords[workload.strategy].name)}), ${workload.class}`,
      reasons: workload.reasons.map(cleanLine),
      rejected: workload.rejected.map(({ strategy: other, reason }) => `${other}: ${cleanLine(reason)}`),
    })),
    stages: stages.map((stage, index) => ({
      title: `STAGE ${index + 1}, ${stage}${stage === "dual-lane" ? " (APPROVAL REQUIRED)" : ""}`,
      objects: plan.diff
        .filter((change) => change.stage === stage)
        .map((change) => ({
          title: `${cleanLine(refText(change.object))}${change.change === "create" ? ", new" : ""}`,
          lines: diffLines(change, diffText),
        })),
      restarts: (report?.restarts ?? [])
        .filter((restart) => restart.stage === stage)
        .map(({ workload, reason }) =>
          reason === undefined
            ? `${cleanLine(workload)}: no restart`
            : `${cleanLine(workload)}: new pods, ${cleanLine(shortFields(reason))}`,
        ),
    })),
    promises: plan.promises.map(
      ({ promise, holds, detail }) =>
        `${holds ? "holds " : "BROKEN"}  ${cleanLine(promise)} (${clip(cleanLine(shortFields(detail)), 300)})`,
    ),
    commits: commitLines(plan),
    warnings: plan.warnings.map(cleanLine),
    bystanders: (report?.bystanders ?? []).map(cleanLine).join(", "),
  };
}

/** The gates alone, with what was seen and the command that shows the same. */
export function preflightLines({ plan, report }: Decision) {
  return {
    app: cleanLine(plan.app),
    env: cleanLine(plan.env),
    at: report === undefined ? "" : moment(report.snapshot.at),
    gateWords: gatesInWords(plan.verdicts),
    gates: problemsFirst(plan.verdicts).map((verdict) => ({
      ...gateLine(verdict),
      seen: clip(cleanLine(verdict.seen), 2000),
      wanted: cleanLine(verdict.wanted),
      command: cleanLine(verdict.command),
    })),
  };
}

/** Why nothing is proposed. */
export function refusalLines({ app, env, refusal, verdicts, warnings }: Refused) {
  const { message, remedy, file, line, code } = refusal;
  return {
    app: cleanLine(app),
    env: cleanLine(env),
    code,
    // kustomize's own words may have several lines, and they read better as they are.
    message: clean(message).trim(),
    place: file === undefined ? "" : cleanLine(line === undefined ? file : `${file}:${line}`),
    remedy: clean(remedy).trim(),
    gates: gateLines(verdicts),
    gateWords: gatesInWords(verdicts),
    warnings: warnings.map(cleanLine),
  };
}

function gateLines(verdicts: readonly GateResult[]) {
  return alike(problemsFirst(verdicts)).map((group) => ({
    ...gateLine(group[0]),
    // Of several gates with one reason the reason comes first, and then the list.
    ...(group.length === 1
      ? {}
      : { title: cleanLine(group[0].summary), summary: group.map(({ title }) => cleanLine(title)).join("; ") }),
  }));
}

function gateLine({ outcome, title, summary, remedy }: GateResult) {
  return {
    outcome: words[outcome].padEnd(7),
    title: cleanLine(title),
    summary: cleanLine(summary),
    remedy: cleanLine(remedy),
  };
}

function diffLines(change: ObjectChange, diffText: DiffText): readonly string[] {
  return change.change === "update" ? clean(diffText(change)).split("\n") : [];
}

function commitLines({ commits }: Proposed) {
  return commits.map(({ message, files }) => ({
    subject: cleanLine(message.split("\n", 1)[0] ?? ""),
    files: files.map(({ path }) => cleanLine(path)),
  }));
}
