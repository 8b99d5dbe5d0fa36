import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/domain/manifest.ts";
import { needed, valueAt, withFields, withIntents } from "../../../src/domain/overlay/intent.ts";
import { patchDocument } from "../../../src/domain/overlay/patch.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { podIn, workloadOf } from "../../support/workloads.ts";

const at = (path: string, after: Json | undefined) => ({ path: path.split("/"), after, why: "because" });
const pod = "spec/template/spec";
const ref = workloadOf(aDeployment()).ref;

describe("a field", () => {
  it("is set, and the maps above it are made", () => {
    expect(podIn(withFields(aDeployment(), [at(`${pod}/affinity/nodeAffinity/x`, 1)]))["affinity"]).toEqual({
      nodeAffinity: { x: 1 },
    });
  });

  it("is taken away", () => {
    const manifest = aDeployment({ pod: { nodeSelector: { a: "1", b: "2" } } });

    expect(podIn(withFields(manifest, [at(`${pod}/nodeSelector/a`, undefined)]))["nodeSelector"]).toEqual({ b: "2" });
  });

  it("that is not there is taken away without a trace", () => {
    expect(withFields(aDeployment(), [at(`${pod}/affinity/podAntiAffinity`, undefined)])).toEqual(aDeployment());
  });

  it("leaves everything beside it as it was", () => {
    const manifest = aDeployment({ pod: { affinity: { podAffinity: { x: 1 } } } });

    expect(podIn(withFields(manifest, [at(`${pod}/affinity/nodeAffinity`, 2)]))).toEqual({
      ...podIn(manifest),
      affinity: { podAffinity: { x: 1 }, nodeAffinity: 2 },
    });
  });

  it("is not found where only every object's inheritance has it", () => {
    expect(valueAt(aDeployment(), ["constructor"])).toBeUndefined();
    expect(valueAt(aDeployment(), ["spec", "toString"])).toBeUndefined();
  });

  it("is needed only where the object differs", () => {
    const fields = [at("spec/replicas", 1), at("spec/paused", undefined), at("spec/minReadySeconds", 5)];

    expect(needed(aDeployment(), fields).map(({ path }) => path[1])).toEqual(["minReadySeconds"]);
  });

  it("is not needed where only the order of keys differs", () => {
    expect(needed(aDeployment({ spec: { strategy: { a: 1, b: 2 } } }), [at("spec/strategy", { b: 2, a: 1 })])).toEqual(
      [],
    );
  });
});

it("two intents of one stage on one object are a bug, not a surprise in the cluster", () => {
  const intent = { stage: "primary-only" as const, object: ref, fields: [] };

  expect(() => withIntents([aDeployment()], [intent, intent])).toThrow("two intents");
});

describe("a patch", () => {
  const patch = (fields: Parameters<typeof withFields>[1], before = aDeployment()) =>
    patchDocument({ stage: "primary-only", object: ref, fields }, before);

  it("names its object with the rendered namespace", () => {
    expect(patch([at("spec/replicas", 2)]).value).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: { replicas: 2 },
    });
  });

  it("names no namespace where the render has none", () => {
    const object = { ...ref, namespace: undefined };

    expect(patchDocument({ stage: "primary-only", object, fields: [] }, aDeployment()).value["metadata"]).toEqual({
      name: "web",
    });
  });

  it("deletes by null", () => {
    expect(valueAt(patch([at(`${pod}/nodeName`, undefined)]).value, ["spec", "template", "spec"])).toEqual({
      nodeName: null,
    });
  });

  it("gives every field its reason", () => {
    expect(patch([at("spec/replicas", 2), at(`${pod}/nodeName`, undefined)]).comments).toEqual([
      { path: ["spec", "replicas"], text: "because" },
      { path: ["spec", "template", "spec", "nodeName"], text: "because" },
    ]);
  });

  it("replaces a map whole where members must go", () => {
    expect(patch([{ ...at("spec/strategy", { type: "RollingUpdate" }), whole: true }]).value["spec"]).toEqual({
      strategy: { $patch: "replace", type: "RollingUpdate" },
    });
  });

  const constraints = at(`${pod}/topologySpreadConstraints`, [{ topologyKey: "a" }]);
  const written = (before: ReturnType<typeof aDeployment>) =>
    valueAt(patch([constraints], before).value, constraints.path);

  it("replaces a spread list where there is one", () => {
    expect(written(aDeployment({ pod: { topologySpreadConstraints: [{ topologyKey: "b" }] } }))).toEqual([
      { $patch: "replace" },
      { topologyKey: "a" },
    ]);
  });

  it("never says so where there is none: kustomize would print the mark and drop what follows", () => {
    expect(written(aDeployment())).toEqual([{ topologyKey: "a" }]);
    expect(written(aDeployment({ pod: { topologySpreadConstraints: [] } }))).toEqual([{ topologyKey: "a" }]);
    expect(written(aDeployment({ pod: { topologySpreadConstraints: null } }))).toEqual([{ topologyKey: "a" }]);
  });
});
