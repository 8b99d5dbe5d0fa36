import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { cleanLine } from "../markdown-clean.ts";
import type { MigrationKey } from "../names.ts";
import type { Stage } from "../plan.ts";
import type { Report } from "../report.ts";
import type { Strategy } from "../settings.ts";
import type { GateResult, Outcome } from "../verdict.ts";

/** What each strategy is called and what it comes to, in words for somebody who never saw the runbook (§3.2). */
export const strategyWords: Readonly<Record<Strategy, { readonly name: Markdown; readonly says: Markdown }>> = {
  A: { name: md`active-active`, says: md`several pods serve at the same time, spread over both nodes` },
  B1: {
    name: md`failover, one workload`,
    says: md`one workload that prefers the primary node and may start on the secondary`,
  },
  B2: {
    name: md`failover, primary and standby`,
    says: md`the primary stays on its node; a standby with no replicas is prepared on the secondary, and only a deliberate failover starts it`,
  },
  C: {
    name: md`hybrid`,
    says: md`the primary stays on its node; a replicator on the secondary keeps a copy of the data`,
  },
  stay: { name: md`on the primary`, says: md`keeps running on the primary node only` },
};

/** `A, active-active` or `stay on the primary`. */
export function strategyTitle(strategy: Strategy): Markdown {
  const { name } = strategyWords[strategy];
  return strategy === "stay" ? md`${neutral(strategy)} ${name}` : md`${neutral(strategy)}, ${name}`;
}

export const stageWords: Readonly<Record<Stage, { readonly number: number; readonly says: Markdown }>> = {
  "primary-only": { number: 1, says: md`ready for two nodes, still only on the primary lane` },
  "dual-lane": { number: 2, says: md`the secondary lane is opened (APPROVAL REQUIRED)` },
};

/** A sign and a word for an outcome; the word, because signs alone are lost on some readers. */
export const outcomeWords: Readonly<Record<Outcome, Markdown>> = {
  fail: md`❌ fails`,
  unknown: md`❔ unknown`,
  warn: md`⚠️ warning`,
  pass: md`✅ passes`,
};

/** True when the app's workloads do not all have the headline's strategy. */
export function isMixed({ strategy }: Pick<Report, "strategy">): boolean {
  return strategy.workloads.some((workload) => workload.strategy !== strategy.headline);
}

/** The order in which outcomes matter to a reader. */
const order: readonly Outcome[] = ["fail", "unknown", "warn", "pass"];

/** Verdicts, what stands in the way first; within one outcome the gates' own order. */
export function problemsFirst(verdicts: readonly GateResult[]): readonly GateResult[] {
  return order.flatMap((outcome) => verdicts.filter((verdict) => verdict.outcome === outcome));
}

/** Gates that say the very same share a row: when a cluster does not answer, most do. Passing gates stay apart. */
export function alike(verdicts: readonly GateResult[]): readonly (readonly [GateResult, ...GateResult[]])[] {
  const groups = Map.groupBy(verdicts, ({ gate, outcome, summary, remedy }) =>
    outcome === "pass" ? gate : [outcome, summary, remedy].join("\n"),
  );
  return [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest] as const]));
}

/** Field paths as people say them: `spec.template.spec` is where nearly every change is. */
export function shortFields(text: string): string {
  return text
    .replaceAll("spec.template.spec.", "pod ")
    .replaceAll(".requiredDuringSchedulingIgnoredDuringExecution", " (required)")
    .replaceAll(".preferredDuringSchedulingIgnoredDuringExecution", " (preferred)");
}

export function countOf(verdicts: readonly GateResult[], outcome: Outcome): number {
  return verdicts.filter((verdict) => verdict.outcome === outcome).length;
}

/** `1 gate`, `2 gates` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The state of the gates in words: `2 gates fail, 1 unknown, 9 pass`. */
export function gatesInWords(verdicts: readonly GateResult[]): string {
  const [fail, unknown, warn, pass] = order.map((outcome) => countOf(verdicts, outcome)) as [
    number,
    number,
    number,
    number,
  ];
  if (verdicts.length === 0) return "no gate was asked";
  if (fail + unknown === 0)
    return `all ${counted(verdicts.length, "gate")} pass${warn === 0 ? "" : `, ${warn} with a warning`}`;
  const parts = [
    ...(fail > 0 ? [`${counted(fail, "gate")} ${fail === 1 ? "fails" : "fail"}`] : []),
    ...(unknown > 0 ? [fail > 0 ? `${unknown} unknown` : `${counted(unknown, "gate")} unknown`] : []),
    ...(warn > 0 ? [counted(warn, "warning")] : []),
    ...(pass > 0 ? [`${pass} ${pass === 1 ? "passes" : "pass"}`] : []),
  ];
  return parts.join(", ");
}

/** `2026-03-02 10:15 UTC`; what is no time is shown as it is. */
export function moment(iso: string): string {
  const match = iso.match(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/);
  return match === null ? cleanLine(iso) : `${match[1]} ${match[2]} UTC`;
}

/** First letter large, for the start of a sentence or a title. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `/migrate shop refresh`, with the environment where it is not the usual one; an empty verb opens. */
export function commandCode({ app, env }: MigrationKey, verb: string): Markdown {
  const words = ["/migrate", app, ...(verb === "" ? [] : [verb]), ...(env === "prod" ? [] : ["--env", env])];
  return code(words.join(" "));
}

/** Who asked: a login, never called by `@`; the command line says of itself that it is offline. */
export function askedBy({ requestedBy }: Pick<Report, "requestedBy">): Markdown {
  return requestedBy === "offline" ? md`on the command line` : md`by ${code(requestedBy)}`;
}

/** What stage 2 comes to, in one clause, for the strategies that the app has. */
export function stageTwoWords({ strategy }: Pick<Report, "strategy">): Markdown {
  const used = new Set(strategy.workloads.map((workload) => workload.strategy));
  const parts = [
    ...(used.has("A") || used.has("B1") ? [md`lets the app onto the secondary lane`] : []),
    ...(used.has("B2") ? [md`prepares a standby on the secondary lane, with no replicas`] : []),
    ...(used.has("C") ? [md`adds the replicator on the secondary lane`] : []),
  ];
  return parts.length === 0 ? md`opens the secondary lane` : joined(parts, "; ");
}
