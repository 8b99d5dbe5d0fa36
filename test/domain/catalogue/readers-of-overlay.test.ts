import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../../src/domain/catalogue/read-catalogue.ts";
import { readersOfOverlay } from "../../../src/domain/catalogue/readers-of-overlay.ts";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { known, unknown } from "../../../src/domain/known.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { aLiveApplication, applicationSetYaml, applicationYaml, aSource, aTree, homelab } from "./trees.ts";

const repoURL = "https://github.com/acme/homelab";
const stage = "overlays/prod/shop/primary-only";
const written = [
  `${stage}/kustomization.yaml`,
  `${stage}/patch-topology-and-anti-affinity.yaml`,
  "docs/runbooks/migrations/shop-2026-01-01.md",
];
const base = { "apps/shop/base/kustomization.yaml": "resources: [a.yaml]\n", "apps/shop/base/a.yaml": "" };

/** Who reads the overlay of a tree whose one more file is `text`. */
function readers(
  text: string,
  files: Readonly<Record<string, string>> = {},
  live: readonly LiveApplication[] = [],
  own?: string,
): Refusal | undefined {
  const tree = aTree({ ...base, ...files, "argocd/x.yaml": text });
  return readersOfOverlay(readCatalogue(tree, homelab), known(live), written, homelab, tree, own);
}

function source(fields: Readonly<Record<string, unknown>>) {
  return { source: { repoURL, targetRevision: "main", ...fields } };
}

describe("an Application", () => {
  it("whose kustomization is the app's own base reads no overlay", () => {
    expect(readers(applicationYaml("shop"))).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["recurses from the root", source({ path: ".", directory: { recurse: true } })],
    ["recurses from a folder above", source({ path: "overlays/prod", directory: { recurse: true } })],
    [
      "includes it by a glob whose star crosses folders",
      source({ path: "overlays", directory: { recurse: true, include: "*/patch-*" } }),
    ],
    ["is a plain-YAML app of exactly that folder", source({ path: stage })],
    [
      "has it as one of several sources",
      {
        sources: [
          { repoURL: "https://charts.example.org", chart: "c", targetRevision: "1" },
          { repoURL, targetRevision: "HEAD", path: "overlays", directory: { recurse: true } },
        ],
      },
    ],
    ["gives the folder to a plugin", source({ path: "overlays", plugin: { name: "x" } })],
  ])("that %s is named with its file and line", (_, spec) => {
    expect(readers(applicationYaml("all", spec))).toMatchObject({
      code: "overlay-is-read",
      file: "argocd/x.yaml",
      line: 1,
      message: expect.stringContaining("Application `all` would take in overlays/prod/shop/primary-only/"),
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["does not recurse", source({ path: "overlays" })],
    ["excludes it", source({ path: ".", directory: { recurse: true, exclude: "overlays/*" } })],
    ["includes something else", source({ path: ".", directory: { recurse: true, include: "apps/*" } })],
    [
      "is of another repository",
      source({ path: ".", directory: { recurse: true }, repoURL: "https://github.com/acme/other" }),
    ],
    ["follows another branch", source({ path: ".", directory: { recurse: true }, targetRevision: "release" })],
    ["stands at a tag", source({ path: ".", directory: { recurse: true }, targetRevision: "refs/tags/v1" })],
    ["lies beside it by name only", source({ path: "overlays/prod/shop/primary", directory: { recurse: true } })],
  ])("that %s is no reader", (_, spec) => {
    expect(readers(applicationYaml("all", spec))).toBeUndefined();
  });

  it("with a kustomization above reads only what that names", () => {
    const above = { "kustomization.yaml": "resources: [apps/shop/base]\n" };

    expect(readers(applicationYaml("root", source({ path: "." })), above)).toBeUndefined();
    const stages = { [`${stage}/kustomization.yaml`]: "resources: [../../../../apps/shop/base]\n" };
    expect(
      readers(applicationYaml("root", source({ path: "." })), {
        ...stages,
        "kustomization.yaml": `resources: [${stage}]\n`,
      }),
    ).toMatchObject({ code: "overlay-is-read" });
  });

  it("with a chart above reads only the chart's own folders", () => {
    expect(readers(applicationYaml("root", source({ path: "." })), { "Chart.yaml": "name: x\n" })).toBeUndefined();
    expect(
      readers(applicationYaml("root", source({ path: "overlays/prod/shop/primary-only/.." })), {
        "overlays/prod/shop/Chart.yaml": "",
      }),
    ).toBeUndefined();
  });

  it("in the cluster counts like one in Git, without a file", () => {
    const live = aLiveApplication({
      name: "drift",
      sources: [aSource({ path: "overlays", directory: { recurse: true, include: undefined, exclude: undefined } })],
    });
    const plugin = aLiveApplication({ name: "cmp", sourceType: "Plugin", sources: [aSource({ path: "overlays" })] });

    expect(readers(applicationYaml("shop"), {}, [live])).toMatchObject({
      file: undefined,
      message: expect.stringContaining("`drift` in the cluster"),
    });
    expect(readers(applicationYaml("shop"), {}, [plugin])).toMatchObject({
      message: expect.stringContaining("plugin"),
    });
  });

  it("that runs from its own overlay already is not called a reader of it", () => {
    const promoted = applicationYaml("shop", source({ path: stage }));

    expect(readers(promoted)).toMatchObject({ code: "overlay-is-read" });
    expect(readers(promoted, {}, [], "shop")).toBeUndefined();
    expect(
      readers(applicationYaml("shop", source({ path: ".", directory: { recurse: true } })), {}, [], "shop"),
    ).toMatchObject({ code: "overlay-is-read" });
  });

  it("is looked for in Git alone where the cluster does not answer", () => {
    const tree = aTree({
      ...base,
      "a.yaml": applicationYaml("all", source({ path: ".", directory: { recurse: true } })),
    });

    expect(readersOfOverlay(readCatalogue(tree), unknown("timed out"), written, homelab, tree)).toMatchObject({
      file: "a.yaml",
    });
  });
});

describe("an ApplicationSet", () => {
  const directories = (...paths: readonly unknown[]) => [
    { git: { repoURL, directories: paths.map((path) => (typeof path === "string" ? { path } : path)) } },
  ];
  const files = (path: string) => [{ git: { repoURL, files: [{ path }] } }];
  const set = (generators: readonly unknown[], extra = {}) =>
    applicationSetYaml("all", generators, { name: "{{path.basename}}", ...extra });

  it.each([
    ["makes apps of all top folders, of which one would be new", directories("*")],
    ["makes apps of folders at the overlays' depth", directories("overlays/*/*")],
    ["makes apps of the stages themselves", directories("overlays/prod/shop/*")],
    ["makes an app of the runbooks' folder", directories("docs/runbooks/*")],
    ["reads every kustomization as a parameter file", files("**/kustomization.yaml")],
    ["reads files by a star that crosses folders", files("overlays/*.yaml")],
  ])("that %s is named with its file", (_, generators) => {
    expect(readers(set(generators))).toMatchObject({
      code: "overlay-is-read",
      file: "argocd/x.yaml",
      line: 1,
      message: expect.stringContaining("ApplicationSet `all`"),
    });
  });

  it.each([
    ["looks elsewhere", directories("apps/*")],
    ["excludes the folders", directories("*", { path: "overlays", exclude: true }, { path: "docs", exclude: true })],
    ["reads other files", files("apps/**/config.json")],
  ])("that %s is no reader", (_, generators) => {
    expect(readers(set(generators))).toBeUndefined();
  });

  it("does not make a new app of a folder that is there already", () => {
    const there = { "overlays/readme.md": "", "docs/readme.md": "" };

    expect(readers(set(directories("*")), there)).toBeUndefined();
  });

  it("has children that read like Applications", () => {
    const list = [{ list: { elements: [{ root: "overlays" }] } }];

    const refusal = readers(
      applicationSetYaml("all", list, { name: "x", path: "{{root}}", source: { directory: { recurse: true } } }),
    );

    expect(refusal).toMatchObject({ code: "overlay-is-read", line: 18 });
    expect(
      readers(
        applicationSetYaml("all", [{ clusters: {} }], {
          name: "{{name}}",
          path: "overlays",
          source: { directory: { recurse: true } },
        }),
      ),
    ).toMatchObject({ code: "overlay-is-read" });
  });
});
