import type { ChecklistItem, ChecklistSubject } from "./checklist.ts";
import type { Strategy } from "./settings.ts";

/** What only people can answer, each with the reason why they are asked. */
export function questions({ strategy, attestations }: ChecklistSubject): readonly ChecklistItem[] {
  const using = (...wanted: readonly Strategy[]) =>
    strategy.workloads.filter((workload) => wanted.includes(workload.strategy)).map(({ name }) => name);
  const withData = strategy.workloads.filter((workload) => workload.class !== "stateless").map(({ name }) => name);
  const twice = using("A", "B1");
  const standby = using("B2");
  const attested = attestations[0];
  return [
    ...ask(
      withData.length > 0,
      "restore-point",
      "A restore point of the data exists, and restoring from it was tried",
      `there is data in ${list(withData)}, and no system tells whether a snapshot is fit`,
    ),
    ...ask(
      twice.length > 0,
      "sessions",
      "Sessions were reviewed: no request needs to reach the pod that served the one before",
      `several pods of ${list(twice)} will serve, and where sessions are kept cannot be seen from outside`,
    ),
    ...ask(
      twice.length > 0,
      "idempotence",
      "Running twice is harmless: consumers, timers and start-up work are idempotent",
      `the work of ${list(twice)} will be done in two places at once`,
    ),
    ...ask(
      attested !== undefined,
      "second-writer",
      "A second writer at the same time is safe for the data",
      `${attested?.by ?? ""} vouched for it (\`multi-writer\`); a second person confirms`,
    ),
    ...ask(
      standby.length > 0,
      "standby-reviewed",
      "The standby was reviewed: image, configuration and claim like the primary's, no replicas, and what else matches its labels",
      `the standby of ${list(standby)} is a copy: its image follows the primary, everything else people keep in step`,
    ),
    ...ask(
      true,
      "rollback-owner",
      "One person owns the rollback: knows the way back below and is there during the window",
      "always asked; put the name into a comment",
    ),
  ];
}

function ask(condition: boolean, id: string, text: string, fact: string): readonly ChecklistItem[] {
  return condition ? [{ id, text, decidedBy: "people", done: false, fact }] : [];
}

function list(names: readonly string[]): string {
  if (names.length > 10) return `${names.slice(0, 9).join(", ")} and ${names.length - 9} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
