import { autoscalers } from "./checklist-autoscalers.ts";
import { questions } from "./checklist-questions.ts";
import type { Report } from "./report.ts";
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

/** What the checklist is made from. */
export type ChecklistSubject = Pick<Report, "snapshot" | "strategy" | "verdicts" | "attestations" | "diff">;

/**
 * The runbook's list for this app: what facts decide, then what people are asked. `vouched` holds the ids that
 * somebody has answered for. A warning does not hold an item back, an unknown does: unknown never passes.
 */
export function checklistOf(
  subject: ChecklistSubject,
  vouched: ReadonlySet<string> = new Set(),
): readonly ChecklistItem[] {
  const { verdicts } = subject;
  const all = [
    byGates("app-health", ["crash-loops", "restarts", "probes"], verdicts),
    byGates("pdb", ["pdb"], verdicts),
    byGates("requests-and-limits", ["requests-and-limits"], verdicts),
    byGates("manual-sync", ["sync-mode"], verdicts),
    longhorn(subject),
    ...autoscalers(subject),
    ...questions(subject),
  ];
  return all.map((item) => (item.decidedBy === "people" ? { ...item, done: vouched.has(item.id) } : item));
}

const texts = {
  "app-health": "The app is healthy on the primary node: no CrashLoopBackOff, probes there, restarts bounded",
  pdb: "A PodDisruptionBudget exists and suits the rollout",
  "requests-and-limits": "Resource requests and limits are set",
  "manual-sync":
    "Argo CD syncs by hand during the window: so already, or from the change that moves the app to stage 1",
  longhorn:
    "Longhorn: `default-replica-count` 2, one healthy replica a node, auto-balance disabled, rebuild concurrency 1",
} as const;

function byGates(id: keyof typeof texts, gates: readonly string[], verdicts: readonly GateResult[]): ChecklistItem {
  const found = gates.map((gate) => ({ gate, verdict: verdicts.find((verdict) => verdict.gate === gate) }));
  return {
    id,
    text: texts[id],
    decidedBy: "facts",
    done: found.every(({ verdict }) => verdict?.outcome === "pass" || verdict?.outcome === "warn"),
    fact: found
      .map(({ gate, verdict }) => (verdict === undefined ? `${gate} was not looked at` : verdict.summary))
      .join("; "),
  };
}

/** The runbook's posture of Longhorn, for apps that keep data; whether that data is Longhorn's, the gates know. */
function longhorn({ verdicts, strategy }: ChecklistSubject): ChecklistItem {
  const item = byGates("longhorn", ["longhorn-volumes", "longhorn-settings"], verdicts);
  return strategy.workloads.every((workload) => workload.class === "stateless")
    ? { ...item, done: true, fact: "every workload of this app is stateless" }
    : item;
}
