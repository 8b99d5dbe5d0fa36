import type { PlatformPod } from "../cluster-surroundings.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes, liveList } from "./look.ts";

/**
 * Where names are resolved (runbook, risk register: CoreDNS eviction loops; facts §2.5). With CoreDNS on the primary
 * only, a pod on the secondary resolves nothing while the primary is down, however well it was spread. A warning: it is
 * the cluster's to mend, not the app's.
 */
export function dns({ snapshot }: GateInput): Verdict {
  const { primary } = snapshot.settings.lanes;
  const wanted = `CoreDNS ready, and not on the ${primary} lane alone`;
  const command = kubectl("-n", "kube-system", "get", "pods", "-l", "k8s-app=kube-dns", "-o", "wide");
  const parts = liveList(snapshot, (cluster) => cluster.platformPods);
  if (parts.state === "unknown") return unreadable("the platform's pods", parts.reason, wanted, command);
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const servers = parts.value.filter(({ part }) => part === "coredns");
  const ready = servers.filter((server) => server.ready);
  const homes = new Set(nodes.value.primary.map(({ name }) => name));
  return verdictOf({
    findings: findings(servers, ready, homes, primary),
    good: `CoreDNS is ready on ${nodesText(ready)}`,
    notes: servers.map(({ namespace, name, node, ready: isReady }) => {
      return `${namespace}/${name} on ${node ?? "no node"}, ${isReady ? "ready" : "not ready"}`;
    }),
    wanted,
    command,
  });
}

function findings(
  servers: readonly PlatformPod[],
  ready: readonly PlatformPod[],
  homes: ReadonlySet<string>,
  primary: string,
): Finding[] {
  if (servers.length === 0)
    return [
      warn(
        "no CoreDNS pod was found in kube-system: what resolves names, and on which node, is not to be seen",
        "Find out what resolves names in this cluster, and whether pods on the secondary reach it without the primary.",
      ),
    ];
  const down = servers
    .filter((server) => !server.ready)
    .map(({ name, node }) =>
      warn(
        `CoreDNS pod ${name} on ${node ?? "no node"} is not ready`,
        `Ask \`kubectl -n kube-system describe pod ${name}\` why, before anything else moves.`,
      ),
    );
  if (ready.length === 0 || !ready.every(({ node }) => node !== undefined && homes.has(node))) return down;
  return [
    ...down,
    warn(
      `CoreDNS is ready on the ${primary} lane only (${nodesText(ready)}): without it, pods on the other node resolve no names`,
      "Run a second CoreDNS replica on another node if pods there should outlive the primary (it has to tolerate the lane's taint).",
    ),
  ];
}

function nodesText(pods: readonly PlatformPod[]): string {
  return [...new Set(pods.map(({ node }) => node ?? "no node"))].join(", ");
}
