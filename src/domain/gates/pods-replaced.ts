import type { Pod } from "../cluster.ts";
import { HOUR_MS } from "../restart-window.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { liveList, liveWorkload, namespacesOf, podsOf, titleOf } from "./look.ts";

/** Kubernetes' default progressDeadlineSeconds: pods that come later than this after their ReplicaSet are not its rollout. */
const ROLLOUT_MS = 600_000;

/**
 * Pods that took the place of others within the hour (facts §7): a replaced pod takes its restart counter with it, so
 * the restarts gate cannot see what it did. A pod that is younger than the window although its workload's newest
 * ReplicaSet is older is a replacement, or somebody scaled up; a fresh rollout is neither. When a StatefulSet's
 * revision was made is not to be seen, so its young pods are counted and both causes named. Only pods that still exist
 * can be counted: the figure is a lower bound.
 */
export function podsReplaced({ snapshot, workloads }: GateInput): Verdict {
  const looked = workloads.map((workload) => look(workload, snapshot));
  return verdictOf({
    findings: looked.flatMap(({ findings }) => findings),
    good: "no pod was replaced in the last hour, as far as today's pods tell",
    notes: looked.map(({ note }) => note),
    wanted: "no pod created in the last hour, unless by a rollout of that hour",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "pods,rs",
      "--sort-by=.metadata.creationTimestamp",
      "-o",
      "custom-columns=KIND:.kind,NAME:.metadata.name,OWNER:.metadata.ownerReferences[0].name,CREATED:.metadata.creationTimestamp",
    ),
  });
}

type Look = { readonly findings: readonly Finding[]; readonly note: string };

function look(workload: Workload, snapshot: Snapshot): Look {
  const title = titleOf(workload);
  const pods = podsOf(snapshot, workload);
  if (pods.state === "unknown") return unseen(title, "the pods", pods.reason);
  const now = snapshot.observation.mode === "live" ? snapshot.observation.cluster.observedAt : snapshot.at;
  const windowStart = Date.parse(now) - HOUR_MS;
  const young = pods.value.filter(({ createdAt }) => Date.parse(createdAt) > windowStart);
  const count = `${young.length} of ${pods.value.length} pods created in the last hour`;
  if (workload.kind === "StatefulSet") {
    return young.length === 0
      ? { findings: [], note: `${title}: ${count}` }
      : {
          findings: [found(title, young, "replaced or rolled out, which a StatefulSet does not tell")],
          note: `${title}: ${count}`,
        };
  }
  const newest = newestReplicaSet(workload, snapshot);
  if (newest.state === "unknown") return unseen(title, newest.what, newest.reason);
  if (newest.state === "absent") return { findings: [], note: `${title}: ${count}, no ReplicaSet` };
  const since = Date.parse(newest.createdAt);
  const note = `${title}: ${count}, newest ReplicaSet of ${newest.createdAt}`;
  const isRollout = (pod: Pod) => since > windowStart || Date.parse(pod.createdAt) - since <= ROLLOUT_MS;
  const replaced = young.filter((pod) => !isRollout(pod));
  const cause = "replaced or added, though nothing was rolled out";
  return { findings: replaced.length === 0 ? [] : [found(title, replaced, cause)], note };
}

function found(title: string, pods: readonly Pod[], cause: string): Finding {
  const names = pods.map(({ name, createdAt }) => `${name} (${createdAt})`).join(", ");
  return warn(
    `${title}: at least ${pods.length} ${pods.length === 1 ? "pod was" : "pods were"} ${cause}: ${names}; what ${pods.length === 1 ? "its predecessor" : "their predecessors"} did is not known`,
    `Find out in \`kubectl get events\` why pods of ${title} are replaced (evictions, failing nodes, a person); look again when they have stood for an hour.`,
  );
}

type Newest =
  | { readonly state: "known"; readonly createdAt: string }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly what: string; readonly reason: string };

/** Also one that is scaled to zero: after a quick way back the pods are young, and their ReplicaSet is an old one. */
function newestReplicaSet(workload: Workload, snapshot: Snapshot): Newest {
  const live = liveWorkload(snapshot, workload);
  if (live.state === "unknown") return { state: "unknown", what: "the workloads", reason: live.reason };
  const replicaSets = liveList(snapshot, (cluster) => cluster.replicaSets);
  if (replicaSets.state === "unknown") return { state: "unknown", what: "the ReplicaSets", reason: replicaSets.reason };
  const [newest] = replicaSets.value
    .filter(({ owner }) => live.state === "known" && owner?.uid === live.value.uid)
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return newest === undefined ? { state: "absent" } : { state: "known", createdAt: newest.createdAt };
}

function unseen(title: string, what: string, reason: string): Look {
  return { findings: [unread(what, reason)], note: `${title}: replacements not known` };
}
