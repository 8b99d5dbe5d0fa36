import type { Pod } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { selects, type Workload } from "../workload.ts";
import { type Finding, unread, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes, live, liveList, namespaceOf } from "./look.ts";

/** Where clusters keep their own parts; Longhorn's engines run on every node that holds a volume. */
const platformNamespaces = ["kube-system", "longhorn-system"];

/**
 * Who stands on the secondary already (runbook §3.1, guardrails, and "Non-DS pods on worker-1: should be expected only
 * after opt-in"). Pods of DaemonSets are everywhere by nature; so are static pods, and the platform's own parts are
 * listed, not judged. Everything else there that is not this app's has opted in or slipped through, and shares the node:
 * a warning, with the list.
 */
export function foreignPods({ snapshot, workloads }: GateInput): Verdict {
  const { secondary } = snapshot.settings.lanes;
  const wanted = `no pods on the ${secondary} lane but DaemonSets', the platform's and those of apps that opted in`;
  const command = commandFor(snapshot);
  const pods = liveList(snapshot, (cluster) => cluster.podsOnSecondary);
  if (pods.state === "unknown") return unreadable("the pods on the secondary", pods.reason, wanted, command);
  const platform = live(snapshot, (cluster) => cluster.platformPods);
  const namespaces = new Set([
    ...platformNamespaces,
    ...(platform.state === "known" ? platform.value.map(({ namespace }) => namespace) : []),
  ]);
  const standing = pods.value.filter(
    ({ owner, phase }) =>
      owner?.kind !== "DaemonSet" && owner?.kind !== "Node" && phase !== "Succeeded" && phase !== "Failed",
  );
  const own = standing.filter((pod) => workloads.some((workload) => isOwn(pod, workload, snapshot)));
  const others = standing.filter((pod) => !own.includes(pod));
  const foreign = others.filter(({ namespace }) => !namespaces.has(namespace));
  return verdictOf({
    findings: [...foreignFindings(foreign, secondary), ...noSecondary(snapshot)],
    good: `no other app's pods stand on the ${secondary} lane`,
    notes: [
      ...(own.length === 0 ? [] : [`this app's: ${names(own)}`]),
      ...(others.length === foreign.length
        ? []
        : [`the platform's: ${names(others.filter((pod) => !foreign.includes(pod)))}`]),
      `${pods.value.length} pods on the ${secondary} lane looked at`,
    ],
    wanted,
    command,
  });
}

function foreignFindings(foreign: readonly Pod[], lane: string): Finding[] {
  if (foreign.length === 0) return [];
  return [
    warn(
      `${foreign.length} ${foreign.length === 1 ? "pod" : "pods"} on the ${lane} lane ${foreign.length === 1 ? "is" : "are"} of other apps: ${names(foreign)}`,
      "Check that each of those apps opted in on purpose; one that did not tolerates the lane's taint and should lose that toleration.",
    ),
  ];
}

/** Without nodes in the lane nothing was looked at, and an empty list proves nothing. */
function noSecondary(snapshot: Snapshot): Finding[] {
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  return nodes.value.secondary.length > 0
    ? []
    : [unread("the pods on the secondary", "there is no node of the secondary lane to look at")];
}

/** By selector: a standby's pods carry the app's own labels too (facts §4). */
function isOwn(pod: Pod, workload: Workload, snapshot: Snapshot): boolean {
  return pod.namespace === namespaceOf(snapshot, workload.ref) && selects(workload.selector, pod.labels);
}

function names(pods: readonly Pod[]): string {
  const shown = pods
    .slice(0, 20)
    .map(({ namespace, name, nodeName }) => `${namespace}/${name} (${nodeName ?? "no node"})`);
  return [...shown, ...(pods.length > 20 ? [`and ${pods.length - 20} more`] : [])].join(", ");
}

function commandFor(snapshot: Snapshot): string {
  const nodes = laneNodes(snapshot);
  const members = nodes.state === "known" ? nodes.value.secondary : [];
  const node = members[0]?.name;
  // A field selector takes one node name; of several nodes all pods are shown, with their nodes.
  const selector = node === undefined || members.length > 1 ? [] : [`--field-selector=spec.nodeName=${node}`];
  return kubectl(
    "get",
    "pods",
    "-A",
    ...selector,
    "-o",
    "custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,NODE:.spec.nodeName,OWNER:.metadata.ownerReferences[0].kind",
  );
}
