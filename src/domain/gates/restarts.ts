import { HOUR_MS, type RestartWindow, restartsInWindow, sumOfRestarts } from "../restart-window.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { namespacesOf, podsOf } from "./look.ts";

/**
 * Bounded restarts, by default three in the last hour (runbook §3.1). A counter has no times, so the count of a pod
 * is a range, and the gate goes by its upper end (facts §7). What pods before today's did is not to be known, so
 * young pods are named.
 */
export function restarts({ snapshot, workloads }: GateInput): Verdict {
  const limit = snapshot.settings.thresholds.restartsPerHour;
  const now = snapshot.observation.mode === "live" ? snapshot.observation.cluster.observedAt : snapshot.at;
  const findings: Finding[] = [];
  const counts: { readonly pod: string; readonly window: RestartWindow }[] = [];
  const young: string[] = [];
  for (const workload of workloads) {
    const pods = podsOf(snapshot, workload);
    if (pods.state === "unknown") {
      findings.push(unread("the pods", pods.reason));
      continue;
    }
    for (const pod of pods.value) {
      const window = sumOfRestarts(pod.containers.map((status) => restartsInWindow(status, pod.createdAt, now)));
      counts.push({ pod: pod.name, window });
      if (Date.parse(now) - Date.parse(pod.createdAt) < HOUR_MS) young.push(pod.name);
      if (window.max > limit) {
        findings.push(
          fail(
            `pod ${pod.name} restarted ${rangeText(window)} times in the last hour, allowed are ${limit}`,
            `Find the cause in \`kubectl -n ${pod.namespace} describe pod ${pod.name}\`; look again when it has run for an hour without a restart.`,
          ),
        );
      }
    }
  }
  const worst = Math.max(0, ...counts.map(({ window }) => window.max));
  return verdictOf({
    findings,
    good:
      counts.length === 0
        ? "no pod of the app runs, so none restarts"
        : worst === 0
          ? "no pod restarted in the last hour"
          : `restarts of a pod in the last hour: at most ${worst}`,
    notes: [
      ...counts
        .filter(({ window }) => window.max > 0)
        .map(({ pod, window }) => `${pod}: ${rangeText(window)} (${window.basis})`),
      ...(young.length === 0
        ? []
        : [`created within the hour: ${young.join(", ")}; restarts of pods before them are not known`]),
      ...(counts.length === 0 ? [] : [`${counts.length} pods looked at`]),
    ],
    wanted: `at most ${limit} restarts of a pod in the last hour`,
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "pods",
      "-o",
      "custom-columns=POD:.metadata.name,RESTARTS:.status.containerStatuses[*].restartCount,STARTED:.status.containerStatuses[*].state.running.startedAt",
    ),
  });
}

function rangeText({ min, max, exact }: RestartWindow): string {
  return exact ? String(max) : `${min} to ${max}`;
}
