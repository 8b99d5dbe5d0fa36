import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { valueAt } from "../../../src/domain/overlay/intent.ts";
import type { Wishes } from "../../../src/domain/strategy/plan-strategies.ts";
import { aBudget, aClaimManifest, aContainer, aDeployment, aSnapshot } from "../../support/snapshot.ts";
import {
  antiAffinityOf,
  draftOf,
  inPrimary,
  inSecondary,
  laneToleration,
  nodeAffinity,
  objectOf,
  pathsOf,
  podOf,
  requiredTerms,
} from "../../support/workloads.ts";

type Cluster = NonNullable<Parameters<typeof aSnapshot>[0]>["cluster"];

function drafted(objects: readonly Manifest[], wishes: Partial<Wishes> = {}, cluster: Cluster = {}) {
  return draftOf(aSnapshot({ objects, cluster }), wishes);
}

const mine = { matchLabels: { app: "web" } };
const hostname = "kubernetes.io/hostname";
const ownTerm = { labelSelector: mine, topologyKey: hostname, matchLabelKeys: ["pod-template-hash"] };
const lane = (expression: JsonObject) => [{ matchExpressions: [expression] }];

function autoscaler(min: number, max: number, kind = "Deployment"): Manifest {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: "shop" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind, name: "web" }, minReplicas: min, maxReplicas: max },
  };
}

const limits = (draft: ReturnType<typeof drafted>) =>
  valueAt(objectOf(draft, "primary-only", "HorizontalPodAutoscaler", "web"), ["spec"]);
const replicas = (draft: ReturnType<typeof drafted>, kind = "Deployment") =>
  valueAt(objectOf(draft, "primary-only", kind, "web"), ["spec", "replicas"]);

describe("an autoscaler in Git", () => {
  it("stands still at the stage's pods", () => {
    const draft = drafted([aDeployment(), autoscaler(1, 2)]);

    expect(replicas(draft)).toBe(2);
    expect(limits(draft)).toMatchObject({ minReplicas: 2, maxReplicas: 2 });
  });

  it("with a higher minimum decides how many those are", () => {
    const draft = drafted([aDeployment(), autoscaler(3, 6)]);

    expect(replicas(draft)).toBe(3);
    expect(limits(draft)).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
  });

  it("with a lower maximum decides how many those are, too", () => {
    expect(limits(drafted([aDeployment({ replicas: 5 }), autoscaler(1, 3)]))).toMatchObject({
      minReplicas: 3,
      maxReplicas: 3,
    });
  });

  it("owns the number where Git does not write one", () => {
    const { replicas: _, ...spec } = aDeployment()["spec"] as JsonObject;
    const draft = drafted([{ ...aDeployment(), spec }, autoscaler(1, 2)]);

    expect(replicas(draft)).toBeUndefined();
    expect(limits(draft)).toMatchObject({ minReplicas: 2 });
  });

  it("of a primary with a standby stands still at the pods that it has", () => {
    expect(limits(drafted([aDeployment(), autoscaler(1, 4)], { strategies: { web: "B2" } }))).toMatchObject({
      minReplicas: 1,
      maxReplicas: 1,
    });
  });

  it("that belongs to a workload of another app is left alone", () => {
    const foreign = {
      ...autoscaler(1, 4),
      spec: { scaleTargetRef: { kind: "Deployment", name: "elsewhere" }, minReplicas: 1, maxReplicas: 4 },
    };

    expect(limits(drafted([aDeployment(), foreign]))).toEqual(foreign.spec);
  });

  it("of KEDA is paused by its annotation", () => {
    const keda: Manifest = {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: { name: "web", namespace: "shop", annotations: { a: "b" } },
      spec: { scaleTargetRef: { name: "web" }, maxReplicaCount: 8 },
    };
    const paused = objectOf(drafted([aDeployment(), keda]), "primary-only", "ScaledObject", "web");

    expect(paused.metadata["annotations"]).toEqual({ a: "b", "autoscaling.keda.sh/paused-replicas": "2" });
    expect(paused["spec"]).toEqual(keda["spec"]);
  });
});

describe("strategy B2", () => {
  const objects = [
    aDeployment({
      pod: { nodeName: "miniserver", volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] },
    }),
    aClaimManifest("data", ["ReadWriteOnce"]),
  ];

  it("pins the primary to its lane and changes nothing else of it", () => {
    const draft = drafted(objects);

    expect(pathsOf(draft, "primary-only")).toEqual([
      "spec.template.spec.nodeName",
      "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
    ]);
    expect(requiredTerms(podOf(draft, "dual-lane"))).toEqual(lane(inPrimary));
    expect(pathsOf(draft, "dual-lane")).toEqual([]);
  });

  it("adds a standby of zero replicas that may run on the secondary only", () => {
    const standby = objectOf(drafted(objects), "dual-lane", "Deployment", "web-standby");
    const pod = podOf(drafted(objects), "dual-lane", "web-standby");

    expect(valueAt(standby, ["spec", "replicas"])).toBe(0);
    expect(pod["tolerations"]).toEqual([laneToleration]);
    expect(requiredTerms(pod)).toEqual(lane(inSecondary));
    expect(pod["nodeName"]).toBeUndefined();
    expect(pod["volumes"]).toEqual([{ name: "data", persistentVolumeClaim: { claimName: "data" } }]);
  });

  it("is not there before stage 2", () => {
    expect(() => objectOf(drafted(objects), "primary-only", "Deployment", "web-standby")).toThrow(
      "primary-only has no",
    );
  });

  it("leaves the primary's own budget as it is", () => {
    expect(
      pathsOf(drafted([...objects, aBudget({ minAvailable: 1 })]), "dual-lane", "web", "PodDisruptionBudget"),
    ).toEqual([]);
  });

  it("writes the standby's reach even where the base stands on the secondary already", () => {
    const there = aDeployment({
      pod: { affinity: nodeAffinity({ matchExpressions: [inSecondary] }), tolerations: [laneToleration] },
    });
    const draft = drafted([there], { strategies: { web: "B2" } });

    expect(draft.overlay.additionPatches[0]?.fields).toHaveLength(2);
  });
});

describe("a workload that stays", () => {
  const beside = (pod: JsonObject) =>
    drafted([
      aDeployment(),
      aDeployment({ name: "media", pod: { volumes: [{ name: "v", hostPath: { path: "/srv" } }], ...pod } }),
    ]);

  it("is left untouched while the taint keeps it where it is", () => {
    expect(pathsOf(beside({}), "primary-only", "media")).toEqual([]);
  });

  it("is pinned when it tolerates the taint", () => {
    expect(pathsOf(beside({ tolerations: [{ operator: "Exists" }] }), "primary-only", "media")).toEqual([
      "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
    ]);
  });

  it.each<[string, JsonObject]>([
    ["nodeName", { nodeName: "miniserver" }],
    ["a selector on its node", { nodeSelector: { [hostname]: "miniserver" } }],
    ["a selector on its lane", { nodeSelector: { "workload-lane": "primary" } }],
    [
      "an affinity to its node",
      { affinity: nodeAffinity({ matchExpressions: [{ key: hostname, operator: "In", values: ["miniserver"] }] }) },
    ],
  ])("is left untouched when %s keeps it where it is, taint or not", (_, pod) => {
    expect(pathsOf(beside({ tolerations: [{ operator: "Exists" }], ...pod }), "primary-only", "media")).toEqual([]);
  });
});

describe("an app of several workloads", () => {
  it("gets each workload's own strategy in the same two files", () => {
    const db = aDeployment({ name: "db", pod: { containers: [aContainer({ image: "postgres:16" })] } });
    const draft = drafted([aDeployment(), db]);

    expect(pathsOf(draft, "primary-only")).toContain("spec.replicas");
    expect(pathsOf(draft, "primary-only", "db")).not.toContain("spec.replicas");
    expect(draft.strategy.headline).toBe("B2");
  });

  it("keeps selectors apart where workloads share labels", () => {
    const api = aDeployment({ name: "api", spec: { selector: { matchLabels: { app: "web", tier: "api" } } } });
    const draft = drafted([aDeployment(), api]);

    expect(antiAffinityOf(podOf(draft, "dual-lane"), "required")).toEqual([ownTerm]);
    expect(antiAffinityOf(podOf(draft, "dual-lane", "api"), "required")).toEqual([
      { ...ownTerm, labelSelector: { matchLabels: { app: "web", tier: "api" } } },
    ]);
  });
});

describe("an app that is as stage 1 would have it", () => {
  it("still gets a patch, which says so without changing anything", () => {
    const draft = drafted([aDeployment()]);
    const again = drafted(draft.overlay.expected.primaryOnly);

    expect(again.overlay.expected.primaryOnly).toEqual(draft.overlay.expected.primaryOnly);
    expect(again.files.primaryOnly[1]?.content).toContain('"kind":"Deployment"');
  });
});
