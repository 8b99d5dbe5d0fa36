import { expect, it } from "vitest";
import type { DisruptionBudget } from "../../../src/domain/cluster.ts";
import { allowedDisruptions } from "../../../src/domain/gates/budgets.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aBudget, aDeployment, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const stateful = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
const liveBudget: DisruptionBudget = {
  namespace: "shop",
  name: "web",
  selector: { matchLabels: { app: "web" } },
  minAvailable: undefined,
  maxUnavailable: 1,
  disruptionsAllowed: 1,
};

/** A Deployment of so many replicas under one budget; stateful when it mounts a claim. */
function pdb(replicas: number, spec: JsonObject, pod: JsonObject = {}) {
  return ask("pdb", { objects: [aDeployment({ replicas, pod }), aBudget(spec)] });
}

it("fails when no budget covers the pods, and names the one that fits", () => {
  const none = { disruptionBudgets: known([]) };

  expect(ask("pdb", { objects: [aDeployment()], cluster: none })).toMatchObject({
    outcome: "fail",
    summary: "no disruption budget covers deployment/web",
    remedy: "Add a PodDisruptionBudget with `maxUnavailable: 1` and the selector of deployment/web to Git.",
  });
  expect(ask("pdb", { objects: [aDeployment({ pod: stateful })], cluster: none }).remedy).toContain(
    "`maxUnavailable: 0`",
  );
});

it("answers from Git alone when offline", () => {
  expect(ask("pdb", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("pdb", { objects: [aDeployment()], cluster: "offline" }).outcome).toBe("fail");
});

it.each<[string, JsonObject]>([
  ["another selector", { selector: { matchLabels: { app: "api" } } }],
  ["no selector", { selector: null }],
])("does not count a budget with %s", (_, spec) => {
  expect(
    ask("pdb", { objects: [aDeployment(), aBudget(spec)], cluster: { disruptionBudgets: known([]) } }).outcome,
  ).toBe("fail");
});

it("counts a budget whose selector is empty: it covers the whole namespace", () => {
  expect(pdb(1, { selector: {}, maxUnavailable: 1 }).outcome).toBe("pass");
});

it("does not count a budget of another namespace", () => {
  const elsewhere = { ...aBudget({ maxUnavailable: 1 }), metadata: { name: "web", namespace: "other" } };

  expect(ask("pdb", { objects: [aDeployment(), elsewhere], cluster: { disruptionBudgets: known([]) } }).outcome).toBe(
    "fail",
  );
});

it("wants maxUnavailable 0, or what comes to it, over a stateful single replica", () => {
  expect(pdb(1, { maxUnavailable: 0 }, stateful).outcome).toBe("pass");
  expect(pdb(1, { minAvailable: 1 }, stateful).outcome).toBe("pass");
  expect(pdb(1, { minAvailable: "50%" }, stateful).outcome).toBe("pass");
  expect(pdb(1, { maxUnavailable: 1 }, stateful)).toMatchObject({
    outcome: "fail",
    summary: "budget web (maxUnavailable: 1) lets the only pod of stateful deployment/web be evicted",
    remedy: "Set `maxUnavailable: 0` in budget web.",
  });
});

it("takes a StatefulSet's claim templates for state", () => {
  const spec = {
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
    ],
  };

  expect(ask("pdb", { objects: [aStatefulSet({ spec }), aBudget()] }).outcome).toBe("fail");
});

it("warns of a budget that would stop every drain, with the reason", () => {
  expect(pdb(1, { maxUnavailable: 0 })).toMatchObject({
    outcome: "warn",
    summary:
      "budget web (maxUnavailable: 0) allows no disruption of deployment/web: a drain of its node would wait for ever",
  });
  expect(pdb(1, { minAvailable: 1 }).summary).toMatch(/would wait for ever until a second replica runs$/);
  expect(pdb(3, { minAvailable: "100%" }).outcome).toBe("warn");
});

it("fails a budget that lets all of several pods go at once", () => {
  expect(pdb(2, { maxUnavailable: "100%" })).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("lets all 2 pods"),
  });
  expect(pdb(2, { minAvailable: 0 }).outcome).toBe("fail");
  expect(pdb(2, { maxUnavailable: 1 }).outcome).toBe("pass");
  expect(pdb(3, { minAvailable: 2 }).outcome).toBe("pass");
  expect(pdb(2, { maxUnavailable: 1 }, stateful).outcome).toBe("pass");
});

it.each<JsonObject>([{}, { maxUnavailable: "some" }])("fails a budget that states nothing countable: %j", (spec) => {
  expect(pdb(1, spec).summary).toContain("states nothing that can be counted");
});

it("warns when two budgets cover the same pods, because their eviction is always refused", () => {
  const second = { ...aBudget(), metadata: { name: "all", namespace: "shop" } };

  expect(ask("pdb", { objects: [aDeployment(), aBudget(), second] })).toMatchObject({
    outcome: "warn",
    summary: "deployment/web is covered by 2 budgets (web, all): evictions of such pods are always refused",
  });
});

it("warns of a budget that is only in the cluster, and fails on one that is only in Git", () => {
  expect(ask("pdb", { objects: [aDeployment()], cluster: { disruptionBudgets: known([liveBudget]) } })).toMatchObject({
    outcome: "warn",
    summary: "budget web of deployment/web is in the cluster only, not in Git",
  });
  expect(ask("pdb", { cluster: { disruptionBudgets: known([]) } })).toMatchObject({
    outcome: "fail",
    summary: "budget web of deployment/web is in Git but not in the cluster",
  });
});

it("asks for no budget over zero replicas", () => {
  expect(
    ask("pdb", { objects: [aDeployment({ replicas: 0 })], cluster: { disruptionBudgets: known([]) } }).outcome,
  ).toBe("pass");
});

it("is unknown when the cluster's budgets could not be read, whether Git has one or not", () => {
  expect(ask("pdb", { objects: [aDeployment()], cluster: { disruptionBudgets: forbidden } }).outcome).toBe("unknown");
  expect(ask("pdb", { cluster: { disruptionBudgets: forbidden } }).outcome).toBe("unknown");
});

it("counts percentages as the disruption controller does: rounded up", () => {
  const percent = (field: "minAvailable" | "maxUnavailable", value: string, replicas: number) =>
    allowedDisruptions({ minAvailable: undefined, maxUnavailable: undefined, [field]: value }, replicas);

  expect(percent("maxUnavailable", "25%", 2)).toBe(1);
  expect(percent("minAvailable", "50%", 3)).toBe(1);
  expect(percent("minAvailable", "0%", 3)).toBe(3);
});

it("gives a workload without a namespace the one that Argo CD gives it", () => {
  const deployment = aDeployment();
  const { namespace: _, ...metadata } = deployment.metadata;

  expect(ask("pdb", { objects: [{ ...deployment, metadata }, aBudget()] }).outcome).toBe("pass");
  expect(aSnapshot().application.destination.namespace).toBe("shop");
});
