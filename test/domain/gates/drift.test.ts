import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment, aLiveWorkload } from "../../support/snapshot.ts";
import { laneToleration } from "../../support/workloads.ts";
import { ask, forbidden } from "./ask.ts";
import { anHpa, anHpaManifest } from "./scalers.ts";

const gpu = { key: "gpu", operator: "Exists" };
const spread = { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" };
const term = { labelSelector: { matchLabels: { app: "web" } }, topologyKey: "kubernetes.io/hostname" };
const required = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
const preferred = {
  podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] },
};

/** The Deployment web with those pod specs in Git and live. */
function specs(inGit: JsonObject, running: JsonObject, strategy: Strategy = "A") {
  const workloads = known([aLiveWorkload({ template: { metadata: { labels: { app: "web" } }, spec: running } })]);
  return ask("drift", { objects: [aDeployment({ pod: inGit })], cluster: { workloads } }, { strategy });
}

function counts(inGit: number | undefined, running: number) {
  const objects = [aDeployment(inGit === undefined ? { spec: { replicas: null } } : { replicas: inGit })];
  return { objects, cluster: { workloads: known([aLiveWorkload({ replicas: running })]) } };
}

it("passes when what runs is what Git says, however it is spelled", () => {
  expect(ask("drift")).toMatchObject({ outcome: "pass", seen: "deployment/web: 1 replicas live, 1 in Git" });
  expect(
    specs(
      { tolerations: [{ operator: "Exists", key: "gpu", value: null }], topologySpreadConstraints: [] },
      { tolerations: [gpu] },
    ).outcome,
  ).toBe("pass");
});

it("fails when a workload of Git does not run", () => {
  expect(ask("drift", { cluster: { workloads: known([]) } })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web is in Git and not in the cluster",
  });
});

it("warns of other replicas, unless an autoscaler sets them", () => {
  expect(ask("drift", counts(1, 3))).toMatchObject({
    outcome: "warn",
    summary: "deployment/web runs with 3 replicas, Git says 1",
  });
  expect(ask("drift", counts(undefined, 3)).summary).toBe("deployment/web runs with 3 replicas, Git leaves them open");
  const { objects, cluster } = counts(1, 3);
  expect(ask("drift", { objects: [...objects, anHpaManifest()], cluster }).outcome).toBe("pass");
  expect(ask("drift", { objects, cluster: { ...cluster, autoscalers: known([anHpa()]) } }).outcome).toBe("pass");
});

it("fails on a toleration that opens the secondary and that Git does not write", () => {
  expect(specs({}, { tolerations: [laneToleration] })).toMatchObject({
    outcome: "fail",
    summary:
      "deployment/web runs with tolerations that Git does not write: no sync takes them away, and they open the secondary to its pods",
    remedy: expect.stringContaining(
      `kubectl -n shop patch deployment/web --type=json -p '[{"op":"remove","path":"/spec/template/spec/tolerations"}]'`,
    ),
  });
});

it.each<[string, JsonObject, string]>([
  ["topologySpreadConstraints", { topologySpreadConstraints: [spread] }, "fail"],
  ["required pod anti-affinity", { affinity: required }, "fail"],
  ["required pod affinity", { affinity: { podAffinity: required.podAntiAffinity } }, "fail"],
  ["preferred pod anti-affinity", { affinity: preferred }, "warn"],
  ["tolerations", { tolerations: [gpu] }, "warn"],
])("of %s that Git does not write says so: %j, %s", (text, running, outcome) => {
  expect(specs({}, running)).toMatchObject({
    outcome,
    summary: `deployment/web runs with ${text} that Git does not write: no sync takes them away`,
  });
});

it("leaves what Git writes too to the next sync, but for the spread list", () => {
  const other = { ...spread, maxSkew: 2 };

  expect(specs({ tolerations: [gpu] }, { tolerations: [gpu, laneToleration] })).toMatchObject({
    outcome: "warn",
    summary: "deployment/web runs with other tolerations than Git says",
  });
  expect(specs({ affinity: required }, {}).outcome).toBe("warn");
  expect(specs({ topologySpreadConstraints: [spread] }, { topologySpreadConstraints: [other] })).toMatchObject({
    outcome: "fail",
    summary:
      "deployment/web runs with other topologySpreadConstraints than Git says, and an apply cannot mend that list",
    remedy: expect.stringContaining("then sync the app"),
  });
});

it("only warns where the workload stays", () => {
  expect(specs({}, { tolerations: [laneToleration] }, "stay").outcome).toBe("warn");
});

it("is unknown when the workloads could not be read, and offline", () => {
  expect(ask("drift", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(ask("drift", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
