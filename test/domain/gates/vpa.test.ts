import { expect, it } from "vitest";
import type { VerticalAutoscaler } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function aVpaManifest(updatePolicy: JsonObject | undefined): Manifest {
  return {
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      ...(updatePolicy && { updatePolicy }),
    },
  };
}

function aVpa(changes: Partial<VerticalAutoscaler> = {}): VerticalAutoscaler {
  return {
    namespace: "shop",
    name: "web",
    target: { kind: "Deployment", name: "web" },
    updateMode: "Auto",
    ...changes,
  };
}

function git(updatePolicy?: JsonObject, strategy: Strategy = "A", replicas = 1) {
  const objects = [aDeployment({ replicas }), aVpaManifest(updatePolicy)];
  return ask("vpa", { objects, cluster: { verticalAutoscalers: known([aVpa()]) } }, { strategy });
}

function live(changes: Partial<VerticalAutoscaler>, strategy: Strategy = "A") {
  return ask("vpa", { cluster: { verticalAutoscalers: known([aVpa(changes)]) } }, { strategy });
}

it("passes without a VPA, and with one that only recommends", () => {
  expect(ask("vpa").summary).toBe("no VerticalPodAutoscaler targets a workload of the app");
  for (const updateMode of ["Off", "Initial"]) {
    expect.soft(git({ updateMode })).toMatchObject({
      outcome: "pass",
      seen: `deployment/web: VPA web, updateMode ${updateMode}`,
    });
    expect.soft(live({ updateMode }).outcome).toBe("pass");
  }
});

it.each<[JsonObject | undefined, string]>([
  [undefined, "Auto"],
  [{ updateMode: "Recreate" }, "Recreate"],
  [{ updateMode: "InPlaceOrRecreate" }, "InPlaceOrRecreate"],
])("warns that it starts to evict with two pods: %j", (policy, mode) => {
  expect(git(policy)).toMatchObject({
    outcome: "warn",
    summary: `VPA web evicts pods of deployment/web to resize them (updateMode ${mode}), and with 2 pods it does so; with 1 it did not so far`,
    remedy: 'Set `updateMode: "Off"` in VPA web in Git until sign-off.',
  });
});

it("counts the pods that the stages ask for, and the least that the VPA itself sets", () => {
  expect(git({}, "B2").outcome).toBe("pass");
  expect(git({ minReplicas: 1 }, "B2").outcome).toBe("warn");
  expect(git({}, "B2", 2).summary).toMatch(/with 2 pods it does so$/);
  expect(git({ minReplicas: 3 }).outcome).toBe("pass");
});

it("warns of one that only runs", () => {
  expect(live({})).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/^VPA web \(not in Git\) evicts/),
    remedy: 'Set `updateMode: "Off"` in VPA web until sign-off.',
  });
});

it("goes by Git's mode where Git has it, which the next sync brings", () => {
  expect(git({ updateMode: "Off" }).outcome).toBe("pass");
});

it("leaves one alone that targets something else, or whose workload stays", () => {
  expect(live({ target: { kind: "Deployment", name: "api" } }).outcome).toBe("pass");
  expect(live({ namespace: "other" }).outcome).toBe("pass");
  expect(live({}, "stay").outcome).toBe("pass");
});

it("fails when Git has one and the cluster has no such objects", () => {
  expect(ask("vpa", { objects: [aDeployment(), aVpaManifest(undefined)] })).toMatchObject({
    outcome: "fail",
    summary: "VPA web of deployment/web is in Git, and the cluster does not have such objects",
  });
});

it("is unknown when they could not be read, unless its workload stays, and answers from Git when offline", () => {
  expect(ask("vpa", { cluster: { verticalAutoscalers: forbidden } }).outcome).toBe("unknown");
  expect(ask("vpa", { cluster: { verticalAutoscalers: forbidden } }, { strategy: "stay" }).outcome).toBe("pass");
  expect(ask("vpa", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("vpa", { objects: [aDeployment(), aVpaManifest(undefined)], cluster: "offline" }).outcome).toBe("warn");
});
