import { describe, expect, it } from "vitest";
import type { Catalogue, DeclaredApplicationSet } from "../../../src/domain/application.ts";
import { findApplication } from "../../../src/domain/catalogue/find-application.ts";
import { findingRefusal } from "../../../src/domain/catalogue/finding-refusal.ts";
import { absent, known, unknown } from "../../../src/domain/known.ts";
import { aCatalogue, aLiveApplication, anApplication } from "./trees.ts";

function aSet(set: Partial<DeclaredApplicationSet> = {}): DeclaredApplicationSet {
  return {
    name: "web",
    namespace: "argocd",
    place: { file: "sets/web.yaml", line: 1 },
    nameTemplate: "{{path.basename}}",
    lines: { path: 20, syncPolicy: 24 },
    children: [{ name: "shop", path: "apps/shop" }],
    globs: [],
    template: undefined,
    ...set,
  };
}

const ownedBySet = aLiveApplication({ owner: { kind: "ApplicationSet", name: "web", uid: "1", controller: true } });
const both = aCatalogue({ applications: [anApplication()], applicationSets: [aSet()] });

function find(catalogue: Catalogue, name = "shop", live?: Parameters<typeof findApplication>[2]) {
  const finding = findApplication(catalogue, name, live);
  return { finding, refusal: findingRefusal(name, finding, catalogue) };
}

describe("finding an app by its name", () => {
  it("finds the one Application that Git declares, also beside an ApplicationSet of the same name", () => {
    const { finding, refusal } = find(
      aCatalogue({ applications: [anApplication()], applicationSets: [aSet({ name: "shop", children: [] })] }),
    );

    expect(finding).toMatchObject({ outcome: "found", application: { name: "shop" } });
    expect(refusal).toBeUndefined();
  });

  it("names the owner's template lines for a generated app", () => {
    const { finding, refusal } = find(aCatalogue({ applicationSets: [aSet()] }));

    expect(finding).toMatchObject({ outcome: "generated", owner: "web", child: { name: "shop", path: "apps/shop" } });
    expect(refusal).toMatchObject({ code: "applicationset-child", file: "sets/web.yaml", line: 20 });
    expect(refusal?.remedy).toContain("sets/web.yaml:20");
    expect(refusal?.remedy).toContain("sets/web.yaml:24");
  });

  it("finds a generated app through its live owner when Git cannot tell the children", () => {
    const catalogue = aCatalogue({ applicationSets: [aSet({ children: undefined })] });

    expect(find(catalogue, "shop", known(ownedBySet)).finding).toMatchObject({
      outcome: "generated",
      applicationSet: { name: "web" },
      child: { path: "apps/shop/base" },
    });
    expect(find(aCatalogue(), "shop", known(ownedBySet)).refusal).toMatchObject({
      code: "applicationset-child",
      file: undefined,
    });
  });

  it.each<[string, Parameters<typeof findApplication>[2], string]>([
    ["no cluster", undefined, "ambiguous"],
    ["a cluster that does not answer", unknown("timed out"), "ambiguous"],
    ["a cluster without it", absent, "ambiguous"],
    ["a live app without an owner", known(aLiveApplication()), "found"],
    ["a live app of the ApplicationSet", known(ownedBySet), "generated"],
  ])("decides between declared and generated with %s", (_, live, outcome) => {
    expect(find(both, "shop", live).finding.outcome).toBe(outcome);
  });

  it("lists every place of an app that is declared twice, and says when the namespaces differ", () => {
    const twice = aCatalogue({
      applications: [anApplication(), anApplication({ namespace: "team-b", place: { file: "b.yaml", line: 7 } })],
    });

    const { refusal } = find(twice, "shop", known(aLiveApplication()));

    expect(refusal).toMatchObject({ code: "ambiguous-app", file: "argocd/apps/shop.yaml", line: 1 });
    expect(refusal?.message).toMatch(/different namespaces.*argocd\/apps\/shop\.yaml:1.*namespace team-b at b\.yaml:7/);
  });

  it("lists both ApplicationSets that generate the same name", () => {
    const catalogue = aCatalogue({
      applicationSets: [aSet(), aSet({ name: "other", place: { file: "sets/other.yaml", line: 3 } })],
    });

    expect(find(catalogue).refusal?.message).toContain(
      "ApplicationSet `other` in namespace argocd at sets/other.yaml:3",
    );
  });

  it("knows an ApplicationSet by its own name and by its name template", () => {
    const catalogue = aCatalogue({ applicationSets: [aSet()] });

    for (const name of ["web", "{{path.basename}}"]) {
      const { refusal } = find(catalogue, name);
      expect(refusal).toMatchObject({ code: "applicationset", file: "sets/web.yaml" });
      expect(refusal?.message).toContain("It generates `shop`.");
    }
  });
});

describe("an app that is not there", () => {
  const named = (...names: readonly string[]) =>
    aCatalogue({ applications: names.map((name) => anApplication({ name })), applicationSets: [aSet()] });

  it.each([
    ["shpo", ["shop"]],
    ["Shop-API", ["shop-api", "shop"]],
    ["media", ["media-server"]],
    ["zzzzzzzz", []],
    ["x", []],
  ])("offers the nearest names for %s", (name, nearest) => {
    expect(find(named("shop-api", "media-server", "ledger"), name).finding).toMatchObject({
      outcome: "missing",
      nearest,
    });
  });

  it("offers at most three, and each once", () => {
    const { finding, refusal } = find(named("shop1", "shop2", "shop3", "shop4", "shop1"), "shopp");

    expect(finding).toMatchObject({ nearest: ["shop", "shop1", "shop2"] });
    expect(refusal?.remedy).toBe("Did you mean `shop`, `shop1` or `shop2`?");
  });

  it("says when the cluster has it, and what could not be read", () => {
    const problems = [{ file: "charts/apps.yaml", line: 3, message: "it holds template syntax" }];

    const { refusal } = find(aCatalogue({ problems }), "shop", known(aLiveApplication()));

    expect(refusal).toMatchObject({ code: "unknown-app", file: "charts/apps.yaml", line: 3 });
    expect(refusal?.message).toContain("The cluster has one");
    expect(refusal?.remedy).toContain("charts/apps.yaml:3");
  });
});
