import { type JsonObject, objectAt } from "../manifest.ts";
import type { Verdict } from "../verdict.ts";
import type { Container, Workload } from "../workload.ts";
import { type Finding, fail, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { namespacesOf, titleOf } from "./look.ts";

/**
 * Requests and limits present (runbook §3.1 and §3.3), on init containers and sidecars too. Requests for CPU and
 * memory, or the scheduler packs a node beyond what it has; a limit for memory, or a neighbour pays. Where only a
 * limit is written Kubernetes takes it as the request. A CPU limit is not asked for: it throttles and saves nobody.
 */
export function requestsAndLimits({ snapshot, workloads }: GateInput): Verdict {
  const count = workloads.reduce((sum, { containers }) => sum + containers.length, 0);
  return verdictOf({
    findings: workloads.flatMap((workload) => workload.containers.flatMap((container) => missing(container, workload))),
    good: `every container requests CPU and memory and limits memory (${count} looked at)`,
    notes: workloads.flatMap((workload) =>
      workload.containers.map(
        (container) => `${titleOf(workload)} ${container.name}: ${resourcesText(container.resources)}`,
      ),
    ),
    wanted: "requests for CPU and memory and a limit for memory on every container",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      'jsonpath={range .items[*]}{.kind}/{.metadata.name}{range .spec.template.spec.initContainers[*]} {.name}={.resources}{end}{range .spec.template.spec.containers[*]} {.name}={.resources}{end}{"\\n"}{end}',
    ),
  });
}

function missing({ name, resources }: Container, workload: Workload): Finding[] {
  const ofPod = objectAt(workload.pod.resources);
  const has = (kind: "requests" | "limits", resource: string) =>
    objectAt(resources[kind])[resource] ?? objectAt(ofPod[kind])[resource];
  const lacks = [
    ...["cpu", "memory"]
      .filter((resource) => (has("requests", resource) ?? has("limits", resource)) === undefined)
      .map((resource) => `requests.${resource}`),
    ...(has("limits", "memory") === undefined ? ["limits.memory"] : []),
  ];
  if (lacks.length === 0) return [];
  return [
    fail(
      `${name} of ${titleOf(workload)} has no ${lacks.join(", ")}`,
      `Set ${lacks.map((field) => `resources.${field}`).join(", ")} of container ${name} in Git.`,
    ),
  ];
}

function resourcesText(resources: JsonObject): string {
  const side = (kind: "requests" | "limits") =>
    Object.entries(objectAt(resources[kind]))
      .map(([resource, amount]) => `${resource} ${String(amount)}`)
      .join(", ");
  return `requests ${side("requests") || "none"}, limits ${side("limits") || "none"}`;
}
