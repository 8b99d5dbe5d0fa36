import type { LiveWorkload } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, liveWorkload, namespacesOf, podsOf, titleOf } from "./look.ts";

/**
 * Probes green (runbook §3.1). In Git they must exist: without a readiness probe "Ready" means nothing (facts §3,
 * row 30). In the cluster every pod must be Ready and the controller must have done what it was told (facts §9.2).
 */
export function probes({ snapshot, workloads }: GateInput): Verdict {
  const offline = isOffline(snapshot);
  return verdictOf({
    findings: workloads.flatMap((workload) => [...written(workload), ...(offline ? [] : running(workload, snapshot))]),
    good: offline
      ? "every workload has a readiness probe in Git (no cluster was asked)"
      : "every workload has a readiness probe, and every pod is Ready",
    notes: workloads.map(describeProbes),
    wanted: "a readiness probe on every serving container; all pods Ready, the rollout complete",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "deploy,sts,pods", "-o", "wide"),
  });
}

function written(workload: Workload): Finding[] {
  const serving = workload.containers.filter(({ init }) => !init);
  const bare = serving.filter(({ probes }) => !probes.readiness).map(({ name }) => name);
  if (bare.length === 0) return [];
  const remedy = `Give ${bare.join(", ")} of ${titleOf(workload)} a readinessProbe in Git.`;
  return bare.length === serving.length
    ? [fail(`${titleOf(workload)} has no readiness probe: Ready says nothing of it`, remedy)]
    : [warn(`${titleOf(workload)}: ${bare.join(", ")} without a readiness probe`, remedy)];
}

function running(workload: Workload, snapshot: Snapshot): Finding[] {
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
  return [...controllerFindings(title, live.value), ...podFindings(title, live.value, workload, snapshot)];
}

function controllerFindings(title: string, live: LiveWorkload): Finding[] {
  const { generation, observedGeneration, replicas, status, conditions, kind } = live;
  if (observedGeneration !== generation)
    return [
      fail(`${title}: its controller has not seen the newest change yet`, "Wait for the controller, then look again."),
    ];
  const broken = conditions.flatMap(({ type, status: value, reason }) =>
    (type === "ReplicaFailure" && value === "True") ||
    ((type === "Available" || type === "Progressing") && value === "False")
      ? [
          fail(
            `${title}: ${type} is ${value}${reason === undefined ? "" : ` (${reason})`}`,
            `Ask \`kubectl -n ${live.namespace} describe ${kind.toLowerCase()} ${live.name}\` for the cause and mend it.`,
          ),
        ]
      : [],
  );
  const rolling = status.updated !== replicas || status.replicas !== replicas;
  return rolling
    ? [
        ...broken,
        fail(
          `${title}: a rollout is under way (${status.updated} of ${replicas} replicas are of the newest revision, ${status.replicas} exist)`,
          "Wait for the rollout to end, or mend what holds it.",
        ),
      ]
    : broken;
}

function podFindings(title: string, { replicas }: LiveWorkload, workload: Workload, snapshot: Snapshot): Finding[] {
  const pods = podsOf(snapshot, workload);
  if (pods.state === "unknown") return [unread("the pods", pods.reason)];
  const alive = pods.value.filter(({ phase }) => phase !== "Failed" && phase !== "Succeeded");
  const red = alive.filter(({ ready }) => ready === false);
  const silent = alive.filter(({ ready }) => ready === undefined);
  const ready = alive.length - red.length - silent.length;
  return [
    ...red.map((pod) =>
      fail(
        `pod ${pod.name} is not Ready (${pod.phase})`,
        `Ask \`kubectl -n ${pod.namespace} describe pod ${pod.name}\` which probe fails and why.`,
      ),
    ),
    ...silent.map((pod) => unread(`readiness of pod ${pod.name}`, "its status has no Ready condition")),
    ...(red.length + silent.length === 0 && ready < replicas
      ? [
          fail(
            `${title}: ${ready} of ${replicas} pods exist and are Ready`,
            "Find out why pods are missing before anything moves.",
          ),
        ]
      : []),
  ];
}

function describeProbes(workload: Workload): string {
  const containers = workload.containers
    .filter(({ init, sidecar }) => !init || sidecar)
    .map(({ name, probes }) => `${name} ${kinds(probes).join("+") || "none"}`);
  return `${titleOf(workload)}: ${containers.join(", ")}`;
}

function kinds({ readiness, liveness, startup }: Workload["containers"][number]["probes"]): string[] {
  return [...(readiness ? ["readiness"] : []), ...(liveness ? ["liveness"] : []), ...(startup ? ["startup"] : [])];
}
