import type { Report } from "./report.ts";
import type { DataClass, Strategy } from "./settings.ts";
import type { GateResult } from "./verdict.ts";

/** One line of the runbook's checklist (§3.3) that has to be settled before the merge. */
export type ChecklistItem = {
  /** Stable: people's ticks are kept under it. */
  readonly id: string;
  readonly text: string;
  readonly decidedBy: "facts" | "people";
  readonly done: boolean;
  /** For facts: what was seen. For people: why they are asked. */
  readonly fact: string;
};

export type ChecklistSubject = Pick<Report, "snapshot" | "strategy" | "verdicts" | "attestations">;

/**
 * The runbook's list for this app: what facts decide, then what people are asked. `vouched` holds the ids that
 * somebody has answered for. A warning does not hold an item back, an unknown does: unknown never passes.
 */
export function checklistOf(
  subject: ChecklistSubject,
  vouched: ReadonlySet<string> = new Set(),
): readonly ChecklistItem[] {
  const { verdicts } = subject;
  return [
    byGates(
      "app-health",
      "The app is healthy on the primary node: no CrashLoopBackOff, probes there, restarts bounded",
      ["crash-loops", "restarts", "probes"],
      verdicts,
    ),
    byGates("pdb", "A PodDisruptionBudget exists and suits the rollout", ["pdb"], verdicts),
    byGates("requests-and-limits", "Resource requests and limits are set", ["requests-and-limits"], verdicts),
    byGates(
      "manual-sync",
      "Manual sync for the window: set already, or switched off by the change that moves the app to stage 1",
      ["sync-mode"],
      verdicts,
    ),
    longhorn(subject, vouched),
    ...asked(subject).map(({ id, text, fact }) => ({
      id,
      text,
      decidedBy: "people" as const,
      done: vouched.has(id),
      fact,
    })),
  ];
}

function byGates(id: string, text: string, gates: readonly string[], verdicts: readonly GateResult[]): ChecklistItem {
  const found = gates.map((gate) => verdicts.find((verdict) => verdict.gate === gate));
  return {
    id,
    text,
    decidedBy: "facts",
    done: found.every((verdict) => verdict?.outcome === "pass" || verdict?.outcome === "warn"),
    fact: found
      .map((verdict, index) =>
        verdict === undefined ? `${gates[index]}: not looked at` : `${verdict.title}: ${verdict.summary}`,
      )
      .join("; "),
  };
}

function longhorn(
  { snapshot: { observation }, strategy }: ChecklistSubject,
  vouched: ReadonlySet<string>,
): ChecklistItem {
  const item = {
    id: "longhorn",
    text: "Longhorn: `default-replica-count` 2, one healthy replica a node, auto-balance disabled, rebuild concurrency 1",
  };
  if (strategy.workloads.every((workload) => workload.class === "stateless")) {
    return { ...item, decidedBy: "facts", done: true, fact: "No workload of this app has a volume" };
  }
  if (observation.mode === "live" && observation.cluster.longhorn.state === "absent") {
    return { ...item, decidedBy: "facts", done: true, fact: "Longhorn is not installed in this cluster" };
  }
  return {
    ...item,
    decidedBy: "people",
    done: vouched.has(item.id),
    fact: "Asked because this app keeps data; the runbook file has what was seen",
  };
}

type Asked = Pick<ChecklistItem, "id" | "text" | "fact">;

function asked(subject: ChecklistSubject): readonly Asked[] {
  const { strategy, attestations } = subject;
  const using = (...wanted: readonly Strategy[]) =>
    strategy.workloads.filter((workload) => wanted.includes(workload.strategy)).map(({ name }) => name);
  const keepsData = strategy.workloads
    .filter((workload) => workload.class !== ("stateless" satisfies DataClass))
    .map(({ name }) => name);
  const active = using("A", "B1");
  const scaled = autoscalers(subject);
  return [
    ...when(keepsData.length > 0, {
      id: "restore-point",
      text: "A restore point of the data exists, and restoring from it was tried",
      fact: `Asked because ${keepsData.join(", ")} keeps data; no system tells whether a snapshot is fit`,
    }),
    ...when(active.length > 0, {
      id: "sessions",
      text: "Sessions were reviewed: no request needs to reach the pod that served the one before",
      fact: `Asked because ${active.join(", ")} will run as two pods; where sessions are kept cannot be seen from outside`,
    }),
    ...when(active.length > 0, {
      id: "idempotence",
      text: "Running twice is harmless: consumers, timers and start-up jobs are idempotent",
      fact: `Asked because ${active.join(", ")} will do its work in two places at once`,
    }),
    ...attestations
      .map(({ by }) => ({
        id: "second-writer",
        text: "A second writer at the same time is safe for the data",
        fact: `Attested (multi-writer) by ${by}; a second person confirms it`,
      }))
      .slice(0, 1),
    ...when(using("B2").length > 0, {
      id: "standby-reviewed",
      text: "The standby was reviewed: same image, configuration and claim as the primary, no replicas, and which Services and budgets also match its labels",
      fact: `Asked because ${using("B2").join(", ")} gets a standby that is not derived from it and has to be kept in step by hand`,
    }),
    ...when(scaled !== undefined, {
      id: "autoscalers-paused",
      text: "Autoscalers are paused for the window",
      fact: scaled ?? "",
    }),
    {
      id: "rollback-owner",
      text: "One person owns the rollback: knows the way back below and is there during the window",
      fact: "Asked always; write the name in a comment",
    },
  ];
}

function when(condition: boolean, item: Asked): readonly Asked[] {
  return condition ? [item] : [];
}

/** Why autoscalers are asked about; undefined when there are none. */
function autoscalers({ snapshot: { base, observation }, strategy }: ChecklistSubject): string | undefined {
  const inGit = base.objects
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject")
    .map(({ metadata }) => metadata.name);
  if (observation.mode === "live" && observation.cluster.autoscalers.state === "unknown") {
    return `Asked because autoscalers could not be read: ${observation.cluster.autoscalers.reason}`;
  }
  const names = new Set(strategy.workloads.map(({ name }) => name));
  const live =
    observation.mode === "live" && observation.cluster.autoscalers.state === "known"
      ? observation.cluster.autoscalers.value.filter(({ target }) => names.has(target.name)).map(({ name }) => name)
      : [];
  const all = [...new Set([...inGit, ...live])];
  return all.length === 0 ? undefined : `Asked because of ${all.join(", ")}`;
}
