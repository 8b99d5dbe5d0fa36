import { describe, expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { valueAt } from "../../../src/domain/overlay/intent.ts";
import type { Wishes } from "../../../src/domain/strategy/plan-strategies.ts";
import { aBudget, aDeployment, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";
import {
  antiAffinityOf,
  attested,
  draftOf,
  inBoth,
  inPrimary,
  laneToleration,
  objectOf,
  pathsOf,
  podOf,
  requiredTerms,
} from "../../support/workloads.ts";

type Cluster = NonNullable<Parameters<typeof aSnapshot>[0]>["cluster"];

function drafted(objects: readonly Manifest[], wishes: Partial<Wishes> = {}, cluster: Cluster = {}) {
  return draftOf(aSnapshot({ objects, cluster }), wishes);
}

const server = (minor: number) => ({ server: known({ version: `v1.${minor}.0`, major: 1, minor }) });
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

const replicas = (draft: ReturnType<typeof drafted>, kind = "Deployment") =>
  valueAt(objectOf(draft, "primary-only", kind, "web"), ["spec", "replicas"]);

describe("strategy A, stage 1", () => {
  it("runs two pods at home, spread where there is room, and only wishes them apart", () => {
    const draft = drafted([aDeployment()]);

    expect(replicas(draft)).toBe(2);
    expect(requiredTerms(podOf(draft, "primary-only"))).toEqual(lane(inPrimary));
    expect(podOf(draft, "primary-only")["tolerations"]).toBeUndefined();
    expect(antiAffinityOf(podOf(draft, "primary-only"), "preferred")).toEqual([
      { weight: 100, podAffinityTerm: ownTerm },
    ]);
  });

  it("never requires apart what one node has to hold together", () => {
    expect(antiAffinityOf(podOf(drafted([aDeployment()]), "primary-only"), "required")).toBeUndefined();
  });

  it.each([
    [1, 2],
    [2, 2],
    [3, 3],
  ])("of %i pods runs %i", (before, after) => {
    expect(replicas(drafted([aDeployment({ replicas: before })]))).toBe(after);
  });

  it("of as many pods as before does not speak of replicas", () => {
    expect(pathsOf(drafted([aDeployment({ replicas: 2 })]), "primary-only")).not.toContain("spec.replicas");
  });

  it("leaves the app's own rollout strategy alone", () => {
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

    expect(
      valueAt(objectOf(drafted([aDeployment({ spec: { strategy } })]), "dual-lane", "Deployment", "web"), [
        "spec",
        "strategy",
      ]),
    ).toEqual(strategy);
  });

  it("replaces Recreate, whole, where somebody vouched for two writers", () => {
    const draft = drafted([aDeployment({ spec: { strategy: { type: "Recreate" } } })], attested);

    expect(valueAt(objectOf(draft, "primary-only", "Deployment", "web"), ["spec", "strategy"])).toEqual({
      type: "RollingUpdate",
    });
    expect(draft.files.primaryOnly[1]?.content).toContain('"strategy":{"$patch":"replace","type":"RollingUpdate"}');
  });

  it("takes names of nodes away and keeps the app's other selectors", () => {
    const pod = podOf(
      drafted([
        aDeployment({ pod: { nodeName: "miniserver", nodeSelector: { [hostname]: "miniserver", disk: "ssd" } } }),
      ]),
      "primary-only",
    );

    expect(pod["nodeName"]).toBeUndefined();
    expect(pod["nodeSelector"]).toEqual({ disk: "ssd" });
  });

  it("keeps the app's own anti-affinity, wishes and spread over other things", () => {
    const noisy = { labelSelector: { matchLabels: { app: "noisy" } }, topologyKey: hostname };
    const wish = { weight: 5, podAffinityTerm: noisy };
    const zone = { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector: mine };
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [noisy],
        preferredDuringSchedulingIgnoredDuringExecution: [wish],
      },
    };
    const pod = podOf(drafted([aDeployment({ pod: { affinity, topologySpreadConstraints: [zone] } })]), "primary-only");

    expect(antiAffinityOf(pod, "required")).toEqual([noisy]);
    expect(antiAffinityOf(pod, "preferred")).toEqual([wish, { weight: 100, podAffinityTerm: ownTerm }]);
    expect(valueAt(pod, ["topologySpreadConstraints"])).toEqual([
      zone,
      expect.objectContaining({ topologyKey: hostname }),
    ]);
  });
});

describe("strategy A, stage 2", () => {
  it("opens both lanes, tolerates the taint and requires one pod a node within a revision", () => {
    const pod = podOf(drafted([aDeployment()]), "dual-lane");

    expect(pod["tolerations"]).toEqual([laneToleration]);
    expect(requiredTerms(pod)).toEqual(lane(inBoth));
    expect(antiAffinityOf(pod, "required")).toEqual([ownTerm]);
  });

  it("changes nothing but reach", () => {
    expect(pathsOf(drafted([aDeployment()]), "dual-lane")).toEqual([
      "spec.template.spec.tolerations",
      "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
      "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution",
      "spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution",
    ]);
  });

  it("gives the app's own wishes back when stage 1's wish has become a demand", () => {
    const own = [
      { weight: 5, podAffinityTerm: { labelSelector: { matchLabels: { app: "noisy" } }, topologyKey: hostname } },
    ];
    const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: own } };

    expect(antiAffinityOf(podOf(drafted([aDeployment({ pod: { affinity } })]), "dual-lane"), "preferred")).toEqual(own);
    expect(antiAffinityOf(podOf(drafted([aDeployment()]), "dual-lane"), "preferred")).toBeUndefined();
  });

  it("keeps the app's own wish for the same through both stages, once", () => {
    const own = [{ weight: 5, podAffinityTerm: { labelSelector: mine, topologyKey: hostname } }];
    const draft = drafted([
      aDeployment({ pod: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: own } } } }),
    ]);

    expect(antiAffinityOf(podOf(draft, "primary-only"), "preferred")).toEqual(own);
    expect(antiAffinityOf(podOf(draft, "dual-lane"), "preferred")).toEqual(own);
  });

  it.each([
    ["more pods than nodes", [aDeployment({ replicas: 3 })]],
    ["an autoscaler that may ask for more", [aDeployment(), autoscaler(1, 5)]],
  ])("leaves it to the spread alone with %s", (_, objects) => {
    const pod = podOf(drafted(objects), "dual-lane");

    expect(antiAffinityOf(pod, "required")).toBeUndefined();
    expect(valueAt(pod, ["topologySpreadConstraints"])).toHaveLength(1);
    expect(requiredTerms(pod)).toEqual(lane(inBoth));
  });

  it("requires one a node with as many pods as lane nodes, and with an autoscaler that asks for no more", () => {
    expect(
      antiAffinityOf(podOf(drafted([aDeployment({ replicas: 2 }), autoscaler(1, 2)]), "dual-lane"), "required"),
    ).toEqual([ownTerm]);
  });

  it.each([27, 30])("on a server of 1.%i spreads by revision and only wishes apart", (minor) => {
    const pod = podOf(drafted([aDeployment()], {}, server(minor)), "dual-lane");

    expect(antiAffinityOf(pod, "required")).toBeUndefined();
    expect(antiAffinityOf(pod, "preferred")).toEqual([
      { weight: 100, podAffinityTerm: { labelSelector: mine, topologyKey: hostname } },
    ]);
    expect(valueAt(pod, ["topologySpreadConstraints"])).toMatchObject([{ matchLabelKeys: ["pod-template-hash"] }]);
  });

  it("does not say again what the app tolerates already", () => {
    expect(
      pathsOf(drafted([aDeployment({ pod: { tolerations: [{ operator: "Exists" }] } })]), "dual-lane"),
    ).not.toContain("spec.template.spec.tolerations");
  });

  it("of a StatefulSet tells revisions apart by its own label, in the term and in the spread", () => {
    const pod = podOf(drafted([aStatefulSet()]), "dual-lane", "web", "StatefulSet");

    expect(antiAffinityOf(pod, "required")).toMatchObject([{ matchLabelKeys: ["controller-revision-hash"] }]);
    expect(valueAt(pod, ["topologySpreadConstraints"])).toMatchObject([
      { matchLabelKeys: ["controller-revision-hash"] },
    ]);
  });

  it("lets a drain end where a budget would not", () => {
    const draft = drafted([aDeployment(), aBudget({ minAvailable: 2 })]);
    const spec = (stage: "primary-only" | "dual-lane") =>
      valueAt(objectOf(draft, stage, "PodDisruptionBudget", "web"), ["spec"]);

    expect(spec("primary-only")).toMatchObject({ minAvailable: 2 });
    expect(spec("dual-lane")).toEqual({ selector: mine, maxUnavailable: 1 });
  });
});
