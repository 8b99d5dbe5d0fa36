import { expect, it } from "vitest";
import type { RuntimeClass } from "../../../src/domain/cluster-surroundings.ts";
import { absent, known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aDeployment, aLiveWorkload, aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const gvisor = { pod: { runtimeClassName: "gvisor" } };

/** The Deployment web of runtime class gvisor; both nodes have the labels beside their own. */
function classes(all: readonly RuntimeClass[], labels: { primary?: string; secondary?: string } = {}) {
  const [primary, secondary] = [aNode(), aSecondary()];
  const sandbox = (value: string | undefined): Record<string, string> =>
    value === undefined ? {} : { sandbox: value };
  const nodes = known([
    { ...primary, labels: { ...primary.labels, ...sandbox(labels.primary) } },
    { ...secondary, labels: { ...secondary.labels, ...sandbox(labels.secondary) } },
  ]);
  return ask("runtime-class", { objects: [aDeployment(gvisor)], cluster: { nodes, runtimeClasses: known(all) } });
}

function live(spec: JsonObject, pod: JsonObject = {}) {
  const workloads = known([aLiveWorkload({ template: { metadata: { labels: { app: "web" } }, spec } })]);
  return ask("runtime-class", { objects: [aDeployment({ pod })], cluster: { workloads } });
}

it("passes without a runtime class, whatever could be read of them", () => {
  expect(ask("runtime-class", { cluster: { runtimeClasses: forbidden, nodes: forbidden } })).toMatchObject({
    outcome: "pass",
    summary: "no workload that moves names a runtime class",
  });
});

it("passes when the class selects nodes of both lanes", () => {
  const found = classes([{ name: "gvisor", nodeSelector: { sandbox: "gvisor" } }], {
    primary: "gvisor",
    secondary: "gvisor",
  });

  expect(found).toMatchObject({ outcome: "pass", seen: "deployment/web: runtime class gvisor" });
});

it("fails when the class keeps its pods off a lane", () => {
  const selecting = [{ name: "gvisor", nodeSelector: { sandbox: "gvisor" } }];

  expect(classes(selecting, { primary: "gvisor" })).toMatchObject({
    outcome: "fail",
    summary:
      "deployment/web names runtime class gvisor, which goes to nodes with sandbox=gvisor only: no node of the secondary lane has that",
    remedy: expect.stringContaining("label its node with sandbox=gvisor"),
  });
  expect(classes(selecting, { secondary: "gvisor" }).summary).toContain("no node of the primary lane");
});

it("fails when there is no such class", () => {
  expect(classes([{ name: "kata", nodeSelector: {} }])).toMatchObject({
    outcome: "fail",
    summary: "deployment/web names runtime class gvisor, which the cluster does not have: its pods are refused",
  });
  expect(ask("runtime-class", { objects: [aDeployment(gvisor)], cluster: { runtimeClasses: absent } }).outcome).toBe(
    "fail",
  );
});

it("warns when nothing tells whether the secondary has the handler", () => {
  expect(classes([{ name: "gvisor", nodeSelector: {} }])).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("whether the secondary has its handler cannot be seen"),
  });
});

it("sees a class that only runs, and leaves one that Git writes too to the next sync", () => {
  expect(live({ runtimeClassName: "gvisor" }).summary).toBe(
    "deployment/web names runtime class gvisor (live and not in Git: no sync takes it away), which the cluster does not have: its pods are refused",
  );
  expect(live({ runtimeClassName: "kata" }, gvisor.pod).summary).toContain("runtime class gvisor,");
});

it("does not mind where the workload stays", () => {
  expect(ask("runtime-class", { objects: [aDeployment(gvisor)] }, { strategy: "stay" }).outcome).toBe("pass");
});

it("is unknown when classes, nodes or workloads that it needs could not be read", () => {
  const objects = [aDeployment(gvisor)];
  const runtimeClasses = known([{ name: "gvisor", nodeSelector: { sandbox: "gvisor" } }]);

  expect(ask("runtime-class", { objects, cluster: { runtimeClasses: forbidden } }).outcome).toBe("unknown");
  expect(ask("runtime-class", { objects, cluster: { runtimeClasses, nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("runtime-class", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
});

it("answers offline where Git names none", () => {
  expect(ask("runtime-class", { cluster: "offline" })).toMatchObject({
    outcome: "pass",
    summary: "no workload that moves names a runtime class in Git (no cluster was asked)",
  });
  expect(ask("runtime-class", { objects: [aDeployment(gvisor)], cluster: "offline" })).toMatchObject({
    outcome: "unknown",
    live: true,
  });
});
