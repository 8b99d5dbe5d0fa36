import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";
import type { WorkloadStrategy } from "../plan.ts";
import type { Report } from "../report.ts";
import { capital, strategyTitle, strategyWords } from "./words.ts";

export type StrategyTables = {
  readonly title: Markdown;
  readonly says: Markdown;
  readonly chosen: Markdown;
  readonly rejected: Markdown;
  /** DaemonSets, Jobs and CronJobs; empty when there are none. */
  readonly bystanders: Markdown;
  /** Who vouched for what; empty when nobody did. */
  readonly attestations: Markdown;
  /** How many workloads are not shown; empty when all are. */
  readonly left: Markdown;
};

/** What was chosen for each workload, why, and why not the others. */
export function strategyTables(
  report: Pick<Report, "strategy" | "bystanders" | "attestations">,
  shown: number,
  elsewhere: Markdown,
): StrategyTables {
  const { headline, workloads } = report.strategy;
  const some = workloads.slice(0, shown);
  return {
    title: strategyTitle(headline),
    says: neutral(capital(strategyWords[headline].says)),
    chosen: table(
      ["Workload", "Strategy", "Data", "Why"],
      some.map((workload) => [
        named(workload),
        strategyTitle(workload.strategy),
        neutral(workload.class),
        joined(workload.reasons.map(short), "; "),
      ]),
    ),
    rejected: rejectedTable(some),
    bystanders: joined(report.bystanders.map(code)),
    attestations: joined(report.attestations.map(({ what, by }) => md`${code(what)} by ${code(by)}`)),
    left:
      shown >= workloads.length
        ? md``
        : md`${shown} of ${workloads.length} workloads shown; the rest is in ${elsewhere}.`,
  };
}

/** Workloads with the same answer share a row. */
function rejectedTable(workloads: readonly WorkloadStrategy[]): Markdown {
  const all = workloads.flatMap((workload) => workload.rejected.map((entry) => ({ workload, ...entry })));
  const groups = [...Map.groupBy(all, ({ strategy, reason }) => `${strategy} ${reason}`).values()];
  return table(
    ["Not", "For", "Because"],
    groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        [
          strategyTitle(first.strategy),
          joined(
            group.map(({ workload }) => named(workload)),
            "<br>",
          ),
          short(first.reason),
        ],
      ];
    }),
  );
}

function named({ kind, name }: WorkloadStrategy): Markdown {
  return md`${neutral(kind)} ${code(name)}`;
}

function short(text: string): Markdown {
  return neutral(clip(text, 500));
}
