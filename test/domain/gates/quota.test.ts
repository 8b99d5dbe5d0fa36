import { expect, it } from "vitest";
import type { LimitRange, ResourceQuota } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aContainer, aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function quota(changes: Partial<ResourceQuota>, strategy: Strategy = "A", pod: JsonObject = {}) {
  const each = { namespace: "shop", name: "compute", hard: {}, used: {}, scoped: false, ...changes };
  return ask("quota", { objects: [aDeployment({ pod })], cluster: { quotas: known([each]) } }, { strategy });
}

function range(item: Partial<LimitRange["limits"][number]>, container: JsonObject = {}) {
  const limits = [{ type: "Container", max: {}, min: {}, default: {}, defaultRequest: {}, ...item }];
  return ask("quota", {
    objects: [aDeployment({ pod: { containers: [aContainer(container)] } })],
    cluster: { limitRanges: known([{ namespace: "shop", name: "bounds", limits }]) },
  });
}

it("passes where there are no quotas and no LimitRanges", () => {
  expect(ask("quota")).toMatchObject({
    outcome: "pass",
    summary: "no quota and no LimitRange in the app's namespaces",
    seen: "deployment/web: 1 more pod, and one more while a rollout lasts",
  });
});

it("fails when the added replica and a rollout's extra pod have no room, and says how much is needed", () => {
  expect(quota({ hard: { pods: "2" }, used: { pods: "1" } })).toMatchObject({
    outcome: "fail",
    summary: "quota compute of namespace shop lacks room: pods 1 of 2 used, the migration needs 2 more",
    remedy: "Raise pods of quota compute to 3 or more, or free as much.",
  });
  expect(quota({ hard: { pods: "3" }, used: { pods: "1" } }).outcome).toBe("pass");
  expect(quota({ hard: { "count/pods": "2" }, used: { "count/pods": "1" } }).outcome).toBe("fail");
});

it.each([
  ["cpu", "300m", "100m", "299m"],
  ["requests.cpu", "300m", "100m", "299m"],
  ["requests.memory", "384Mi", "128Mi", "383Mi"],
  ["limits.memory", "768Mi", "256Mi", "767Mi"],
])("counts %s of the added pods", (key, enough, used, tooLittle) => {
  expect(quota({ hard: { [key]: enough }, used: { [key]: used } }).outcome).toBe("pass");
  expect(quota({ hard: { [key]: tooLittle }, used: { [key]: used } }).outcome).toBe("fail");
});

it("counts what B2's standby takes only as a warning: the primary's pods are gone by then", () => {
  const recreate = { hard: { pods: "2" }, used: { pods: "2" } };
  const objects = [aDeployment({ spec: { strategy: { type: "Recreate" } } })];
  const quotas = known([{ namespace: "shop", name: "compute", scoped: false, ...recreate }]);

  expect(ask("quota", { objects, cluster: { quotas } }, { strategy: "B2" })).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/when the standby is scaled before the primary's pods are gone$/),
  });
});

it("fails for B2 when the rollout's extra pod, or the standby's own object, has no room", () => {
  expect(quota({ hard: { pods: "1" }, used: { pods: "1" } }, "B2").outcome).toBe("fail");
  const objects = { hard: { "count/deployments.apps": "1" }, used: { "count/deployments.apps": "1" } };
  expect(quota(objects, "B2").outcome).toBe("fail");
  expect(quota(objects, "A").outcome).toBe("pass");
});

it("fails when a container does not state what the quota makes it state", () => {
  const containers = [aContainer(), aContainer({ name: "bare", resources: {} })];

  expect(
    quota({ hard: { "limits.memory": "64Gi" }, used: { "limits.memory": "0" } }, "A", { containers }),
  ).toMatchObject({
    outcome: "fail",
    summary:
      "bare of deployment/web states no limits.memory, which quota compute of namespace shop demands: its pods are refused",
  });
  const resources = { limits: { memory: "1Gi" } };
  expect(
    quota({ hard: { "limits.memory": "64Gi" }, used: { "limits.memory": "0" } }, "A", { containers, resources })
      .outcome,
  ).toBe("pass");
});

it("takes a LimitRange's defaults for what a container does not state", () => {
  const limits = [{ type: "Container", max: {}, min: {}, default: { cpu: "1" }, defaultRequest: {} }];
  const cluster = {
    quotas: known([
      { namespace: "shop", name: "compute", hard: { "limits.cpu": "3" }, used: { "limits.cpu": "1" }, scoped: false },
    ]),
    limitRanges: known([{ namespace: "shop", name: "defaults", limits }]),
  };

  expect(ask("quota", { cluster }).outcome).toBe("pass");
  expect(ask("quota", { cluster: { quotas: cluster.quotas } }).outcome).toBe("fail");
});

it("warns where a quota counts some pods only", () => {
  expect(quota({ hard: { pods: "1" }, used: { pods: "1" }, scoped: true })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("(of some scopes only)"),
  });
});

it("leaves aside what the migration does not use, and other namespaces", () => {
  expect(quota({ hard: { "requests.nvidia.com/gpu": "0", services: "1" }, used: {} }).outcome).toBe("pass");
  expect(quota({ namespace: "other", hard: { pods: "0" }, used: { pods: "0" } }).outcome).toBe("pass");
  expect(quota({ hard: { pods: "1" }, used: { pods: "1" } }, "stay").outcome).toBe("pass");
});

it("fails on containers outside a LimitRange, or without what it binds", () => {
  expect(range({ max: { memory: "128Mi" } })).toMatchObject({
    outcome: "fail",
    summary:
      "web of deployment/web has limits.memory 256Mi, LimitRange bounds of namespace shop demands at most 128Mi: its pods are refused",
  });
  expect(range({ max: { cpu: "1" } }).summary).toContain("limits.cpu not set");
  expect(range({ min: { cpu: "200m" } }).summary).toContain("requests.cpu 100m");
  expect(range({ min: { memory: "1Gi" } }, { resources: {} }).summary).toContain("requests.memory not set");
  expect(range({ max: { memory: "256Mi" }, min: { memory: "128Mi" } }).outcome).toBe("pass");
  expect(range({ max: { cpu: "1" }, default: { cpu: "1" } }).outcome).toBe("pass");
});

it("checks a request above the maximum and a limit below the minimum too", () => {
  const resources = { requests: { cpu: "2" }, limits: { cpu: "1" } };

  expect(range({ max: { cpu: "1" } }, { resources }).summary).toContain("requests.cpu 2,");
  expect(range({ min: { cpu: "2" } }, { resources }).summary).toContain("limits.cpu 1,");
});

it("measures pods against the bounds for pods", () => {
  expect(range({ type: "Pod", max: { memory: "200Mi" } }).summary).toContain(
    "a pod of deployment/web has limits.memory 256Mi",
  );
  expect(range({ type: "Pod", max: { memory: "256Mi" } }).outcome).toBe("pass");
  expect(range({ type: "PersistentVolumeClaim", max: { storage: "1" } }).outcome).toBe("pass");
});

it("is unknown when quotas or LimitRanges could not be read, or a quota's use is not told", () => {
  expect(ask("quota", { cluster: { quotas: forbidden } }).outcome).toBe("unknown");
  expect(ask("quota", { cluster: { limitRanges: forbidden } }).outcome).toBe("unknown");
  expect(quota({ hard: { pods: "5" }, used: {} }).outcome).toBe("unknown");
});

it("is unknown offline", () => {
  expect(ask("quota", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
