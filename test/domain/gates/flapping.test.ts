import { expect, it } from "vitest";
import type { ClusterEvent } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function anEvent(changes: Partial<ClusterEvent> = {}): ClusterEvent {
  return {
    namespace: "shop",
    type: "Warning",
    reason: "Unhealthy",
    kind: "Pod",
    name: "web-6d5f9c7b8c-x2x4z",
    message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
    count: 1,
    at: "2026-01-01T11:58:00.000Z",
    ...changes,
  };
}

function flapping(...events: readonly Partial<ClusterEvent>[]) {
  return ask("flapping", { cluster: { events: known(events.map(anEvent)) } });
}

it("passes without events, and says how weak that is", () => {
  expect(flapping()).toMatchObject({
    outcome: "pass",
    summary: expect.stringContaining("weak evidence"),
    seen: "0 events of the app and the secondary node in the last hour, of 0 read",
  });
});

it.each([
  "FailedScheduling",
  "BackOff",
  "Unhealthy",
  "FailedAttachVolume",
  "FailedMount",
  "FailedCreatePodSandBox",
  "Failed",
  "Evicted",
  "NodeNotReady",
])("warns of one %s on a pod, with its time and its message", (reason) => {
  expect(flapping({ reason, message: "why it was" })).toMatchObject({
    outcome: "warn",
    summary: `deployment/web: ${reason} once in the last hour, last at 2026-01-01T11:58:00.000Z on Pod web-6d5f9c7b8c-x2x4z: why it was`,
    remedy: expect.stringContaining("kubectl -n shop describe pod web-6d5f9c7b8c-x2x4z"),
  });
});

it("fails when one kind of trouble came more often than restarts may, and names the last", () => {
  expect(flapping({ count: 3 }).outcome).toBe("warn");
  expect(
    flapping({ count: 3, at: "2026-01-01T11:20:00Z" }, { name: "web-5c-zzzzz", at: "2026-01-01T11:40:00Z" }),
  ).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(
      /Unhealthy up to 4 times in the last hour, last at 2026-01-01T11:40:00Z on Pod web-5c-zzzzz/,
    ),
  });
});

it("counts each kind for itself", () => {
  expect(flapping({ count: 3 }, { reason: "BackOff", count: 3 }).outcome).toBe("warn");
});

it("sees events of ReplicaSets, Deployments, claims and the secondary node", () => {
  const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
  const of = (event: Partial<ClusterEvent>) =>
    ask("flapping", { objects: [aDeployment({ pod })], cluster: { events: known([anEvent(event)]) } }).outcome;

  expect(of({ kind: "ReplicaSet", name: "web-6d5f9c7b8c", reason: "FailedCreate" })).toBe("warn");
  expect(of({ kind: "Deployment", name: "web", reason: "FailedCreate" })).toBe("warn");
  expect(of({ kind: "PersistentVolumeClaim", name: "data", reason: "ProvisioningFailed" })).toBe("warn");
  expect(of({ kind: "Node", name: "worker-1", namespace: "default", type: "Normal", reason: "NodeNotReady" })).toBe(
    "warn",
  );
});

it("sees events of every claim of a StatefulSet's template", () => {
  const objects = [aStatefulSet({ name: "db", spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } })];
  const of = (name: string) => {
    const event = anEvent({ kind: "PersistentVolumeClaim", name, reason: "FailedBinding" });
    return ask("flapping", { objects, cluster: { events: known([event]) } }).outcome;
  };

  expect(of("data-db-0")).toBe("warn");
  expect(of("data-db-12")).toBe("warn");
  expect(of("data-db-old")).toBe("pass");
});

it("leaves aside what is older than an hour, harmless, or somebody else's", () => {
  expect(flapping({ at: "2026-01-01T10:59:59Z", count: 500 }).outcome).toBe("pass");
  expect(flapping({ reason: "Pulled", count: 500 }).outcome).toBe("pass");
  expect(flapping({ namespace: "other" }).outcome).toBe("pass");
  expect(flapping({ name: "web-api-6d5f9c7b8c-x2x4z" }).outcome).toBe("pass");
  expect(flapping({ kind: "Node", name: "miniserver", namespace: "default", reason: "NodeNotReady" }).outcome).toBe(
    "pass",
  );
});

it("shows no secret and no layout of a message", () => {
  const { summary } = flapping({ message: "Get http://u:hunter2secret@10.0.0.1/\n## refused" });

  expect(summary).not.toContain("hunter2secret");
  expect(summary).not.toContain("\n");
});

it("is unknown without the events or the nodes, and offline", () => {
  expect(ask("flapping", { cluster: { events: forbidden } }).outcome).toBe("unknown");
  expect(ask("flapping", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("flapping", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});

it("does not need the pods: names are all that is left of those that are gone", () => {
  const cluster = { pods: forbidden, replicaSets: forbidden, events: known([anEvent({ count: 9 })]) };

  expect(ask("flapping", { cluster }).outcome).toBe("fail");
});
