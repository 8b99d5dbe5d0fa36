import { kubectl, shellWord } from "../gates/kubectl.ts";
import { namespaceOf } from "../gates/look.ts";
import { listAt, objectAt, stringAt } from "../manifest.ts";
import type { Report } from "../report.ts";
import { stringMap, type Workload, workloadsOf } from "../workload.ts";
import { namesOf } from "./lane-picture.ts";

/** The workloads of the base that have a strategy, in the render's order. */
export function movedWorkloads({ snapshot, strategy }: Report): readonly Workload[] {
  return workloadsOf(snapshot.base.objects).filter(({ kind, ref }) =>
    strategy.workloads.some(
      (chosen) => chosen.kind === kind && chosen.name === ref.name && chosen.namespace === ref.namespace,
    ),
  );
}

/** Namespaces of the app's workloads, each once. */
export function namespacesOfReport(report: Report): readonly string[] {
  const all = report.strategy.workloads.map(({ namespace }) => namespaceOf(report.snapshot, { namespace }));
  return all.length === 0 ? [namespaceOf(report.snapshot, { namespace: undefined })] : [...new Set(all)];
}

/** A selector as `kubectl -l` takes it: `app=web,tier in (a,b)`. */
export function selectorText(selector: Workload["selector"]): string {
  const labels = Object.entries(stringMap(selector["matchLabels"])).map(([key, value]) => `${key}=${value}`);
  const expressions = listAt(selector["matchExpressions"]).map((entry) => {
    const { key, operator, values } = objectAt(entry);
    const name = stringAt(key) ?? "";
    const list = `(${listAt(values).map(String).join(",")})`;
    if (operator === "Exists") return name;
    if (operator === "DoesNotExist") return `!${name}`;
    return operator === "NotIn" ? `${name} notin ${list}` : `${name} in ${list}`;
  });
  return [...labels, ...expressions].join(",");
}

/** Pods, rollout and events: what a person looks at after each sync. Read-only. */
export function lookCommands(report: Report): readonly string[] {
  const perWorkload = movedWorkloads(report).flatMap(({ kind, ref, selector }) => {
    const namespace = namespaceOf(report.snapshot, ref);
    return [
      kubectl("-n", namespace, "rollout", "status", `${kind.toLowerCase()}/${ref.name}`, "--timeout=5m"),
      kubectl("-n", namespace, "get", "pods", "-l", selectorText(selector), "-o", "wide"),
    ];
  });
  return [
    ...perWorkload,
    ...namespacesOfReport(report).flatMap((namespace) => [
      kubectl("-n", namespace, "get", "endpointslices"),
      `${kubectl("-n", namespace, "get", "events", "--sort-by=.lastTimestamp")} | tail -n 50`,
    ]),
  ];
}

/** Argo CD's command line: read-only unless the words say sync. */
export function argocd(...words: readonly string[]): string {
  return ["argocd", ...words.map(shellWord)].join(" ");
}

/** Taints and pods of the secondary: the runbook's guard against surprise scheduling (§3.1). */
export function guardCommands(report: Report): readonly string[] {
  return [
    ...namesOf(report).secondary.map((node) =>
      kubectl("get", "pods", "-A", "-o", "wide", "--field-selector", `spec.nodeName=${node}`),
    ),
    kubectl(
      "get",
      "nodes",
      "-o",
      "custom-columns=NAME:.metadata.name,TAINTS:.spec.taints,UNSCHEDULABLE:.spec.unschedulable",
    ),
    `${kubectl("get", "events", "-A", "--field-selector", "reason=FailedScheduling", "--sort-by=.lastTimestamp")} | tail -n 20`,
  ];
}

/** Longhorn's volumes and replicas (runbook §3.1; the mode is the engine's, a replica has none). */
export function longhornCommands(): readonly string[] {
  return [
    kubectl(
      "-n",
      "longhorn-system",
      "get",
      "volumes.longhorn.io",
      "-o",
      "custom-columns=NAME:.metadata.name,REPLICAS:.spec.numberOfReplicas,STATE:.status.state,ROBUST:.status.robustness",
    ),
    kubectl(
      "-n",
      "longhorn-system",
      "get",
      "replicas.longhorn.io",
      "-o",
      "custom-columns=NAME:.metadata.name,VOLUME:.spec.volumeName,NODE:.spec.nodeID,STATE:.status.currentState",
    ),
    kubectl(
      "-n",
      "longhorn-system",
      "get",
      "engines.longhorn.io",
      "-o",
      "custom-columns=VOLUME:.spec.volumeName,MODES:.status.replicaModeMap",
    ),
  ];
}
