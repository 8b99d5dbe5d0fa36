import type { Node } from "../cluster.ts";
import type { LimitRange, PodRequests } from "../cluster-surroundings.ts";
import { listAt, objectAt } from "../manifest.ts";
import { standbyName } from "../overlay/standby.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type AddedPods, addedPods } from "./added-pods.ts";
import { type Finding, fail, offlineReason, unread, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes, liveList, namespaceOf } from "./look.ts";
import { placed, roomOf, type Wanted } from "./node-room.ts";
import { isPodName } from "./own-names.ts";
import { containerShare, most, podShare, sharesText } from "./pod-share.ts";

/**
 * Room on the secondary for what stage 2 puts there (facts §3 #26): what its nodes can give, less what their pods
 * request (as the scheduler counts it), against cpu, memory, ephemeral storage, extended resources and the number of
 * pods. The app's own pods that stand there already are not counted twice. A pod is taken for what its spec says or, where
 * that is more, for what its running one requests (an injected sidecar, a runtime's overhead). What requests nothing fits on
 * paper only. Without every pod's requests the free room is not known; a pod too large for an empty node still fails.
 */
export function capacity(input: GateInput): Verdict {
  const { snapshot } = input;
  const wanted =
    "room on the secondary for the requests of the pods that stage 2 puts there, and requests on all of them";
  const nodes = laneNodes(snapshot);
  const members = nodes.state === "known" ? nodes.value.secondary : [];
  const command = commandFor(snapshot, members);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const taken = liveList(snapshot, (cluster) => cluster.podRequests);
  const ranges = liveList(snapshot, (cluster) => cluster.limitRanges);
  const requests = taken.state === "known" ? taken.value : [];
  const own = requests.filter((pod) => input.workloads.some((workload) => isOwn(pod, workload, snapshot)));
  const rooms = members.map((node) =>
    roomOf(
      node,
      requests.filter((pod) => pod.node === node.name && !own.includes(pod)),
    ),
  );
  const added = addedPods(input);
  const pods = added.flatMap((addition) => wantedOf(addition, own, rangesOf(addition, ranges, snapshot), snapshot));
  return verdictOf({
    findings: [
      ...(taken.state === "unknown" ? [partial(taken.reason)] : []),
      ...(members.length === 0
        ? [
            fail(
              "there is no secondary node to have room",
              `Label it: \`kubectl label node <node> ${snapshot.settings.lanes.label}=${snapshot.settings.lanes.secondary}\`.`,
            ),
          ]
        : placed(pods, rooms)),
      ...added.flatMap((addition) => onPaper(addition, rangesOf(addition, ranges, snapshot))),
    ],
    good: `${pods.length === 0 ? "stage 2 puts no pod on the secondary" : `the ${pods.length === 1 ? "pod" : `${pods.length} pods`} of stage 2 ${pods.length === 1 ? "fits" : "fit"} on the secondary`}`,
    notes: [
      ...rooms.map(
        ({ node, free }) =>
          `${node} has free ${taken.state === "known" ? "" : "at most (its pods are not known) "}${sharesText(free)}`,
      ),
      ...pods.map(({ title, share }) => `a pod of ${title} requests ${sharesText(share)}`),
    ],
    wanted,
    command,
  });
}

function commandFor({ settings: { lanes } }: Snapshot, members: readonly Node[]): string {
  const [only, ...others] = members;
  // A field selector takes one node name; of several nodes all pods are shown, with their nodes.
  const selector = only === undefined || others.length > 0 ? [] : [`--field-selector=spec.nodeName=${only.name}`];
  return [
    kubectl(
      "get",
      "nodes",
      "-l",
      `${lanes.label}=${lanes.secondary}`,
      "-o",
      "custom-columns=NAME:.metadata.name,ALLOCATABLE:.status.allocatable",
    ),
    kubectl(
      "get",
      "pods",
      "-A",
      ...selector,
      "-o",
      "custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,NODE:.spec.nodeName,PHASE:.status.phase,REQUESTS:.spec.containers[*].resources.requests",
    ),
  ].join(" && ");
}

function partial(reason: string): Finding {
  const finding = unread("the requests of all pods on the lanes' nodes", reason);
  return reason === offlineReason
    ? finding
    : {
        ...finding,
        text: `${finding.text}; capacity is known in part only (what an empty secondary could hold)`,
        remedy: "Allow Lanekeeper to list pods cluster-wide, or compare the free room yourself with the command below.",
      };
}

function wantedOf(
  { workload, title, pod, onSecondary }: AddedPods,
  own: readonly PodRequests[],
  ranges: readonly LimitRange[],
  snapshot: Snapshot,
): readonly Wanted[] {
  const running = pod === workload.pod ? own.filter((each) => isOwn(each, workload, snapshot)) : [];
  const share = running.map(({ requests }) => requests).reduce(most, podShare(pod, "requests", ranges));
  return Array.from({ length: onSecondary }, () => ({ title, share: { ...share, pods: 1 } }));
}

/** Containers that request no cpu or no memory: the scheduler counts them as nothing, the node does not. */
function onPaper({ title, pod }: AddedPods, ranges: readonly LimitRange[]): Finding[] {
  const whole = podShare({ resources: pod.resources }, "requests");
  const containers = listAt(pod.containers).map((container) => containerShare(objectAt(container), "requests", ranges));
  const missing = ["cpu", "memory"].filter(
    (resource) => whole[resource] === undefined && containers.some((share) => share[resource] === undefined),
  );
  if (missing.length === 0) return [];
  return [
    warn(
      `pods of ${title} do not request ${missing.join(" and ")} for every container: they fit on paper only`,
      `Set requests for ${missing.join(" and ")} on every container of ${title} in Git.`,
    ),
  ];
}

function isOwn({ namespace, name }: PodRequests, workload: Workload, snapshot: Snapshot): boolean {
  const standby = { ...workload, ref: { ...workload.ref, name: standbyName(workload.ref.name) } };
  return namespace === namespaceOf(snapshot, workload.ref) && (isPodName(workload, name) || isPodName(standby, name));
}

function rangesOf(
  { workload }: AddedPods,
  ranges: ReturnType<typeof liveList<LimitRange>>,
  snapshot: Snapshot,
): readonly LimitRange[] {
  const namespace = namespaceOf(snapshot, workload.ref);
  return ranges.state === "known" ? ranges.value.filter((range) => range.namespace === namespace) : [];
}
