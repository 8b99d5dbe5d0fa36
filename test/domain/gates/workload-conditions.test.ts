import { expect, it } from "vitest";
import type { LiveWorkload } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveWorkload, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const available = { type: "Available", status: "True", reason: "MinimumReplicasAvailable" };
const done = { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" };

function conditions(changes: Partial<LiveWorkload>) {
  return ask("workload-conditions", { cluster: { workloads: known([aLiveWorkload(changes)]) } });
}

it("passes when the controller has finished", () => {
  expect(conditions({})).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining(
      "generation 3, observed 3, of 1 wanted replicas 1 exist, 1 updated, 1 ready, 1 available",
    ),
  });
});

it("fails while the newest generation was not observed, and says nothing of an older one's status", () => {
  expect(conditions({ generation: 4, conditions: [] })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web: its controller has not seen the newest change yet (generation 4, observed 3)",
  });
  expect(conditions({ observedGeneration: undefined }).outcome).toBe("fail");
});

it.each(["ReplicaSetUpdated", "ProgressDeadlineExceeded", undefined])(
  "fails when Progressing has the reason %s, whatever its status",
  (reason) => {
    expect(conditions({ conditions: [available, { ...done, reason }] })).toMatchObject({
      outcome: "fail",
      summary: expect.stringMatching(/^deployment\/web: Progressing is True.*, wanted is NewReplicaSetAvailable$/),
    });
  },
);

it("says how to resume a paused Deployment", () => {
  const paused = { type: "Progressing", status: "Unknown", reason: "DeploymentPaused" };

  expect(conditions({ conditions: [available, paused] }).remedy).toContain("rollout resume deployment/web");
});

it("warns when Progressing is switched off: the counts are all there is", () => {
  expect(conditions({ conditions: [available] })).toMatchObject({
    outcome: "warn",
    summary: "deployment/web has no Progressing condition, so a stuck rollout would not be noticed",
  });
});

it("fails when Available does not hold or is not reported", () => {
  const notAvailable = { type: "Available", status: "False", reason: "MinimumReplicasUnavailable" };

  expect(conditions({ conditions: [notAvailable, done] })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web: Available is False (MinimumReplicasUnavailable)",
  });
  expect(conditions({ conditions: [done] }).summary).toBe("deployment/web: Available is not reported");
});

it("fails when pods are refused", () => {
  const refused = { type: "ReplicaFailure", status: "True", reason: "FailedCreate" };

  expect(conditions({ conditions: [available, done, refused] })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web: pods cannot be created, ReplicaFailure (FailedCreate)",
  });
});

it.each(["replicas", "updated", "ready", "available"] as const)("fails when %s is not what is wanted", (count) => {
  const status = { replicas: 2, updated: 2, ready: 2, available: 2, [count]: 1 };

  expect(conditions({ replicas: 2, status })).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("of 2 wanted replicas"),
  });
});

it("asks no conditions of a StatefulSet, but its counts", () => {
  const objects = [aStatefulSet({ name: "db" })];
  const set = (changes: Partial<LiveWorkload>) => {
    const workloads = known([aLiveWorkload({ kind: "StatefulSet", name: "db", conditions: [], ...changes })]);
    return ask("workload-conditions", { objects, cluster: { workloads } }).outcome;
  };

  expect(set({})).toBe("pass");
  expect(set({ status: { replicas: 1, updated: 0, ready: 1, available: 1 } })).toBe("fail");
});

it("fails when the workload does not run", () => {
  expect(ask("workload-conditions", { cluster: { workloads: known([]) } }).summary).toBe(
    "deployment/web does not run in the cluster",
  );
});

it("is unknown when the workloads could not be read, and offline", () => {
  expect(ask("workload-conditions", { cluster: { workloads: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "the workloads could not be read: forbidden",
  });
  expect(ask("workload-conditions", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
