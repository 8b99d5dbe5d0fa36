import { expect, it } from "vitest";
import type { LiveWorkload, Pod } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aContainer, aDeployment, aLiveWorkload, aPod } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const { readinessProbe: _, ...bare } = aContainer();

function running(workload: Partial<LiveWorkload>, pod: Partial<Pod> = {}) {
  return ask("probes", { cluster: { workloads: known([aLiveWorkload(workload)]), pods: known([aPod(pod)]) } });
}

it("passes with a readiness probe in Git and Ready pods, and lists the probes", () => {
  const containers = [aContainer({ livenessProbe: {}, startupProbe: {} })];

  expect(ask("probes", { objects: [aDeployment({ pod: { containers } })] })).toMatchObject({
    outcome: "pass",
    seen: "deployment/web: web readiness+liveness+startup",
  });
});

it("fails without any readiness probe, also offline", () => {
  const objects = [aDeployment({ pod: { containers: [bare] } })];
  const expected = { outcome: "fail", summary: "deployment/web has no readiness probe: Ready says nothing of it" };

  expect(ask("probes", { objects })).toMatchObject(expected);
  expect(ask("probes", { objects, cluster: "offline" })).toMatchObject(expected);
});

it("warns of a container without one beside another that has one; init containers need none", () => {
  const pod = { initContainers: [{ ...bare, name: "migrate" }], containers: [aContainer(), { ...bare, name: "logs" }] };

  expect(ask("probes", { objects: [aDeployment({ pod })] })).toMatchObject({
    outcome: "warn",
    summary: "deployment/web: logs without a readiness probe",
  });
});

it("fails on a pod that is not Ready", () => {
  expect(running({}, { ready: false, phase: "Pending" })).toMatchObject({
    outcome: "fail",
    summary: "pod web-6d5f9c7b8c-x2x4z is not Ready (Pending)",
  });
});

it("is unknown where a pod does not say whether it is Ready", () => {
  expect(running({}, { ready: undefined }).outcome).toBe("unknown");
});

it("fails when pods are missing, and leaves aside those an eviction left behind", () => {
  expect(running({}, { deleting: true })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web: 0 of 1 pods exist and are Ready",
  });
  expect(running({}, { phase: "Failed", ready: false }).summary).toBe(
    "deployment/web: 0 of 1 pods exist and are Ready",
  );
});

it.each([
  ["Available", "False"],
  ["Progressing", "False"],
  ["ReplicaFailure", "True"],
])("fails on the condition %s=%s", (type, status) => {
  expect(running({ conditions: [{ type, status, reason: "Because" }] })).toMatchObject({
    outcome: "fail",
    summary: `deployment/web: ${type} is ${status} (Because)`,
  });
});

it("fails while the controller has not seen the newest generation", () => {
  expect(running({ observedGeneration: 2 }).summary).toContain("has not seen the newest change yet");
  expect(running({ observedGeneration: undefined }).outcome).toBe("fail");
});

it("fails while a rollout is under way", () => {
  expect(running({ status: { replicas: 2, updated: 1, ready: 1, available: 1 } }).summary).toContain(
    "a rollout is under way",
  );
  expect(running({ status: { replicas: 1, updated: 0, ready: 1, available: 1 } }).outcome).toBe("fail");
});

it("asks for no pods where none are wanted", () => {
  expect(
    ask("probes", {
      objects: [aDeployment({ replicas: 0 })],
      cluster: { workloads: known([aLiveWorkload({ replicas: 0 })]), pods: known([]) },
    }).outcome,
  ).toBe("pass");
});

it("fails when the workload does not run in the cluster", () => {
  expect(ask("probes", { cluster: { workloads: known([]) } })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web does not run in the cluster",
  });
});

it("is unknown when workloads or pods could not be read", () => {
  expect(ask("probes", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(ask("probes", { cluster: { pods: forbidden } }).outcome).toBe("unknown");
});
