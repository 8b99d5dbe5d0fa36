import { type JsonObject, listAt, type Manifest, objectAt } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { minutesBefore, podOf, type Row, ref, to, web } from "./gates-row.ts";
import { conditions } from "./gates-rows-lanes.ts";
import { until } from "./until.ts";

const eventRef = ref("v1", "Event", "db.1");
const leaseRef = ref("coordination.k8s.io/v1", "Lease", "shop-leader");

/** Health: containers, rollouts, pods, events, probes, leaders. */
export const healthRows: readonly Row[] = [
  {
    gate: "crash-loops",
    when: "a container waits to be started again",
    disturb: (hand) => container(hand, "web", crashing),
    becomes: "fail",
    says: /web of pod web-\S+ is in CrashLoopBackOff \(OOMKilled\), 1 restarts/,
    remedy: /logs web-\S+ -c web --previous/,
    mend: (hand) => container(hand, "web", running(200, 1)),
  },
  {
    gate: "restarts",
    when: "a container restarted five times since its pod began, the last time ten minutes ago",
    disturb: (hand) => container(hand, "web", running(10, 5)),
    becomes: "fail",
    says: /pod web-\S+ restarted 1 to 5 times in the last hour, allowed are 3/,
    remedy: /describe pod web-\S+/,
    mend: (hand) => container(hand, "web", running(70, 5)),
  },
  {
    gate: "workload-conditions",
    when: "a rollout is paused",
    disturb: (hand) => hand.patch(web, to({ spec: { paused: true } })),
    becomes: "fail",
    says: /deployment\/web: Progressing is Unknown \(DeploymentPaused\)/,
    remedy: /rollout resume deployment\/web/,
    mend: (hand) => hand.patch(web, to({ spec: { paused: null } })),
  },
  {
    gate: "one-revision",
    when: "a rollout gets stuck with pods of two revisions",
    disturb: (hand) => template(hand, { schedulingGates: [{ name: "acme.example/wait" }] }),
    becomes: "fail",
    says: /deployment\/web has 2 ReplicaSets with replicas/,
    companions: {
      "workload-conditions": { becomes: "fail", because: "the rollout is not complete" },
      probes: { becomes: "fail", because: "the rollout is not complete" },
    },
    remedy: /Wait for the rollout to end/,
    mend: (hand) => template(hand, { schedulingGates: null }),
  },
  {
    gate: "pods-replaced",
    when: "a set's pod is deleted and comes again",
    disturb: replaceCache,
    becomes: "warn",
    says: /statefulset\/cache: at least 1 pod was replaced/,
    remedy: /why pods of statefulset\/cache are replaced/,
    mend: async (hand) => hand.lookAt(new Date(Date.now() + 2 * 3_600_000)),
  },
  {
    gate: "flapping",
    when: "a volume could not be mounted seven times in the last hour",
    disturb: (hand) => podOf(hand, "db").then(({ name }) => event(hand, "FailedMount", name)),
    becomes: "fail",
    says: /deployment\/db: FailedMount up to 7 times in the last hour/,
    remedy: /kubectl -n shop describe pod db-\S+/,
    mend: (hand) => hand.remove(eventRef),
  },
  {
    gate: "probes",
    when: "a pod's readiness probe fails",
    disturb: async (hand) => hand.patch(await podOf(hand, "web"), conditions("Ready", "False"), "status"),
    becomes: "fail",
    says: /deployment\/web: Available is False \(MinimumReplicasUnavailable\) \(and 1 more\)/,
    companions: { "workload-conditions": { becomes: "fail", because: "its controller counts ready pods too" } },
    remedy: /describe pod web-\S+/,
    mend: async (hand) => hand.patch(await podOf(hand, "web"), conditions("Ready", "True"), "status"),
  },
  {
    gate: "probes",
    when: "Git has no readiness probe",
    disturb: async (hand) =>
      hand.edit("cache.yaml", "          readinessProbe:\n            tcpSocket:\n              port: 7000\n", ""),
    becomes: "fail",
    says: /statefulset\/cache has no readiness probe/,
    remedy: /Give cache of statefulset\/cache a readinessProbe in Git/,
  },
  {
    gate: "probe-thresholds",
    when: "Git lets a readiness probe give up after five seconds",
    disturb: async (hand) =>
      hand.edit(
        "web.yaml",
        "periodSeconds: 10\n            failureThreshold: 3",
        "periodSeconds: 5\n            failureThreshold: 1",
      ),
    becomes: "warn",
    says: /readinessProbe of web of deployment\/web gives up after 5 s × 1 = 5 s/,
    remedy: /Raise failureThreshold/,
    mend: async (hand) =>
      hand.edit(
        "web.yaml",
        "periodSeconds: 5\n            failureThreshold: 1",
        "periodSeconds: 5\n            failureThreshold: 2",
      ),
  },
  {
    // Information by its nature: a lease is no fault, so only what it says changes.
    gate: "leader-election",
    when: "a pod of the app holds a lease",
    disturb: async (hand) => {
      const { name } = await podOf(hand, "web");
      const spec = {
        holderIdentity: `${name}_0f2e`,
        leaseDurationSeconds: 15,
        renewTime: "2026-01-01T00:00:00.000000Z",
      };
      await hand.create({ ...leaseRef, spec });
    },
    becomes: "pass",
    says: /the app's pods elect a leader: 1 lease held/,
    mend: (hand) => hand.remove(leaseRef),
  },
];

const crashing: JsonObject = {
  restartCount: 1,
  ready: false,
  state: { waiting: { reason: "CrashLoopBackOff" }, running: null },
  lastState: {
    terminated: { exitCode: 137, reason: "OOMKilled", startedAt: minutesBefore(90), finishedAt: minutesBefore(80) },
  },
};

function running(sinceMinutes: number, restartCount: number): JsonObject {
  return {
    restartCount,
    ready: true,
    state: { running: { startedAt: minutesBefore(sinceMinutes) } },
    lastState: {},
  };
}

/** What the kubelet says of the first container of a workload's pod. */
async function container(hand: Hand, app: string, change: JsonObject): Promise<void> {
  await hand.patch(
    await podOf(hand, app),
    (now) => {
      const [first, ...others] = listAt(objectAt(now["status"])["containerStatuses"]).map(objectAt);
      return { status: { containerStatuses: [{ ...first, ...change }, ...others] } };
    },
    "status",
  );
}

function template(hand: Hand, pod: JsonObject): Promise<void> {
  return hand.patch(web, to({ spec: { template: { spec: pod } } }));
}

/** Deletes cache-0, waits for the next one, and looks when an hour less a moment has passed. */
async function replaceCache(hand: Hand): Promise<void> {
  const cache = ref("v1", "Pod", "cache-0");
  const before = await hand.get(cache);
  await hand.replace(cache);
  let next: Manifest | undefined;
  await until("the next cache-0 to be ready", async () => {
    next = (await hand.list(cache)).find(({ metadata }) => metadata.name === "cache-0");
    const isReady = listAt(objectAt(next?.["status"])["conditions"])
      .map(objectAt)
      .some(({ type, status }) => type === "Ready" && status === "True");
    return next?.metadata["uid"] !== before.metadata["uid"] && isReady;
  });
  hand.lookAt(new Date(Date.parse(String(next?.metadata["creationTimestamp"])) + 3_600_000 - 1000));
}

/** What a kubelet complains of seven times. */
function event(hand: Hand, reason: string, name: string): Promise<void> {
  return hand.create({
    ...eventRef,
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace: "shop", name },
    type: "Warning",
    reason,
    message: "the lab says so",
    count: 7,
    lastTimestamp: minutesBefore(10),
    source: { component: "kubelet" },
  });
}
