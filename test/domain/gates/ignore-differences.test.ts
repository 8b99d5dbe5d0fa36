import { expect, it } from "vitest";
import type { IgnoredDifferences } from "../../../src/domain/application.ts";
import { hides } from "../../../src/domain/gates/ignored-paths.ts";
import { known } from "../../../src/domain/known.ts";
import type { Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment, aLiveApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { anHpaManifest, aScaledObjectManifest } from "./scalers.ts";

function anEntry(changes: Partial<IgnoredDifferences> = {}): IgnoredDifferences {
  return {
    group: "apps",
    kind: "Deployment",
    name: undefined,
    namespace: undefined,
    jsonPointers: [],
    jqPathExpressions: [],
    managedFieldsManagers: [],
    ...changes,
  };
}

/** What Git ignores of shop; `respected` with the sync option. */
function ignoring(
  changes: Partial<IgnoredDifferences>,
  {
    respected = false,
    objects = [],
    strategy = "A",
  }: { readonly respected?: boolean; readonly objects?: readonly Manifest[]; readonly strategy?: Strategy } = {},
) {
  const application = {
    ignoreDifferences: [anEntry(changes)],
    syncOptions: respected ? ["RespectIgnoreDifferences=true"] : [],
  };
  return ask("ignore-differences", { application, objects: [aDeployment(), ...objects] }, { strategy });
}

it("passes when nothing is ignored, or only what no stage changes", () => {
  expect(ask("ignore-differences")).toMatchObject({
    outcome: "pass",
    seen: expect.stringMatching(/^ignored: nothing; RespectIgnoreDifferences: no; .* is not read$/),
  });
  expect(ignoring({ jsonPointers: ["/spec/template/spec/containers/0/image"] }).outcome).toBe("pass");
  expect(ignoring({ kind: "ConfigMap", group: "", jsonPointers: ["/spec"] }).outcome).toBe("pass");
  expect(ignoring({ name: "api", jsonPointers: ["/spec"] }).outcome).toBe("pass");
  expect(ignoring({ namespace: "other", jsonPointers: ["/spec"] }).outcome).toBe("pass");
});

it("warns of placement that Argo CD does not compare", () => {
  expect(ignoring({ jsonPointers: ["/spec/template/spec/affinity"] })).toMatchObject({
    outcome: "warn",
    summary:
      "Argo CD does not compare affinity of Deployment web: it would say Synced whether a stage has arrived or not",
    remedy: "Take apps/Deployment (/spec/template/spec/affinity) out of spec.ignoreDifferences for the migration.",
  });
  expect(ignoring({ kind: "*", group: "*", jsonPointers: ["/spec/template/spec/affinity"] }).outcome).toBe("warn");
});

it("fails where the sync does not even write it", () => {
  expect(ignoring({ jsonPointers: ["/spec/template/spec/tolerations"] }, { respected: true })).toMatchObject({
    outcome: "fail",
    summary:
      "Argo CD does not compare tolerations of Deployment web and, with RespectIgnoreDifferences, does not write them: a stage would never arrive",
  });
});

it("minds ignored replicas only where a stage writes them", () => {
  const replicas = { jsonPointers: ["/spec/replicas"] };

  expect(ignoring(replicas, { respected: true }).outcome).toBe("fail");
  expect(ignoring(replicas, { respected: true, objects: [anHpaManifest()] }).outcome).toBe("pass");
  expect(ignoring(replicas, { strategy: "B2" }).outcome).toBe("pass");
});

it("minds the limits of autoscalers that a stage holds still", () => {
  const hpa = { group: "autoscaling", kind: "HorizontalPodAutoscaler", jsonPointers: ["/spec/minReplicas"] };
  const keda = {
    group: "keda.sh",
    kind: "ScaledObject",
    jqPathExpressions: ['.metadata.annotations["autoscaling.keda.sh/paused-replicas"]'],
  };

  expect(ignoring(hpa, { objects: [anHpaManifest()] }).summary).toContain("minReplicas of HorizontalPodAutoscaler web");
  expect(ignoring(keda, { objects: [aScaledObjectManifest()] }).summary).toContain(
    "paused-replicas of ScaledObject web",
  );
});

it("warns of managers whose fields are ignored", () => {
  expect(ignoring({ managedFieldsManagers: ["kube-controller-manager"] })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("what kube-controller-manager manages of Deployment web"),
  });
});

it("does not mind where the workload stays", () => {
  expect(ignoring({ jsonPointers: ["/spec"] }, { respected: true, strategy: "stay" }).outcome).toBe("pass");
});

it("looks at the live Application too", () => {
  const application = known(
    aLiveApplication({
      ignoreDifferences: [anEntry({ jsonPointers: ["/spec/replicas"] })],
      syncOptions: ["RespectIgnoreDifferences=true"],
    }),
  );

  expect(ask("ignore-differences", { cluster: { application } }).outcome).toBe("fail");
});

it("is unknown when the Application could not be read, and answers from Git when offline", () => {
  expect(ask("ignore-differences", { cluster: { application: forbidden } }).outcome).toBe("unknown");
  expect(ask("ignore-differences", { cluster: "offline" }).summary).toContain("the live Application was not seen");
});

it.each<[string, readonly string[], boolean]>([
  [".spec.replicas", ["spec", "replicas"], true],
  ['.spec["replicas"]', ["spec", "replicas"], true],
  ['."spec"."replicas"', ["spec", "replicas"], true],
  [".spec | .replicas", ["spec", "replicas"], true],
  [".spec.template.spec.tolerations[]?.key", ["spec", "template", "spec", "tolerations"], true],
  [".status, .spec.replicas", ["spec", "replicas"], true],
  [".. | .replicas?", ["spec", "replicas"], true],
  ["to_entries", ["spec", "replicas"], true],
  [".spec[$key]", ["spec", "replicas"], true],
  ['.spec.template.spec.containers[] | select(.name == "web") | .image', ["spec", "replicas"], false],
  ['.spec.template.spec.containers[] | select(.name == ".spec") | .image', ["spec", "replicas"], false],
  [".spec.replicasets", ["spec", "replicas"], false],
])("tells of the jq expression %s whether it hides %j: %s", (expression, field, hidden) => {
  expect(hides(anEntry({ jqPathExpressions: [expression] }), field)).toBe(hidden);
});

it.each<[string, boolean]>([
  ["/metadata/annotations/autoscaling.keda.sh~1paused-replicas", true],
  ["/metadata/annotations", true],
  ["/metadata/annotations/other", false],
])("tells of the pointer %s whether it hides an annotation: %s", (pointer, hidden) => {
  const field = ["metadata", "annotations", "autoscaling.keda.sh/paused-replicas"];

  expect(hides(anEntry({ jsonPointers: [pointer] }), field)).toBe(hidden);
});
