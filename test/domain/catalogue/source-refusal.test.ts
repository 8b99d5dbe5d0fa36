import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DeclaredApplication, Source } from "../../../src/domain/application.ts";
import { sourceRefusal } from "../../../src/domain/catalogue/source-refusal.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import { anApplication, aSource, aTree } from "./trees.ts";

const base = {
  "apps/shop/base/kustomization.yaml": "resources: [deployment.yaml]\n",
  "apps/shop/base/deployment.yaml": manifest("Deployment"),
};

function manifest(kind: string): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\n`;
}

function refuse(
  source: Partial<Source>,
  files: Readonly<Record<string, string>> = base,
  application: Partial<DeclaredApplication> = {},
  overlays = "overlays",
) {
  const settings = { ...runbookSettings, paths: { ...runbookSettings.paths, overlays } };
  return sourceRefusal(anApplication({ sources: [aSource(source)], ...application }), aTree(files), settings);
}

describe("what an overlay can be laid over", () => {
  it("is a folder with a kustomization, however its path is written", () => {
    for (const path of ["apps/shop/base", "./apps/shop/base/", "apps/../apps/shop//base"])
      expect(refuse({ path })).toBeUndefined();
  });

  it("is a folder with both a kustomization and a chart: Argo CD lets the kustomization win", () => {
    expect(refuse({}, { ...base, "apps/shop/base/Chart.yaml": "name: shop\n" })).toBeUndefined();
  });

  it("may have images, annotations and a kustomize version set by Argo CD", () => {
    const kustomize = {
      images: ["a=b:1"],
      commonAnnotations: { a: "b" },
      version: "v5.8.1",
      forceCommonAnnotations: true,
      namePrefix: "",
      patches: [],
    };

    expect(refuse({ kustomize })).toBeUndefined();
  });
});

describe("what no overlay can be laid over", () => {
  it.each<[string, Partial<Source>, Partial<DeclaredApplication>, { code: string; line: number }]>([
    ["a chart", { chart: "web", path: undefined }, {}, { code: "helm", line: 8 }],
    ["a helm block", { helm: true }, {}, { code: "helm", line: 8 }],
    ["a plugin", { plugin: true }, {}, { code: "plugin", line: 8 }],
    ["several sources", {}, { multiSource: true, sources: [aSource(), aSource()] }, { code: "multi-source", line: 8 }],
    ["a hydrator", {}, { hydrated: true }, { code: "hydrator", line: 8 }],
    ["no path", { path: undefined }, {}, { code: "missing-path", line: 8 }],
    [
      "no source",
      {},
      { sources: [], lines: { path: undefined, source: undefined } },
      { code: "missing-path", line: 1 },
    ],
    ["a path that is not there", { path: "apps/shpo" }, {}, { code: "missing-path", line: 11 }],
    ["an absolute path", { path: "/apps/shop/base" }, {}, { code: "missing-path", line: 11 }],
    ["a path out of the repository", { path: "../elsewhere" }, {}, { code: "missing-path", line: 11 }],
    ["a file for a path", { path: "apps/shop/base/deployment.yaml" }, {}, { code: "missing-path", line: 11 }],
  ])("is refused with its line: %s", (_, source, application, expected) => {
    expect(refuse(source, base, application)).toMatchObject({ ...expected, file: "argocd/apps/shop.yaml" });
  });

  it("tells how to write one source that stands in the list", () => {
    expect(refuse({}, base, { multiSource: true })?.remedy).toBe("Write the one source as `spec.source`.");
  });

  it("names the chart that lies in the folder", () => {
    expect(refuse({}, { "apps/shop/base/Chart.yaml": "name: shop\n" })).toMatchObject({
      code: "helm",
      file: "apps/shop/base/Chart.yaml",
      line: 1,
    });
  });

  it("names the keys by which Argo CD changes the build", () => {
    const refusal = refuse({ kustomize: { images: ["a"], namePrefix: "x-", patches: [{ patch: "y" }] } });

    expect(refusal).toMatchObject({ code: "kustomize-options" });
    expect(refusal?.message).toContain("(`namePrefix`, `patches`)");
  });

  it("names the parameter file that Argo CD would no longer find at an overlay", () => {
    const override = { "apps/shop/base/.argocd-source-shop.yaml": "kustomize: {images: [a]}\n" };

    expect(refuse({}, { ...base, ...override })).toMatchObject({
      code: "kustomize-options",
      file: "apps/shop/base/.argocd-source-shop.yaml",
    });
  });

  it.each([
    ["the root", "", "overlays", "a folder of their own"],
    ["the folder that holds the overlays", "apps", "apps/overlays", "for example `overlays`"],
    ["the overlays' own folder", "overlays", "overlays", "for example `lanekeeper/overlays`"],
  ])("is a path above its own overlays: %s", (_, path, overlays, remedy) => {
    const refusal = refuse(
      { path },
      { [`${path === "" ? "" : `${path}/`}kustomization.yaml`]: "resources: []\n" },
      {},
      overlays,
    );

    expect(refusal).toMatchObject({ code: "path-above-overlay", line: 11 });
    expect(refusal?.remedy).toContain(remedy);
  });

  it("is not a folder whose name only begins the same", () => {
    expect(refuse({ path: "over" }, { "over/kustomization.yaml": "resources: []\n" })).toBeUndefined();
  });
});

describe("a plain-YAML app", () => {
  const plain = {
    "apps/shop/base/b.yml": manifest("Service"),
    "apps/shop/base/a.yaml": manifest("Deployment"),
    "apps/shop/base/c.json": JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } }),
    "apps/shop/base/values.yaml": "replicas: 1\n",
    "apps/shop/base/skipped.yaml": `# +argocd:skip-file-rendering\n${manifest("Secret")}`,
    "apps/shop/base/notes.txt": manifest("Secret"),
    "apps/shop/base/more/d.yaml": manifest("Ingress"),
    "apps/shop/base/more/kustomization.yaml": "apiVersion: x\nkind: Kustomization\n",
  };
  const directory = (extra: Partial<NonNullable<Source["directory"]>>) => ({
    directory: { recurse: false, include: undefined, exclude: undefined, ...extra },
  });

  function listed(remedy: string | undefined): unknown {
    const text = /:\n\n(apiVersion[\s\S]*?)\nArgo CD then/.exec(remedy ?? "")?.[1] ?? "";
    return parse(text)?.resources;
  }

  it("is refused with the exact kustomization.yaml to add and what changes then", () => {
    const refusal = refuse({}, plain);

    expect(refusal).toMatchObject({ code: "directory", file: "argocd/apps/shop.yaml", line: 11 });
    expect(refusal?.remedy).toContain(
      "First add apps/shop/base/kustomization.yaml:\n\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
    );
    expect(listed(refusal?.remedy)).toEqual(["a.yaml", "b.yml", "c.json"]);
    expect(refusal?.remedy).toContain("a new file has to be listed");
  });

  it.each<[string, Partial<Source>, readonly string[]]>([
    ["recursion", directory({ recurse: true }), ["a.yaml", "b.yml", "c.json", "more/d.yaml"]],
    [
      "an inclusion, whose star crosses folders",
      directory({ recurse: true, include: "{*.yml,more*}" }),
      ["b.yml", "more/d.yaml"],
    ],
    ["an exclusion", directory({ recurse: true, exclude: "more/*" }), ["a.yaml", "b.yml", "c.json"]],
  ])("lists what Argo CD reads with %s", (_, source, resources) => {
    const refusal = refuse(source, plain);

    expect(listed(refusal?.remedy)).toEqual(resources);
    expect(refusal?.remedy).toContain("take `directory` out");
  });

  it("names the nested kustomization that cannot be listed as an object", () => {
    expect(refuse(directory({ recurse: true }), plain)?.remedy).toContain("more/kustomization.yaml");
  });

  it("is one even beside a kustomization when the source asks for a directory", () => {
    const refusal = refuse(directory({ recurse: true }));

    expect(refusal).toMatchObject({ code: "directory" });
    expect(refusal?.remedy).toContain("Take `directory` out of the Application's source");
  });

  it("cannot be taken over where it holds Jsonnet, nor where it holds nothing", () => {
    expect(refuse({}, { ...plain, "apps/shop/base/x.jsonnet": "{}" })?.remedy).toContain("Jsonnet");
    expect(refuse({}, { "apps/shop/base/deeper/a.yaml": manifest("Service") })?.message).toContain("no manifest");
  });
});
