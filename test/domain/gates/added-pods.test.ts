import { expect, it } from "vitest";
import { addedPods } from "../../../src/domain/gates/added-pods.ts";
import { known } from "../../../src/domain/known.ts";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { runbookSettings, type Strategy } from "../../../src/domain/settings.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { aDeployment, aLiveWorkload, aNode, aSecondary, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";

function added(strategy: Strategy, object: Manifest = aDeployment(), changes: Parameters<typeof aSnapshot>[0] = {}) {
  const snapshot = aSnapshot({ objects: [object], ...changes });
  const [first] = addedPods({
    snapshot,
    workloads: workloadsOf(snapshot.base.objects),
    strategyOf: () => strategy,
    classOf: () => "stateless",
    attestations: [],
  });
  return first;
}

it("is nothing for what stays", () => {
  expect(added("stay")).toBeUndefined();
});

it.each(["A", "B1"] as const)(
  "is a second replica for %s, one more while a rollout lasts, and one on the secondary",
  (strategy) => {
    expect(added(strategy)).toMatchObject({
      title: "deployment/web",
      more: 1,
      surge: 1,
      standby: false,
      onSecondary: 1,
    });
  },
);

it("counts from the replicas that run now", () => {
  const scaled = { cluster: { workloads: known([aLiveWorkload({ replicas: 2 })]) } };

  expect(added("A", aDeployment(), scaled)).toMatchObject({ more: 0 });
  expect(added("A", aDeployment({ replicas: 3 }))).toMatchObject({ more: 2, onSecondary: 2 });
});

it("has no extra pod where an old one may stop first, but has one where A replaces Recreate", () => {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
  const recreate = { type: "Recreate" };

  expect(added("A", aDeployment({ spec: { strategy } }))).toMatchObject({ surge: 0 });
  expect(added("A", aStatefulSet())).toMatchObject({ surge: 0 });
  expect(added("A", aDeployment({ spec: { strategy: recreate } }))).toMatchObject({ surge: 1 });
  expect(added("B2", aDeployment({ spec: { strategy: recreate } }))).toMatchObject({ surge: 0 });
});

it("is one standby for B2, however many replicas the primary has", () => {
  expect(added("B2", aDeployment({ replicas: 3 }))).toMatchObject({
    title: "deployment/web-standby",
    more: 1,
    standby: true,
    onSecondary: 1,
  });
});

it("is the configured replicator for C, and nothing without one", () => {
  const replicator = { name: "replicate", image: "ghcr.io/acme/replicate:1", replicas: 2 };
  const apps = { shop: { classes: {}, strategies: {}, attestations: [], replicator } };

  expect(added("C", aDeployment(), { settings: { ...runbookSettings, apps } })).toMatchObject({
    title: "the replicator of deployment/web",
    more: 2,
    onSecondary: 2,
    pod: { containers: [replicator] },
  });
  expect(added("C")).toBeUndefined();
});

it("shares the pods evenly over the lanes' nodes", () => {
  const nodes = (...all: ReturnType<typeof aNode>[]) => ({ cluster: { nodes: known(all) } });
  const third = aSecondary({ name: "worker-2" });

  expect(added("A", aDeployment({ replicas: 3 }), nodes(aNode(), aSecondary(), third))).toMatchObject({
    onSecondary: 2,
  });
  expect(added("A", aDeployment({ replicas: 5 }), { cluster: "offline" })).toMatchObject({ onSecondary: 3 });
  expect(added("A", aDeployment(), nodes(aNode()))).toMatchObject({ onSecondary: 1 });
});
