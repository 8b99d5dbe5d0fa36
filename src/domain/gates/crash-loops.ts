import type { ContainerStatus, Pod } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { namespacesOf, podsOf } from "./look.ts";

/**
 * Zero CrashLoopBackOff (runbook §3.1), init containers and sidecars included. Between two crashes the kubelet shows
 * a container as terminated for a moment, so a container that is down right now is a warning.
 */
export function crashLoops({ snapshot, workloads }: GateInput): Verdict {
  const seen = workloads.map((workload) => ({ workload, pods: podsOf(snapshot, workload) }));
  const findings = seen.flatMap(({ workload, pods }) =>
    pods.state === "unknown"
      ? [unread("the pods", pods.reason)]
      : pods.value.flatMap((pod) => podFindings(pod, workload)),
  );
  const containers = seen
    .flatMap(({ pods }) => (pods.state === "known" ? pods.value : []))
    .flatMap((pod) => pod.containers);
  return verdictOf({
    findings,
    good:
      containers.length === 0
        ? "no pod of the app runs, so none crashes"
        : `no container is in CrashLoopBackOff (${containers.length} looked at)`,
    notes: [],
    wanted: "no container in CrashLoopBackOff, init containers and sidecars included",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "pods", "-o", "wide"),
  });
}

function podFindings(pod: Pod, workload: Workload): Finding[] {
  if (pod.phase === "Failed" || pod.phase === "Succeeded") return [];
  return pod.containers.flatMap((status) => {
    const where = `${status.name} of pod ${pod.name}`;
    const logs = `Read \`kubectl -n ${pod.namespace} logs ${pod.name} -c ${status.name} --previous\` and mend the cause.`;
    if (status.state === "waiting" && status.reason === "CrashLoopBackOff") {
      const cause = status.lastTermination?.reason;
      return [
        fail(
          `${where} is in CrashLoopBackOff${cause === undefined ? "" : ` (${cause})`}, ${status.restartCount} restarts`,
          logs,
        ),
      ];
    }
    return isDown(status, workload) ? [warn(`${where} is not running (${status.reason ?? "terminated"})`, logs)] : [];
  });
}

/** Plain init containers end by design; whatever ends with an error, or should run on, is down. */
function isDown({ name, init, state, reason }: ContainerStatus, workload: Workload): boolean {
  if (state !== "terminated") return false;
  const endsByDesign =
    init && workload.containers.some((container) => container.name === name && container.init && !container.sidecar);
  return !(endsByDesign && reason === "Completed");
}
