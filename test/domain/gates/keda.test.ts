import { expect, it } from "vitest";
import type { ScaledObject } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { aScaledObject, aScaledObjectManifest } from "./scalers.ts";

function git(spec: JsonObject = {}, strategy: Strategy = "A", others: readonly Manifest[] = []) {
  const objects = [aDeployment(), aScaledObjectManifest(spec), ...others];
  return ask("keda", { objects, cluster: { scaledObjects: known([aScaledObject()]) } }, { strategy });
}

function live(changes: Partial<ScaledObject>, strategy: Strategy = "A") {
  return ask("keda", { cluster: { scaledObjects: known([aScaledObject(changes)]) } }, { strategy });
}

it("passes without KEDA, and with a ScaledObject in Git that keeps two pods", () => {
  expect(ask("keda").summary).toBe("no ScaledObject scales a workload of the app");
  expect(git()).toMatchObject({ outcome: "pass", seen: "deployment/web: ScaledObject web (2 to 2)" });
});

it("warns of one that may go to zero, or beyond a pod a node", () => {
  expect(git({ minReplicaCount: 0, maxReplicaCount: 2 })).toMatchObject({
    outcome: "warn",
    summary: "ScaledObject web may ask for 0 to 2 pods of deployment/web: with fewer than 2 it may be down altogether",
    remedy: expect.stringContaining("sign-off writes minReplicaCount: 2"),
  });
  expect(git({ maxReplicaCount: null }).summary).toContain("with more than 2 there is no node for each");
});

it("warns that a standby's primary may go to zero by itself", () => {
  expect(git({ minReplicaCount: 0 }, "B2")).toMatchObject({
    outcome: "warn",
    summary: "ScaledObject web may take deployment/web to zero by itself: none running is then no sign of a failure",
  });
  expect(git({ minReplicaCount: 1 }, "B2").outcome).toBe("pass");
});

it("fails on one that only runs, with the line that pauses it", () => {
  expect(live({ min: 0, max: 10 })).toMatchObject({
    outcome: "fail",
    summary: "ScaledObject web scales deployment/web between 0 and 10 pods and is not in Git: no stage pauses it",
    remedy: expect.stringContaining(
      "`kubectl -n shop annotate scaledobject/web autoscaling.keda.sh/paused-replicas=2`",
    ),
  });
});

it("warns of one that a person paused, because nothing tells at how many pods", () => {
  expect(live({ paused: true })).toMatchObject({
    outcome: "warn",
    summary: "ScaledObject web of deployment/web is not in Git; it is paused, at how many pods is not looked at",
  });
});

it("fails on two of one workload", () => {
  expect(git({}, "A", [aScaledObjectManifest({}, "night")])).toMatchObject({
    outcome: "fail",
    summary: "ScaledObjects web and night scale deployment/web at once",
  });
  expect(
    ask("keda", {
      objects: [aDeployment(), aScaledObjectManifest()],
      cluster: { scaledObjects: known([aScaledObject(), aScaledObject({ name: "by-hand" })]) },
    }).summary,
  ).toBe("ScaledObjects web and by-hand scale deployment/web at once");
});

it("fails when Git has one and the cluster has no KEDA", () => {
  expect(ask("keda", { objects: [aDeployment(), aScaledObjectManifest()] })).toMatchObject({
    outcome: "fail",
    summary: "ScaledObject web of deployment/web is in Git, and the cluster has no KEDA",
  });
});

it("leaves one alone that targets something else, or whose workload stays", () => {
  expect(live({ target: { kind: "StatefulSet", name: "web" } }).outcome).toBe("pass");
  expect(live({ namespace: "other" }).outcome).toBe("pass");
  expect(live({}, "stay").outcome).toBe("pass");
  expect(git({ minReplicaCount: 0 }, "stay").outcome).toBe("pass");
});

it("is unknown when they could not be read, unless its workload stays, and answers from Git when offline", () => {
  expect(ask("keda", { cluster: { scaledObjects: forbidden } }).outcome).toBe("unknown");
  expect(ask("keda", { cluster: { scaledObjects: forbidden } }, { strategy: "stay" }).outcome).toBe("pass");
  expect(ask("keda", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("keda", { objects: [aDeployment(), aScaledObjectManifest()], cluster: "offline" }).outcome).toBe("pass");
});
