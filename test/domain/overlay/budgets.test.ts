import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { budgetIntents } from "../../../src/domain/overlay/budgets.ts";
import { aBudget, aDeployment } from "../../support/snapshot.ts";
import { workloadOf } from "../../support/workloads.ts";

const web = workloadOf(aDeployment());

function widened(spec: JsonObject, replicas = 2): boolean {
  return budgetIntents([{ workload: web, replicas }], [web], [aBudget(spec)], "shop").length > 0;
}

describe("a budget of a workload that runs on both nodes is widened", () => {
  it.each<[JsonObject, number, boolean]>([
    [{ minAvailable: 2 }, 2, true],
    [{ minAvailable: 1 }, 2, false],
    [{ minAvailable: "100%" }, 2, true],
    [{ minAvailable: "51%" }, 2, true],
    [{ minAvailable: "50%" }, 2, false],
    [{ minAvailable: "67%" }, 3, true],
    [{ minAvailable: "66%" }, 3, false],
    [{ minAvailable: "55%" }, 20, false],
    [{ maxUnavailable: 0 }, 2, true],
    [{ maxUnavailable: "0%" }, 2, true],
    [{ maxUnavailable: "1%" }, 2, false],
    [{ maxUnavailable: 1 }, 2, false],
    [{ maxUnavailable: null, minAvailable: 1 }, 2, false],
    [{}, 2, true],
  ])("%j at %i pods: %j", (spec, replicas, expected) => {
    expect(widened(spec, replicas)).toBe(expected);
  });

  it("to let one pod go at a time", () => {
    const [intent] = budgetIntents([{ workload: web, replicas: 2 }], [web], [aBudget({ minAvailable: 2 })], "shop");

    expect(intent).toMatchObject({ stage: "dual-lane", object: { kind: "PodDisruptionBudget", name: "web" } });
    expect(intent?.fields.map(({ path, after }) => [path.join("."), after])).toEqual([
      ["spec.minAvailable", undefined],
      ["spec.maxUnavailable", 1],
    ]);
  });
});

describe("a budget is left alone", () => {
  const intents = (budget: Manifest, home: string | undefined = "shop") =>
    budgetIntents([{ workload: web, replicas: 2 }], [web], [budget], home);
  const strict = aBudget({ minAvailable: 2 });

  it("when it guards another workload too: that is for people", () => {
    const api = workloadOf(aDeployment({ name: "api" }));
    const shared = {
      ...strict,
      spec: { minAvailable: 2, selector: { matchExpressions: [{ key: "app", operator: "Exists" }] } },
    };

    expect(budgetIntents([{ workload: web, replicas: 2 }], [web, api], [shared], "shop")).toEqual([]);
  });

  it("when it guards other pods", () => {
    expect(intents(aBudget({ minAvailable: 2 }, "api"))).toEqual([]);
  });

  it("when it has no selector, which guards nothing", () => {
    expect(intents({ ...strict, spec: { minAvailable: 2 } })).toEqual([]);
    expect(intents({ ...strict, spec: { minAvailable: 2, selector: null } })).toEqual([]);
  });

  it("when it stands in another namespace", () => {
    expect(intents({ ...strict, metadata: { name: "web", namespace: "other" } })).toEqual([]);
  });

  it("but not when it names no namespace and Argo CD puts it beside the workload", () => {
    expect(intents({ ...strict, metadata: { name: "web" } })).toHaveLength(1);
    expect(intents({ ...strict, metadata: { name: "web" } }, "other")).toEqual([]);
  });
});
