import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { pausedIntent } from "../../../src/domain/overlay/paused.ts";
import { type Scaler, scalerOf } from "../../../src/domain/overlay/scalers.ts";
import { aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { workloadOf } from "../../support/workloads.ts";

const web = workloadOf(aDeployment());

function autoscaler(spec: JsonObject = {}, where: { readonly namespace?: string } = { namespace: "shop" }): Manifest {
  const metadata = { name: "web", ...where };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 6,
      ...spec,
    },
  };
}

function scaledObject(spec: JsonObject = {}): Manifest {
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "web", namespace: "shop" },
    spec: { scaleTargetRef: { name: "web" }, ...spec },
  };
}

describe("a workload's autoscaler", () => {
  it("is the HPA that targets it, with its limits", () => {
    expect(scalerOf(web, [autoscaler()], "shop")).toMatchObject({ kind: "HorizontalPodAutoscaler", min: 2, max: 6 });
  });

  it("has one pod at least when the HPA names no minimum", () => {
    const { minReplicas: _, ...spec } = autoscaler()["spec"] as Record<string, JsonObject>;

    expect(scalerOf(web, [{ ...autoscaler(), spec }], "shop")?.min).toBe(1);
  });

  it("is a ScaledObject, whose target is a Deployment when it names no kind", () => {
    expect(scalerOf(web, [scaledObject()], "shop")).toMatchObject({ kind: "ScaledObject", min: 0, max: 100 });
    expect(scalerOf(workloadOf(aStatefulSet()), [scaledObject()], "shop")).toBeUndefined();
  });

  it("is not one of another workload, kind or namespace", () => {
    expect(
      scalerOf(web, [autoscaler({ scaleTargetRef: { kind: "Deployment", name: "api" } })], "shop"),
    ).toBeUndefined();
    expect(
      scalerOf(web, [autoscaler({ scaleTargetRef: { kind: "StatefulSet", name: "web" } })], "shop"),
    ).toBeUndefined();
    expect(scalerOf(web, [autoscaler({}, { namespace: "other" })], "shop")).toBeUndefined();
  });

  it("is found where only one of the two names its namespace", () => {
    expect(scalerOf(web, [autoscaler({}, {})], "shop")).toBeDefined();
    expect(scalerOf(web, [autoscaler({}, {})], "other")).toBeUndefined();
  });

  it("is not some other object with a target", () => {
    expect(scalerOf(web, [{ ...autoscaler(), kind: "VerticalPodAutoscaler" }], "shop")).toBeUndefined();
  });
});

describe("an autoscaler stands still", () => {
  const ref = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", namespace: "shop", name: "web" };
  const fields = (scaler: Scaler) =>
    pausedIntent(scaler, 3).fields.map(({ path, after, why }) => ({ path: path.join("."), after, why }));

  it("when its limits are one number, with the old ones beside it", () => {
    expect(fields({ kind: "HorizontalPodAutoscaler", ref, min: 2, max: 6 })).toEqual([
      { path: "spec.minReplicas", after: 3, why: expect.stringContaining("2 to 6") },
      { path: "spec.maxReplicas", after: 3, why: expect.stringContaining("2 to 6") },
    ]);
  });

  it("when KEDA is told so by its annotation, which is text", () => {
    expect(fields({ kind: "ScaledObject", ref, min: 0, max: 9 })).toEqual([
      {
        path: "metadata.annotations.autoscaling.keda.sh/paused-replicas",
        after: "3",
        why: expect.stringContaining("0 to 9"),
      },
    ]);
  });
});
