import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aClaim, aClaimManifest, aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

function mounted(modes: readonly string[], replicas: number, strategy: "A" | "B1" | "B2" | "stay", by?: string) {
  const objects = [aDeployment({ replicas, pod }), aClaimManifest("data", modes)];
  return ask(
    "access-modes",
    { objects },
    { strategy, attestations: by === undefined ? [] : [{ what: "multi-writer", by }] },
  );
}

it("passes without claims, and with a single writer's claim", () => {
  expect(ask("access-modes")).toMatchObject({ outcome: "pass", summary: "no claims are mounted" });
  expect(mounted(["ReadWriteOnce"], 1, "B2")).toMatchObject({
    outcome: "pass",
    seen: "deployment/web: data (ReadWriteOnce, longhorn)",
  });
});

it.each(["A", "B1"] as const)("fails when strategy %s would share a ReadWriteOnce claim between nodes", (strategy) => {
  expect(mounted(["ReadWriteOnce"], 1, strategy)).toMatchObject({
    outcome: "fail",
    summary:
      "ReadWriteOnce claim data is shared by the replicas of deployment/web: the second node could not attach it",
  });
});

it("warns when replicas that stay on one node share a ReadWriteOnce claim", () => {
  expect(mounted(["ReadWriteOnce"], 2, "B2")).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("only run on one node together"),
  });
});

it("fails on ReadWriteOncePod for more than one pod", () => {
  expect(mounted(["ReadWriteOncePod"], 2, "B2")).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("a second pod can start nowhere"),
  });
  expect(mounted(["ReadWriteOncePod"], 1, "A").outcome).toBe("fail");
  expect(mounted(["ReadWriteOncePod"], 1, "B2").outcome).toBe("pass");
});

it("warns of ReadWriteMany under two writers until somebody attests it, and names who did", () => {
  expect(mounted(["ReadWriteMany"], 1, "A")).toMatchObject({
    outcome: "warn",
    remedy: expect.stringContaining("--attest multi-writer"),
  });
  expect(mounted(["ReadWriteMany"], 1, "A", "ada")).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("multi-writer attested by ada"),
  });
  expect(mounted(["ReadWriteMany"], 2, "B2").outcome).toBe("pass");
});

it("passes a claim that is only read", () => {
  expect(mounted(["ReadOnlyMany"], 2, "A").outcome).toBe("pass");
});

it("lets each replica of a StatefulSet have its own claim", () => {
  const spec = {
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
    ],
  };

  expect(ask("access-modes", { objects: [aStatefulSet({ replicas: 3, spec })] })).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("one a replica"),
  });
});

it("goes by the live claim where it differs from Git, because access modes cannot be changed", () => {
  const objects = [aDeployment({ pod }), aClaimManifest("data", ["ReadWriteMany"])];

  expect(ask("access-modes", { objects, cluster: { claims: known([aClaim()]) } }).outcome).toBe("fail");
  expect(ask("access-modes", { objects, cluster: { claims: known([aClaim({ namespace: "other" })]) } }).outcome).toBe(
    "warn",
  );
});

it("fails on a claim that exists nowhere, and on one without an access mode", () => {
  expect(ask("access-modes", { objects: [aDeployment({ pod })] })).toMatchObject({
    outcome: "fail",
    summary: "claim data of deployment/web exists neither in Git nor in the cluster",
  });
  expect(mounted([], 1, "B2").summary).toContain("names no access mode");
});

it("is unknown about a claim that is not in Git and could not be read", () => {
  expect(ask("access-modes", { objects: [aDeployment({ pod })], cluster: { claims: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "claim data could not be read: forbidden",
  });
});
