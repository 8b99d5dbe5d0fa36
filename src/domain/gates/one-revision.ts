import type { LiveWorkload, Pod, ReplicaSet } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { liveList, liveWorkload, namespacesOf, podsOf, type Seen, titleOf } from "./look.ts";

const hashLabel = "pod-template-hash";
const revisionLabel = "controller-revision-hash";
const waiting = "Wait for the rollout to end, or mend what holds it: pods of two revisions are a rollout under way.";

/**
 * Exactly one ReplicaSet of each Deployment has replicas, and every pod is of it (facts §9.3). "Two pods Ready, one a
 * node, no restarts" can be two revisions of a rollout that is stuck for ever (facts §2.3); nothing else tells the
 * two apart. A StatefulSet has no ReplicaSets: its pods' revision label has to be the same.
 */
export function oneRevision({ snapshot, workloads }: GateInput): Verdict {
  const looked = workloads.map((workload) => look(workload, snapshot));
  return verdictOf({
    findings: looked.flatMap(({ findings }) => findings),
    good: "every workload runs one revision, and all its pods are of it",
    notes: looked.map(({ note }) => note),
    wanted: "one ReplicaSet with replicas for each Deployment, and every pod of that revision",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "rs,pods", "-L", `${hashLabel},${revisionLabel}`),
  });
}

type Look = { readonly findings: readonly Finding[]; readonly note: string };

function look(workload: Workload, snapshot: Snapshot): Look {
  const title = titleOf(workload);
  const live = liveWorkload(snapshot, workload);
  const pods = podsOf(snapshot, workload);
  if (live.state === "unknown") return unseen(title, "the workloads", live.reason);
  if (live.state === "absent") return { findings: [], note: `${title} does not run, so it has no revision` };
  if (pods.state === "unknown") return unseen(title, "the pods", pods.reason);
  const alive = pods.value.filter(({ phase }) => phase !== "Failed" && phase !== "Succeeded");
  return workload.kind === "Deployment"
    ? ofDeployment(title, live.value, alive, snapshot)
    : ofStatefulSet(title, alive);
}

function ofDeployment(title: string, live: LiveWorkload, pods: readonly Pod[], snapshot: Snapshot): Look {
  const replicaSets: Seen<readonly ReplicaSet[]> = liveList(snapshot, (cluster) => cluster.replicaSets);
  if (replicaSets.state === "unknown") return unseen(title, "the ReplicaSets", replicaSets.reason);
  const serving = replicaSets.value.filter(({ owner, replicas }) => owner?.uid === live.uid && replicas > 0);
  const [only, ...others] = serving;
  const note = `${title}: ${serving.map(({ name, replicas }) => `${name} (${replicas})`).join(", ") || "no ReplicaSet with replicas"}, pods ${revisionsText(pods, hashLabel)}`;
  if (others.length > 0) {
    const names = serving.map(({ name, replicas }) => `${name} (${replicas})`).join(", ");
    return { findings: [fail(`${title} has ${serving.length} ReplicaSets with replicas: ${names}`, waiting)], note };
  }
  if (only === undefined) {
    return live.replicas === 0
      ? { findings: [], note }
      : { findings: [fail(`${title} has no ReplicaSet with replicas, but wants ${live.replicas}`, waiting)], note };
  }
  if (only.podTemplateHash === undefined)
    return { findings: [unread(`the revision of ReplicaSet ${only.name}`, `it has no label ${hashLabel}`)], note };
  const strangers = pods.filter(({ labels }) => labels[hashLabel] !== only.podTemplateHash);
  const findings = strangers.map(({ name, labels }) =>
    fail(
      `pod ${name} is of revision ${labels[hashLabel] ?? "none"}, ${title} runs ${only.podTemplateHash ?? ""}`,
      waiting,
    ),
  );
  return { findings, note };
}

function ofStatefulSet(title: string, pods: readonly Pod[]): Look {
  const revisions = new Set(pods.map(({ labels }) => labels[revisionLabel] ?? "none"));
  const note = `${title}: pods ${revisionsText(pods, revisionLabel)}`;
  return revisions.size < 2
    ? { findings: [], note }
    : {
        findings: [fail(`pods of ${title} are of ${revisions.size} revisions: ${[...revisions].join(", ")}`, waiting)],
        note,
      };
}

function revisionsText(pods: readonly Pod[], label: string): string {
  const counted = Map.groupBy(pods, ({ labels }) => labels[label] ?? "none");
  return [...counted].map(([revision, members]) => `${members.length} of ${revision}`).join(", ") || "none";
}

function unseen(title: string, what: string, reason: string): Look {
  return { findings: [unread(what, reason)], note: `${title}: revisions not known` };
}
