import { type JsonObject, listAt, numberAt, objectAt, stringAt } from "../manifest.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { needsSurge } from "../strategy/facts.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { type GitOrLive, gitOrLive, liveOnlyText, type Shown } from "./git-or-live.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, namespacesOf, titleOf } from "./look.ts";
import { reachesSecondary, runsTwice } from "./reach.ts";

/** What a pod takes or shares of its node: `port` is one that only one pod of the node can have. */
type HostUse = { readonly kind: "port" | "sight"; readonly text: string };

/**
 * What ties a pod to its node's own network and processes (facts §3, rows 8 and 9). Two pods that want one port of a node
 * cannot stand there together, and stage 1 has both on the primary; with one pod a rollout's extra one is shut out. A
 * port of a node also means clients that know the node.
 */
export function hostNamespaces({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const uses = workloads.map((workload) => ({ workload, host: usesOf(workload, snapshot) }));
  return verdictOf({
    findings: uses.flatMap(({ workload, host }) => {
      const strategy = strategyOf(workload);
      if (!reachesSecondary(strategy)) return [];
      return [...host.unread, ...host.shown.map((use) => judge(workload, use, strategy))];
    }),
    good: uses.some(({ host: { shown } }) => shown.length > 0)
      ? "only workloads that stay use ports or namespaces of their node"
      : `no workload uses ports or namespaces of its node${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: uses.flatMap(({ workload, host: { shown } }) =>
      shown.map((use) => `${titleOf(workload)}: ${use.what.text}${liveOnlyText(use)}`),
    ),
    wanted: "no hostNetwork, hostPID, hostIPC or hostPort in a workload that moves",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,NETWORK:.spec.template.spec.hostNetwork,PID:.spec.template.spec.hostPID,IPC:.spec.template.spec.hostIPC,PORTS:.spec.template.spec.containers[*].ports[*].hostPort",
    ),
  });
}

function usesOf(workload: Workload, snapshot: Snapshot): GitOrLive<HostUse> {
  return gitOrLive(workload, snapshot, hostUses, ({ text }) => text);
}

function hostUses(pod: JsonObject): readonly HostUse[] {
  const sight = [
    ...(pod.hostPID === true ? ["hostPID (sees the node's processes)"] : []),
    ...(pod.hostIPC === true ? ["hostIPC (shares the node's memory segments)"] : []),
  ].map((text): HostUse => ({ kind: "sight", text }));
  // With the node's network every port is the node's, and the API server fills in the same host ports itself.
  const ports = pod.hostNetwork === true ? ["hostNetwork (no network policy applies)"] : hostPorts(pod);
  return [...ports.map((text): HostUse => ({ kind: "port", text })), ...sight];
}

function hostPorts(pod: JsonObject): readonly string[] {
  const sidecars = listAt(pod.initContainers)
    .map(objectAt)
    .filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...sidecars, ...listAt(pod.containers).map(objectAt)].flatMap(({ ports }) =>
    listAt(ports)
      .map(objectAt)
      .filter(({ hostPort }) => (numberAt(hostPort) ?? 0) > 0)
      .map(({ hostPort, protocol }) => `hostPort ${String(hostPort)}/${stringAt(protocol) ?? "TCP"}`),
  );
}

function judge(workload: Workload, shown: Shown<HostUse>, strategy: Strategy): Finding {
  const title = titleOf(workload);
  const { kind, text } = shown.what;
  const uses = `${title} uses ${text}${liveOnlyText(shown)}`;
  if (kind === "sight") {
    return warn(
      `${uses}: on the secondary those are others`,
      `Check that ${title} does not look for something of the primary, or let it stay.`,
    );
  }
  if (runsTwice(strategy)) {
    return fail(
      `${uses}: stage 1 has two pods on the primary, and the second could not start`,
      `Reach ${title} by a Service instead, or choose strategy B2.`,
    );
  }
  return needsSurge(workload)
    ? fail(
        `${uses}: a rollout's extra pod cannot start beside the old one`,
        `Set maxSurge 0 and maxUnavailable 1, or Recreate, in the rollout strategy of ${title}.`,
      )
    : warn(
        `${uses}: after a failover it answers at the secondary's address only`,
        "See to it that clients do not know the primary's address by heart, or reach it by a Service.",
      );
}
