import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/domain/manifest.ts";
import { withFields } from "../../src/domain/overlay/intent.ts";
import { type Built, differences, examine, type Proof } from "../../src/domain/proof.ts";
import { aBudget, aClaimManifest, aContainer, aDeployment, aSnapshot } from "../support/snapshot.ts";
import { draftOf } from "../support/workloads.ts";

const built = (objects: readonly Manifest[]): Built => ({ ok: true, objects });
const mounting = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

/** The examination of an app whose stages build to what was meant, but for `changes`. */
function examined(objects: readonly Manifest[], changes: Partial<Proof> = {}) {
  const draft = draftOf(aSnapshot({ objects }));
  const { primaryOnly, dualLane } = draft.overlay.expected;
  return examine(objects, draft, {
    base: built(objects),
    primaryOnly: built(primaryOnly),
    dualLane: built(dualLane),
    ...changes,
  });
}

function proven(objects: readonly Manifest[]) {
  const result = examined(objects);
  if (!result.ok) throw new Error(result.refusal.message);
  return result;
}

describe("stages that build to what was meant", () => {
  it("are proven, with every promise kept", () => {
    expect(proven([aDeployment(), aBudget()]).promises.map(({ holds }) => holds)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it("are told field by field, each with what it was and what it becomes", () => {
    const change = proven([aDeployment()]).diff.find(({ stage }) => stage === "primary-only");

    expect(change?.object).toMatchObject({ kind: "Deployment", name: "web", namespace: "shop" });
    expect(change?.fields[0]).toEqual({ path: ["spec", "replicas"], before: 1, after: 2 });
  });

  it("tell stage 2 relative to stage 1", () => {
    const change = proven([aDeployment()]).diff.find(({ stage }) => stage === "dual-lane");
    const lanes = change?.fields.find(({ path }) => path.includes("nodeAffinity"));

    expect(JSON.stringify(lanes?.before)).toContain('"values":["primary"]');
    expect(JSON.stringify(lanes?.after)).toContain('"values":["primary","secondary"]');
  });

  it("tell a standby as a new object", () => {
    const { diff } = proven([aDeployment({ pod: mounting }), aClaimManifest("data", ["ReadWriteOnce"])]);

    expect(
      diff.filter(({ change }) => change === "create").map(({ stage, object }) => `${stage} ${object.name}`),
    ).toEqual(["dual-lane web-standby"]);
  });

  it("do not tell fields that only stand in a patch and change nothing", () => {
    const { diff } = proven(draftOf(aSnapshot({ objects: [aDeployment()] })).overlay.expected.primaryOnly);

    expect(diff.filter(({ stage }) => stage === "primary-only")).toEqual([]);
  });
});

describe("restarts", () => {
  it("are told for each stage and workload, with the fields that cause them", () => {
    expect(proven([aDeployment()]).restarts).toEqual([
      { stage: "primary-only", workload: "web", reason: expect.stringContaining("topologySpreadConstraints") },
      { stage: "dual-lane", workload: "web", reason: expect.stringContaining("tolerations") },
    ]);
  });

  it("are none for a primary whose standby is added", () => {
    const { restarts } = proven([aDeployment({ pod: mounting }), aClaimManifest("data", ["ReadWriteOnce"])]);

    expect(restarts.find(({ stage }) => stage === "dual-lane")?.reason).toBeUndefined();
  });
});

describe("stages that build to something else are refused", () => {
  const { primaryOnly, dualLane } = draftOf(aSnapshot({ objects: [aDeployment(), aBudget()] })).overlay.expected;
  const objects = [aDeployment(), aBudget()];
  const refusal = (changes: Partial<Proof>, of = objects) => {
    const result = examined(of, changes);
    return result.ok ? undefined : result.refusal;
  };

  it("when one does not build, in kustomize's own words", () => {
    expect(refusal({ dualLane: { ok: false, message: "no such file" } })).toMatchObject({
      code: "stage-does-not-build",
      message: expect.stringContaining("no such file"),
      file: "overlays/prod/shop/dual-lane/kustomization.yaml",
    });
  });

  it("when a field is not what was meant, with its path and both values", () => {
    const other = primaryOnly.map((object) =>
      object.kind === "Deployment" ? withFields(object, [{ path: ["spec", "replicas"], after: 5, why: "" }]) : object,
    );

    expect(refusal({ primaryOnly: built(other) })).toMatchObject({
      code: "stage-differs",
      message: expect.stringContaining("apps/Deployment shop/web differs at /spec/replicas (meant 2, built 5)"),
      file: "overlays/prod/shop/primary-only/kustomization.yaml",
    });
  });

  it("when an object is gone or came in", () => {
    expect(refusal({ dualLane: built(dualLane.slice(0, 1)) })?.message).toContain(
      "policy/PodDisruptionBudget shop/web is missing",
    );
    expect(refusal({ dualLane: built([...dualLane, aDeployment({ name: "stray" })]) })?.message).toContain(
      "apps/Deployment shop/stray appeared",
    );
  });

  it("when the base builds to something else beside the overlays", () => {
    expect(refusal({ base: built([aDeployment()]) })).toMatchObject({
      code: "stage-differs",
      file: "apps/shop/kustomization.yaml",
    });
  });

  it("in the base's words when a list names one thing twice", () => {
    const doubled = [
      aDeployment({
        pod: {
          containers: [
            aContainer({
              env: [
                { name: "A", value: "1" },
                { name: "A", value: "2" },
              ],
            }),
          ],
        },
      }),
    ];

    expect(refusal({ primaryOnly: built([aDeployment()]) }, doubled)).toMatchObject({
      code: "stage-differs",
      message: expect.stringContaining("A twice in `env` of container web"),
      file: "apps/shop/kustomization.yaml",
      remedy: expect.stringContaining("out of the base"),
    });
  });
});

describe("differences", () => {
  it("are none when only the order of objects and keys differs", () => {
    const service: Manifest = { kind: "Service", apiVersion: "v1", metadata: { namespace: "shop", name: "web" } };
    const same: Manifest = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "shop" } };

    expect(differences([aDeployment(), service], [same, aDeployment()])).toEqual([]);
  });

  it("name a field that one side lacks", () => {
    expect(differences([aDeployment()], [{ ...aDeployment(), status: {} }])).toEqual([
      "apps/Deployment shop/web differs at /status (meant nothing, built {})",
    ]);
  });

  it("cut what would fill a page", () => {
    const [words] = differences(
      [aDeployment({ pod: { containers: [aContainer({ args: ["x".repeat(5000)] })] } })],
      [aDeployment()],
    );

    expect(words?.length).toBeLessThan(500);
  });
});
