import type { Verdict } from "../verdict.ts";
import { unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { liveList, namespacesOf, podsOf } from "./look.ts";

/**
 * Leases that the app's pods hold (facts §3 #24; runbook, risk register: leader election thrash). Information, and for
 * A a good sign: pods that elect a leader do not all run the same schedule. The absence of a lease proves nothing. A
 * holder is by custom named after its pod, alone or followed by `_` and something drawn.
 */
export function leaderElection({ snapshot, workloads }: GateInput): Verdict {
  const leases = liveList(snapshot, (cluster) => cluster.leases);
  const pods = workloads.map((workload) => podsOf(snapshot, workload));
  const names = pods.flatMap((seen) => (seen.state === "known" ? seen.value.map(({ name }) => name) : []));
  const held = (leases.state === "known" ? leases.value : []).flatMap(({ namespace, name, holder, renewedAt }) => {
    const pod = names.find((candidate) => holder === candidate || holder?.startsWith(`${candidate}_`));
    return pod === undefined
      ? []
      : [`${namespace}/${name} by ${pod}${renewedAt === undefined ? "" : `, renewed ${renewedAt}`}`];
  });
  return verdictOf({
    findings: [
      ...(leases.state === "unknown" ? [unread("the leases", leases.reason)] : []),
      ...pods.flatMap((seen) => (seen.state === "unknown" ? [unread("the pods", seen.reason)] : [])),
    ],
    good:
      held.length === 0
        ? "no lease is held by the app's pods (which proves nothing: schedules inside the app may run twice)"
        : `the app's pods elect a leader: ${held.length} ${held.length === 1 ? "lease" : "leases"} held`,
    notes: held,
    wanted: "to know whether the app's pods elect a leader",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "leases",
      "-o",
      "custom-columns=NAME:.metadata.name,HOLDER:.spec.holderIdentity,RENEWED:.spec.renewTime",
    ),
  });
}
