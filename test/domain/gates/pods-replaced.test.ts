import { expect, it } from "vitest";
import type { Pod, ReplicaSet } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveWorkload, aPod, aReplicaSet, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function replaced(pods: readonly Partial<Pod>[], replicaSets: readonly Partial<ReplicaSet>[] = [{}]) {
  return ask("pods-replaced", {
    cluster: { pods: known(pods.map(aPod)), replicaSets: known(replicaSets.map(aReplicaSet)) },
  });
}

const young = { createdAt: "2026-01-01T11:30:00Z" };

it("passes when all pods are older than the hour", () => {
  expect(replaced([{}])).toMatchObject({
    outcome: "pass",
    seen: "deployment/web: 0 of 1 pods created in the last hour, newest ReplicaSet of 2025-12-24T18:00:00Z",
  });
});

it("warns of a pod that is younger than the hour while its ReplicaSet is older", () => {
  expect(replaced([young, {}])).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(
      /^deployment\/web: at least 1 pod was replaced or added, though nothing was rolled out: web-6d5f9c7b8c-x2x4z \(2026-01-01T11:30:00Z\); what its predecessor did is not known$/,
    ),
  });
});

it("does not take a fresh rollout for a replacement", () => {
  const fresh = { uid: "uid-fresh", createdAt: "2026-01-01T11:29:58Z" };
  const owner = { kind: "ReplicaSet", name: "web-5c", uid: "uid-fresh", controller: true };

  expect(replaced([{ ...young, owner }], [{}, fresh]).outcome).toBe("pass");
});

it("does not take a quick way back for a replacement: the newest ReplicaSet is of this hour, and at zero", () => {
  expect(replaced([young], [{}, { uid: "uid-bad", createdAt: "2026-01-01T11:10:00Z", replicas: 0 }]).outcome).toBe(
    "pass",
  );
});

it("allows a slow rollout that began before the hour to end within it", () => {
  const rollout = [{ createdAt: "2026-01-01T10:58:00Z" }];

  expect(replaced([{ createdAt: "2026-01-01T11:05:00Z" }], rollout).outcome).toBe("pass");
  expect(replaced([{ createdAt: "2026-01-01T11:09:00Z" }], rollout).outcome).toBe("warn");
});

it("says of a StatefulSet's young pods that they were replaced or rolled out", () => {
  const owner = { kind: "StatefulSet", name: "db", uid: "uid-db", controller: true };
  const cluster = {
    workloads: known([aLiveWorkload({ kind: "StatefulSet", name: "db" })]),
    pods: known([aPod({ name: "db-0", owner, labels: { app: "db" }, ...young })]),
  };

  expect(ask("pods-replaced", { objects: [aStatefulSet({ name: "db" })], cluster })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("replaced or rolled out, which a StatefulSet does not tell: db-0"),
  });
});

it.each(["workloads", "replicaSets", "pods"] as const)("is unknown when the %s could not be read", (part) => {
  expect(ask("pods-replaced", { cluster: { [part]: forbidden } }).outcome).toBe("unknown");
});

it("is unknown offline", () => {
  expect(ask("pods-replaced", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});

it("says nothing of a Deployment that has no ReplicaSet", () => {
  expect(ask("pods-replaced", { cluster: { workloads: known([]) } }).outcome).toBe("pass");
});
