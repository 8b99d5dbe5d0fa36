import { isObject, type JsonObject, listAt, numberAt, objectAt, stringAt } from "../manifest.ts";
import type { DataClass } from "../settings.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { namespacesOf, titleOf } from "./look.ts";

/** A hiccup of a window (a re-attached volume, CoreDNS moving, a rebuilding replica) is over within this. */
const PATIENCE_S = 10;
/** What Kubernetes' own defaults give a container to come up: 3 failures, 10 seconds apart. */
const START_S = 30;
/** Whoever waits so long before the first readiness probe knows that the app starts slowly. */
const SLOW_START_S = 15;

/**
 * Probes that are too tight for a window (runbook, risk register: endpoints that oscillate because probes are too
 * aggressive; "conservative probe thresholds during windows"). Two rules, both warnings, with Kubernetes' defaults for
 * what is not set (periodSeconds 10, failureThreshold 3, initialDelaySeconds 0):
 * 1. A readiness or liveness probe gives up after periodSeconds × failureThreshold. Below 10 s a hiccup takes the pod
 *    out of its Service, or kills it.
 * 2. A slow starter without a startup probe is killed while it starts when its liveness probe gives up before 30 s, or
 *    before its own first readiness probe (initialDelaySeconds + periodSeconds × failureThreshold). A slow starter is
 *    what has data to recover or to take over (any class but stateless), or waits 15 s and more before its readiness.
 */
export function probeThresholds({ snapshot, workloads, classOf }: GateInput): Verdict {
  const count = workloads.reduce((sum, workload) => sum + probed(workload).length, 0);
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const dataClass = classOf(workload);
      return probed(workload).flatMap((container) => containerFindings(container, workload, dataClass));
    }),
    good:
      count === 0
        ? "no container has a readiness or liveness probe to be too tight"
        : `no probe is too tight for a window (${count} containers with probes)`,
    notes: workloads.flatMap((workload) =>
      probed(workload).map((container) => `${titleOf(workload)} ${nameOf(container)}: ${describe(container)}`),
    ),
    wanted: `periodSeconds × failureThreshold of at least ${PATIENCE_S} s; on slow starters a startup probe, or a liveness probe that gives up no earlier than ${START_S} s after the start`,
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      'jsonpath={range .items[*]}{.kind}/{.metadata.name}{range .spec.template.spec.containers[*]} {.name} readiness={.readinessProbe} liveness={.livenessProbe} startup={.startupProbe}{end}{"\\n"}{end}',
    ),
  });
}

/** Containers that run on and have a probe; an init container that ends has none. */
function probed({ pod }: Workload): readonly JsonObject[] {
  const sidecars = listAt(pod.initContainers)
    .map(objectAt)
    .filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...sidecars, ...listAt(pod.containers).map(objectAt)].filter(
    ({ readinessProbe, livenessProbe }) => isObject(readinessProbe) || isObject(livenessProbe),
  );
}

function containerFindings(container: JsonObject, workload: Workload, dataClass: DataClass): Finding[] {
  const where = `${nameOf(container)} of ${titleOf(workload)}`;
  const { readinessProbe, livenessProbe, startupProbe } = container;
  const tight = (["readinessProbe", "livenessProbe"] as const).flatMap((name) => {
    const probe = container[name];
    if (!isObject(probe) || patience(probe) >= PATIENCE_S) return [];
    return [
      warn(
        `${name} of ${where} gives up after ${patienceText(probe)}`,
        `Raise failureThreshold (or periodSeconds) of the ${name} of ${where} in Git until their product is at least ${PATIENCE_S}.`,
      ),
    ];
  });
  if (!isObject(livenessProbe) || isObject(startupProbe)) return tight;
  const firstReady = delay(objectAt(readinessProbe));
  const slow = dataClass !== "stateless" || firstReady >= SLOW_START_S;
  const grace = delay(livenessProbe) + patience(livenessProbe);
  if (!slow || grace >= Math.max(START_S, firstReady)) return tight;
  const why = dataClass === "stateless" ? `its readiness waits ${firstReady} s` : `its data is ${dataClass}`;
  return [
    ...tight,
    warn(
      `${where} may start slowly (${why}), has no startupProbe, and its livenessProbe kills it ${delay(livenessProbe)} s + ${patienceText(livenessProbe)} after the start, ${grace} s in all`,
      `Give ${where} a startupProbe in Git, or raise initialDelaySeconds of its livenessProbe.`,
    ),
  ];
}

function patience(probe: JsonObject): number {
  return period(probe) * failures(probe);
}

function patienceText(probe: JsonObject): string {
  return `${period(probe)} s × ${failures(probe)} = ${patience(probe)} s`;
}

/** Zero is what the API server takes for "not set". */
function period(probe: JsonObject): number {
  return numberAt(probe.periodSeconds) || 10;
}

function failures(probe: JsonObject): number {
  return numberAt(probe.failureThreshold) || 3;
}

function delay(probe: JsonObject): number {
  return numberAt(probe.initialDelaySeconds) ?? 0;
}

function nameOf({ name }: JsonObject): string {
  return stringAt(name) ?? "";
}

function describe(container: JsonObject): string {
  return (["readinessProbe", "livenessProbe", "startupProbe"] as const)
    .flatMap((name) => {
      const probe = container[name];
      return isObject(probe) ? [`${name} ${delay(probe)} s + ${patienceText(probe)}`] : [];
    })
    .join(", ");
}
