import type { ClusterEvent } from "../cluster.ts";
import { cleanLine, clip } from "../markdown-clean.ts";
import { redactText } from "../redact.ts";
import { HOUR_MS } from "../restart-window.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { claimsOf, laneNodes, liveList, namespaceOf, namespacesOf, titleOf } from "./look.ts";
import { isPodName, isReplicaSetName } from "./own-names.ts";

/** What goes wrong before and after a pod runs (facts §9.6), and a claim that gets no volume. */
const troubles: ReadonlySet<string> = new Set([
  "FailedScheduling",
  "BackOff",
  "Unhealthy",
  "FailedAttachVolume",
  "FailedMount",
  "FailedCreate",
  "FailedCreatePodSandBox",
  "Failed",
  "Evicted",
  "NodeNotReady",
  "FailedBinding",
  "ProvisioningFailed",
]);

/**
 * No flapping in the last hour's events of the app's pods, ReplicaSets, workloads and claims and of the secondary node
 * (runbook §3.1 baseline health and "Detect early"; facts §9.6). One Unhealthy while a pod starts is everyday life: a
 * trouble that was seen is a warning, and one that came more often than the restarts allowed in an hour
 * (`thresholds.restartsPerHour`) is a failure. An event's count is of its whole life, so it is an upper bound, as with
 * restarts. No events is weak evidence (they expire and are rate-limited, facts §7), which is said.
 */
export function flapping({ snapshot, workloads }: GateInput): Verdict {
  const events = liveList(snapshot, (cluster) => cluster.events);
  const nodes = laneNodes(snapshot);
  const now = snapshot.observation.mode === "live" ? snapshot.observation.cluster.observedAt : snapshot.at;
  const recent = (events.state === "known" ? events.value : []).filter(
    ({ at }) => Date.parse(at) > Date.parse(now) - HOUR_MS,
  );
  const bad = recent.filter(({ reason }) => troubles.has(reason));
  const secondary = nodes.state === "known" ? nodes.value.secondary.map(({ name }) => name) : [];
  const owners: readonly { readonly title: string; readonly owns: (event: ClusterEvent) => boolean }[] = [
    ...workloads.map((workload) => ({ title: titleOf(workload), owns: ownership(workload, snapshot) })),
    ...secondary.map((node) => ({
      title: `node ${node}`,
      owns: (event: ClusterEvent) => event.kind === "Node" && event.name === node,
    })),
  ];
  const limit = snapshot.settings.thresholds.restartsPerHour;
  return verdictOf({
    findings: [
      ...(events.state === "unknown" ? [unread("the events", events.reason)] : []),
      ...(nodes.state === "unknown" ? [unread("the nodes", nodes.reason)] : []),
      ...owners.flatMap(({ title, owns }) => troubleFindings(title, bad.filter(owns), limit)),
    ],
    good: "no sign of flapping in the last hour's events (weak evidence: events expire after an hour and are rate-limited)",
    notes: [
      `${recent.filter((event) => owners.some(({ owns }) => owns(event))).length} events of the app and the secondary node in the last hour, of ${events.state === "known" ? events.value.length : "no"} read`,
    ],
    wanted: `in the last hour none of ${[...troubles].join(", ")}; more than ${limit} of one kind is flapping`,
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "events", "--sort-by=.metadata.creationTimestamp"),
  });
}

/** Whether an event is about something of the workload, be it still there or gone. */
function ownership(workload: Workload, snapshot: Snapshot): (event: ClusterEvent) => boolean {
  const namespace = namespaceOf(snapshot, workload.ref);
  const uses = claimsOf(snapshot, workload);
  const claims = new Set(uses.map(({ claim }) => claim));
  // The claims of a template differ in the ordinal at their end.
  const templates = uses.filter(({ templated }) => templated).map(({ claim }) => claim.replace(/\d+$/, ""));
  return ({ namespace: where, kind, name }) => {
    if (where !== namespace) return false;
    if (kind === workload.kind) return name === workload.ref.name;
    if (kind === "ReplicaSet") return isReplicaSetName(workload, name);
    if (kind === "Pod") return isPodName(workload, name);
    if (kind !== "PersistentVolumeClaim") return false;
    return (
      claims.has(name) || templates.some((start) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    );
  };
}

function troubleFindings(title: string, events: readonly ClusterEvent[], limit: number): Finding[] {
  return [...Map.groupBy(events, ({ reason }) => reason)].map(([reason, same]) => {
    const count = same.reduce((sum, event) => sum + Math.max(1, event.count), 0);
    const last = same.reduce((latest, event) => (Date.parse(event.at) > Date.parse(latest.at) ? event : latest));
    const message = clip(redactText(cleanLine(last.message)), 160);
    const text = `${title}: ${reason} ${count === 1 ? "once" : `up to ${count} times`} in the last hour, last at ${last.at} on ${last.kind} ${last.name}${message === "" ? "" : `: ${message}`}`;
    const remedy = `Find the cause (\`kubectl -n ${last.namespace} describe ${last.kind.toLowerCase()} ${last.name}\`) and mend it; look again when an hour has passed without ${reason}.`;
    return count > limit ? fail(text, remedy) : warn(text, remedy);
  });
}
