import type { ChecklistItem, ChecklistSubject } from "./checklist.ts";

/**
 * Runbook §3.3: autoscalers stay paused. Those in Git are held still by stage 1 itself; those that only the
 * cluster knows, or may know, are asked of people (design §6 rule 5).
 */
export function autoscalers(subject: ChecklistSubject): readonly ChecklistItem[] {
  const held = heldByStage(subject);
  const elsewhere = liveOnly(subject, new Set(held));
  const item = { id: "autoscalers-paused", text: "Autoscalers are paused for the window" };
  if (elsewhere !== undefined) return [{ ...item, decidedBy: "people", done: false, fact: elsewhere }];
  if (held.length === 0) return [];
  return [{ ...item, decidedBy: "facts", done: true, fact: `stage 1 holds ${held.join(", ")} still until sign-off` }];
}

const kinds = ["HorizontalPodAutoscaler", "ScaledObject"];

function heldByStage({ diff }: ChecklistSubject): readonly string[] {
  const found = diff.filter(({ stage, object }) => stage === "primary-only" && kinds.includes(object.kind));
  return [...new Set(found.map(({ object }) => object.name))];
}

/** Why people are asked about autoscalers that no stage holds; undefined when there are none. */
function liveOnly(
  { snapshot: { base, observation }, strategy }: ChecklistSubject,
  held: ReadonlySet<string>,
): string | undefined {
  const rendered = base.objects.filter(({ kind }) => kinds.includes(kind)).map(({ metadata }) => metadata.name);
  const live = observation.mode === "live" ? observation.cluster.autoscalers : undefined;
  if (live?.state === "unknown") return `autoscalers could not be read: ${live.reason}`;
  const workloads = new Set(strategy.workloads.map(({ name }) => name));
  const targeting = live?.state === "known" ? live.value.filter(({ target }) => workloads.has(target.name)) : [];
  // KEDA makes an HPA of its own for each ScaledObject and calls it keda-hpa-<name>.
  const names = new Set([...rendered, ...targeting.map(({ name }) => name.replace(/^keda-hpa-/, ""))]);
  const free = [...names].filter((name) => !held.has(name));
  return free.length === 0
    ? undefined
    : `an autoscaler (${free.join(", ")}) sets replicas by itself, and no stage holds it still`;
}
