import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { closureRefusal } from "../../../src/domain/catalogue/closure-refusal.ts";
import { kustomizationClosure } from "../../../src/domain/catalogue/kustomization-closure.ts";
import { cpuMs } from "../../support/cpu-time.ts";
import { aTree } from "./trees.ts";

function closureOf(kustomization: unknown, files: Readonly<Record<string, string>> = {}) {
  const text = typeof kustomization === "string" ? kustomization : stringify(kustomization);
  return kustomizationClosure(
    aTree({ ...files, "app/kustomization.yaml": text, "unrelated/big.yaml": "x: 1\n" }),
    "app",
  );
}

function namesOf(kustomization: unknown, files: Readonly<Record<string, string>>) {
  return [...closureOf(kustomization, files).files.keys()].sort();
}

describe("the files that a build can need", () => {
  it("are the folder's own and whatever the kustomization names, in every field that names files", () => {
    const kustomization = {
      resources: ["../base", "../one.yaml"],
      bases: ["../old"],
      components: ["../component"],
      crds: ["../crds/crd.yaml"],
      configurations: ["../config/names.yaml"],
      openapi: { path: "../schema/schema.json" },
      patches: [{ path: "../patches/a.yaml" }, { patch: "- op: add" }],
      patchesStrategicMerge: ["../patches/b.yaml", "apiVersion: v1\nkind: Service\n", "kind: Service"],
      patchesJson6902: [{ path: "../patches/c.yaml" }],
      replacements: [{ path: "../replace/r.yaml" }, { source: {} }],
      configMapGenerator: [
        { files: ["../data/plain.conf", "key=../data/keyed.conf"], envs: ["../data/a.env"], env: "../data/b.env" },
      ],
      secretGenerator: [{ files: ["../data/secret"] }],
    };
    const wanted = [
      "one.yaml",
      "crds/crd.yaml",
      "config/names.yaml",
      "schema/schema.json",
      "patches/a.yaml",
      "patches/b.yaml",
      "patches/c.yaml",
      "replace/r.yaml",
      "data/plain.conf",
      "data/keyed.conf",
      "data/a.env",
      "data/b.env",
      "data/secret",
    ];
    const files = {
      ...Object.fromEntries(wanted.map((name) => [name, "x: 1\n"])),
      "base/kustomization.yml": "resources: [a.yaml]\n",
      "base/a.yaml": "",
      "old/Kustomization": "resources: []\n",
      "component/kustomization.yaml": "kind: Component\n",
      "app/own.yaml": "",
    };

    expect(namesOf(kustomization, files)).toEqual([...Object.keys(files), "app/kustomization.yaml"].sort());
    expect(closureOf(kustomization, files)).toMatchObject({
      folders: ["app", "component", "old", "base"],
      findings: [],
    });
  });

  it("hold bytes that are no text", () => {
    const bytes = new Uint8Array([0xff, 0xfe]);
    const tree = new Map<string, string | Uint8Array>([
      ["app/kustomization.yaml", "configMapGenerator: [{files: [../logo.png]}]\n"],
      ["logo.png", bytes],
    ]);

    expect(kustomizationClosure(tree, "app").files.get("logo.png")).toBe(bytes);
  });

  it("include what built-in plugins' own configurations name", () => {
    const transformer = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: ../patches/p.yaml\n";
    const generator = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: c}\nfiles: [../data/c.conf]\n";
    const files = { "app/t.yaml": transformer, "patches/p.yaml": "", "data/c.conf": "" };

    const closure = closureOf({ transformers: ["t.yaml"], generators: [generator] }, files);

    expect([...closure.files.keys()]).toEqual(expect.arrayContaining(["patches/p.yaml", "data/c.conf"]));
    expect(closure.findings).toEqual([]);
  });

  it("are walked once where bases go in a circle, and without end to the stack where they are a long chain", () => {
    expect(closureOf({ resources: ["../a"] }, { "a/kustomization.yaml": "resources: [../app]\n" }).folders).toEqual([
      "app",
      "a",
    ]);
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [
        `c${at}/kustomization.yaml`,
        at === 2999 ? "resources: []\n" : `resources: [../c${at + 1}]\n`,
      ]),
    );

    const spent = cpuMs(() => expect(closureOf({ resources: ["../c0"] }, chain).folders).toHaveLength(3001));

    expect(spent).toBeLessThan(5000);
  });
});

describe("what keeps a base from being built here", () => {
  it.each([
    "https://raw.githubusercontent.com/x/y/main/deploy.yaml",
    "http://example.org/a.yaml",
    "github.com/org/repo//path?ref=v1",
    "github.com/org/repo/path?ref=v1",
    "git@github.com:org/repo.git//path",
    "ssh://git@example.org/org/repo",
    "git::https://example.org/org/repo//path",
    "https://dev.azure.com/org/project/_git/repo",
    "oci://ghcr.io/org/manifests:v1",
    "user@example.org:org/repo",
  ])("is a remote base: %s", (remote) => {
    const closure = closureOf(`resources:\n- own.yaml\n- ${remote}\n`, { "app/own.yaml": "" });

    expect(closureRefusal(closure)).toMatchObject({ code: "remote-base", file: "app/kustomization.yaml", line: 3 });
    expect(closureOf({ components: [remote] }).findings).toMatchObject([{ kind: "remote" }]);
  });

  it("is no remote where the tree has the file, and shows no credential where it is one", () => {
    expect(
      closureOf({ resources: ["github.com/org/repo.yaml"] }, { "app/github.com/org/repo.yaml": "" }).findings,
    ).toEqual([]);
    expect(
      closureRefusal(closureOf({ resources: ["https://me:s3cret@example.org/a?token=s3cret&ref=v1"] }))?.message,
    ).toContain("`https://example.org/a?ref=v1`");
  });

  it("is found in the base of a base, with that file and line", () => {
    const closure = closureOf(
      { resources: ["../base"] },
      { "base/kustomization.yaml": "# remote:\nresources:\n  - https://example.org/a.yaml\n" },
    );

    expect(closureRefusal(closure)).toMatchObject({ code: "remote-base", file: "base/kustomization.yaml", line: 3 });
  });

  it("is a Helm chart to inflate", () => {
    expect(closureRefusal(closureOf("helmCharts:\n- name: redis\n"))).toMatchObject({
      code: "helm-charts",
      line: 1,
      message: expect.stringContaining("redis"),
    });
    expect(
      closureRefusal(closureOf({ generators: ["apiVersion: builtin\nkind: HelmChartInflationGenerator\n"] })),
    ).toMatchObject({ code: "helm-charts" });
    expect(closureRefusal(closureOf({ helmCharts: [] }))).toBeUndefined();
  });

  it.each(["generators", "transformers", "validators"])("is a plugin among the %s", (field) => {
    const plugin = "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: k}\n";

    expect(closureRefusal(closureOf(`namespace: a\n${field}:\n- ./k.yaml\n`, { "app/k.yaml": plugin }))).toMatchObject({
      code: "kustomize-plugin",
      line: 3,
      message: expect.stringContaining("ksops"),
    });
    expect(
      closureRefusal(
        closureOf({ [field]: ["../k"] }, { "k/kustomization.yaml": "resources: [k.yaml]\n", "k/k.yaml": plugin }),
      ),
    ).toMatchObject({ code: "kustomize-plugin" });
  });

  it("is a base that goes through a folder above the overlays", () => {
    const closure = closureOf({ resources: ["../"] }, { "kustomization.yaml": "resources: []\n" });

    expect(closureRefusal(closure, "overlays/prod/shop")).toMatchObject({
      code: "path-above-overlay",
      message: expect.stringContaining("overlays/prod/shop"),
    });
    expect(closureRefusal(closure)).toBeUndefined();
  });
});

describe("what kustomize says itself", () => {
  it.each([
    ["a missing file", "resources:\n- a.yaml\n", {}, { kind: "missing", line: 2, detail: "a.yaml" }],
    ["a path out of the repository", "resources: [../../x]\n", {}, { kind: "missing", line: 1 }],
    [
      "a folder without a kustomization",
      "resources: [../b]\n",
      { "b/a.yaml": "" },
      { kind: "no-kustomization", file: "b" },
    ],
    [
      "two kustomizations in a folder",
      "resources: []\n",
      { "app/kustomization.yml": "" },
      { kind: "two-kustomizations", file: "app/kustomization.yml" },
    ],
    ["broken YAML", "resources: [\n", {}, { kind: "unreadable", file: "app/kustomization.yaml" }],
    ["a list for a kustomization", "- a\n", {}, { kind: "unreadable" }],
  ])("is noted and not refused: %s", (_, text, files, finding) => {
    const closure = closureOf(text, files);

    expect(closure.findings).toMatchObject([finding]);
    expect(closureRefusal(closure)).toBeUndefined();
  });

  it("includes fields of the wrong type", () => {
    expect(
      closureOf({
        resources: [1, null, { a: "b" }],
        patches: "x",
        configMapGenerator: [7, { files: "x" }],
        generators: null,
      }).findings,
    ).toEqual([]);
  });
});
