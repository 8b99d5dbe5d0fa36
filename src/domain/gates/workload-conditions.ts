import type { LiveWorkload } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { liveWorkload, namespacesOf, titleOf } from "./look.ts";

/**
 * The controllers have finished what they were told (runbook §3.1, baseline health; facts §9.2): the newest generation
 * was observed, the rollout's reason is NewReplicaSetAvailable, Available holds, no ReplicaFailure (a quota's refusal
 * shows nowhere else, facts §3 #27), and all replicas are updated, ready and available. `Progressing` may be True in
 * the middle of a rollout, so its reason decides and not its status. A StatefulSet has no conditions, only counts.
 */
export function workloadConditions({ snapshot, workloads }: GateInput): Verdict {
  return verdictOf({
    findings: workloads.flatMap((workload) => workloadFindings(workload, snapshot)),
    good: "every workload's controller has finished: newest generation, rollout complete, all replicas available",
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted:
      "observedGeneration equal to generation; Progressing with reason NewReplicaSetAvailable; Available; no ReplicaFailure; replicas = updated = ready = available",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,GENERATION:.metadata.generation,OBSERVED:.status.observedGeneration,WANTED:.spec.replicas,UPDATED:.status.updatedReplicas,READY:.status.readyReplicas,AVAILABLE:.status.availableReplicas,REASONS:.status.conditions[*].reason",
    ),
  });
}

function workloadFindings(workload: Workload, snapshot: Snapshot): Finding[] {
  const title = titleOf(workload);
  const live = liveWorkload(snapshot, workload);
  if (live.state === "unknown") return [unread("the workloads", live.reason)];
  if (live.state === "absent")
    return [
      fail(
        `${title} does not run in the cluster`,
        "Sync the app as it is first; a migration starts from a running app.",
      ),
    ];
  const { generation, observedGeneration, kind } = live.value;
  // Everything else in a status is about an older generation then, and would only mislead.
  if (observedGeneration !== generation)
    return [
      fail(
        `${title}: its controller has not seen the newest change yet (generation ${generation}, observed ${observedGeneration ?? "none"})`,
        "Wait for the controller, then look again.",
      ),
    ];
  return [...(kind === "Deployment" ? conditionFindings(title, live.value) : []), ...countFindings(title, live.value)];
}

function conditionFindings(title: string, { conditions, namespace, name }: LiveWorkload): Finding[] {
  const describeIt = `\`kubectl -n ${namespace} describe deployment ${name}\``;
  const of = (type: string) => conditions.find((condition) => condition.type === type);
  const progressing = of("Progressing");
  const available = of("Available");
  const failure = of("ReplicaFailure");
  return [
    ...(failure?.status === "True"
      ? [
          fail(
            `${title}: pods cannot be created, ReplicaFailure${reasonText(failure.reason)}`,
            `Ask ${describeIt} and the events of its ReplicaSet what refuses the pods (a quota, a policy), and mend it.`,
          ),
        ]
      : []),
    ...(progressing === undefined
      ? // A progressDeadlineSeconds of 2147483647 turns the condition off; then the counts below are all there is.
        [
          warn(
            `${title} has no Progressing condition, so a stuck rollout would not be noticed`,
            `Leave progressDeadlineSeconds of ${title} at its default in Git.`,
          ),
        ]
      : progressing.reason === "NewReplicaSetAvailable"
        ? []
        : [
            fail(
              `${title}: Progressing is ${progressing.status}${reasonText(progressing.reason)}, wanted is NewReplicaSetAvailable`,
              progressing.reason === "DeploymentPaused"
                ? `Resume it (\`kubectl -n ${namespace} rollout resume deployment/${name}\`) or take \`paused\` out of Git.`
                : `Wait for the rollout to end, or ask ${describeIt} what holds it.`,
            ),
          ]),
    ...(available?.status === "True"
      ? []
      : [
          fail(
            `${title}: Available is ${available?.status ?? "not reported"}${reasonText(available?.reason)}`,
            `Ask ${describeIt} why pods are missing, and mend it.`,
          ),
        ]),
  ];
}

function countFindings(title: string, live: LiveWorkload): Finding[] {
  const { replicas, status } = live;
  const equal = [status.replicas, status.updated, status.ready, status.available].every((count) => count === replicas);
  if (equal) return [];
  return [
    fail(
      `${title}: ${countText(live)}`,
      "Wait until all replicas are updated, ready and available, or find out what holds them.",
    ),
  ];
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const live = liveWorkload(snapshot, workload);
  if (live.state !== "known") return `${titleOf(workload)}: not seen`;
  const { generation, observedGeneration, conditions } = live.value;
  const held = conditions.map(({ type, status, reason }) => `${type} ${status}${reasonText(reason)}`);
  return [
    `${titleOf(workload)}: generation ${generation}, observed ${observedGeneration ?? "none"}`,
    countText(live.value),
    ...held,
  ].join(", ");
}

function countText({ replicas, status }: LiveWorkload): string {
  return `of ${replicas} wanted replicas ${status.replicas} exist, ${status.updated} updated, ${status.ready} ready, ${status.available} available`;
}

function reasonText(reason: string | undefined): string {
  return reason === undefined ? "" : ` (${reason})`;
}
