import { expect, it } from "vitest";
import type { Pod, ReplicaSet } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveWorkload, aPod, aReplicaSet, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const older = aReplicaSet({ name: "web-55d4c", uid: "uid-older", podTemplateHash: "55d4c", replicas: 0 });

function revisions(replicaSets: readonly ReplicaSet[], pods: readonly Pod[] = [aPod()]) {
  return ask("one-revision", { cluster: { replicaSets: known(replicaSets), pods: known(pods) } });
}

it("passes when one ReplicaSet has replicas, and old ones are at zero", () => {
  expect(revisions([older, aReplicaSet()])).toMatchObject({
    outcome: "pass",
    seen: "deployment/web: web-6d5f9c7b8c (1), pods 1 of 6d5f9c7b8c",
  });
});

it("fails on two revisions that both run Ready pods: a rollout that is stuck", () => {
  const result = revisions([{ ...older, replicas: 1 }, aReplicaSet()]);

  expect(result).toMatchObject({
    outcome: "fail",
    summary: "deployment/web has 2 ReplicaSets with replicas: web-55d4c (1), web-6d5f9c7b8c (1)",
  });
});

it("leaves ReplicaSets of other Deployments aside", () => {
  const foreign = aReplicaSet({ owner: { kind: "Deployment", name: "api", uid: "uid-api", controller: true } });

  expect(revisions([foreign, aReplicaSet()]).outcome).toBe("pass");
});

it("fails when a pod is of another revision than the one that has replicas", () => {
  const owner = { kind: "ReplicaSet", name: "web-55d4c", uid: "uid-older", controller: true };
  const left = aPod({ name: "web-55d4c-zzzzz", owner, labels: { app: "web", "pod-template-hash": "55d4c" } });

  expect(revisions([older, aReplicaSet()], [aPod(), left])).toMatchObject({
    outcome: "fail",
    summary: "pod web-55d4c-zzzzz is of revision 55d4c, deployment/web runs 6d5f9c7b8c",
  });
  expect(revisions([older, aReplicaSet()], [aPod(), { ...left, deleting: true }]).outcome).toBe("pass");
  expect(revisions([older, aReplicaSet()], [aPod(), { ...left, phase: "Failed" }]).outcome).toBe("pass");
});

it("fails when no ReplicaSet has replicas though some are wanted", () => {
  expect(revisions([older])).toMatchObject({
    outcome: "fail",
    summary: "deployment/web has no ReplicaSet with replicas, but wants 1",
  });
});

it("passes a Deployment that is scaled to zero", () => {
  const cluster = { workloads: known([aLiveWorkload({ replicas: 0 })]), replicaSets: known([older]), pods: known([]) };

  expect(ask("one-revision", { cluster }).outcome).toBe("pass");
});

it("compares the revisions of a StatefulSet's pods with each other", () => {
  const objects = [aStatefulSet({ name: "db" })];
  const workloads = known([aLiveWorkload({ kind: "StatefulSet", name: "db", replicas: 2 })]);
  const owner = { kind: "StatefulSet", name: "db", uid: "uid-db", controller: true };
  const pod = (ordinal: number, revision: string) =>
    aPod({ name: `db-${ordinal}`, owner, labels: { app: "db", "controller-revision-hash": revision } });
  const set = (...pods: Pod[]) => ask("one-revision", { objects, cluster: { workloads, pods: known(pods) } });

  expect(set(pod(0, "db-7f"), pod(1, "db-7f")).outcome).toBe("pass");
  expect(set(pod(0, "db-7f"), pod(1, "db-6c"))).toMatchObject({
    outcome: "fail",
    summary: "pods of statefulset/db are of 2 revisions: db-7f, db-6c",
  });
});

it.each(["workloads", "replicaSets", "pods"] as const)("is unknown when the %s could not be read", (part) => {
  expect(ask("one-revision", { cluster: { [part]: forbidden } }).outcome).toBe("unknown");
});

it("is unknown when the ReplicaSet does not tell its revision", () => {
  expect(revisions([aReplicaSet({ podTemplateHash: undefined })]).outcome).toBe("unknown");
});

it("is unknown offline, and says nothing against a workload that does not run", () => {
  expect(ask("one-revision", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
  expect(ask("one-revision", { cluster: { workloads: known([]) } }).outcome).toBe("pass");
});
