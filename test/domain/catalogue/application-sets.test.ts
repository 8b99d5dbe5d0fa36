import { describe, expect, it } from "vitest";
import type { DeclaredApplicationSet } from "../../../src/domain/application.ts";
import { readCatalogue } from "../../../src/domain/catalogue/read-catalogue.ts";
import type { RepositoryIdentity } from "../../../src/domain/snapshot.ts";
import { cpuMs } from "../../support/cpu-time.ts";
import { applicationSetYaml, aTree, homelab } from "./trees.ts";

const repoURL = "https://github.com/acme/homelab";

const tree = {
  "apps/shop/kustomization.yaml": "resources: []\n",
  "apps/News Desk_2/kustomization.yaml": "resources: []\n",
  "apps/shop/base/deployment.yaml": "kind: Deployment\n",
  "apps/.hidden/kustomization.yaml": "resources: []\n",
  "clusters/a/config.json": '{"cluster": {"name": "alpha", "zones": ["z1"]}, "size": 3}',
  "clusters/b/config.yaml": "- cluster: {name: beta}\n- cluster: {name: gamma}\n",
};

type Template = { readonly name: string; readonly path?: string };

function read(
  generators: readonly unknown[],
  template: Template,
  {
    spec = {},
    repository,
  }: { readonly spec?: Readonly<Record<string, unknown>>; readonly repository?: RepositoryIdentity } = {},
): DeclaredApplicationSet {
  const set = readCatalogue(
    aTree({ ...tree, "sets/all.yaml": applicationSetYaml("all", generators, template, spec) }),
    repository,
  ).applicationSets[0];
  if (set === undefined) throw new Error("the set was not found");
  return set;
}

function names(set: DeclaredApplicationSet): readonly string[] | undefined {
  return set.children?.map(({ name }) => name);
}

const folders = { git: { repoURL, revision: "HEAD", directories: [{ path: "apps/*" }] } };
const goTemplate = { spec: { goTemplate: true } };

describe("where an ApplicationSet stands", () => {
  it("gives the lines of the template's path and sync policy", () => {
    const set = read([folders], { name: "{{path.basename}}" });

    expect(set).toMatchObject({
      name: "all",
      namespace: "argocd",
      nameTemplate: "{{path.basename}}",
      place: { file: "sets/all.yaml", line: 1 },
    });
    expect(set.lines).toEqual({ path: 20, syncPolicy: 21 });
    expect(set.template).toMatchObject({
      name: "{{path.basename}}",
      sources: [{ path: "{{path}}", targetRevision: "main" }],
    });
  });
});

describe("children from git folders", () => {
  it("leaves out hidden folders and what lies deeper, as Argo CD's walk and path.Match do", () => {
    expect(read([folders], { name: "{{path.basenameNormalized}}" }).children).toEqual([
      { name: "news-desk-2", path: "apps/News Desk_2" },
      { name: "shop", path: "apps/shop" },
    ]);
  });

  it("lets an exclusion win, wherever it stands", () => {
    const git = { repoURL, directories: [{ path: "apps/shop", exclude: true }, { path: "apps/*" }] };

    const set = read([{ git }], { name: "{{ path.basename }}" });

    expect(names(set)).toEqual(["News Desk_2"]);
    expect(set.globs).toEqual([
      { glob: "apps/shop", kind: "directories", exclude: true },
      { glob: "apps/*", kind: "directories", exclude: false },
    ]);
  });

  it.each([
    ["{{path[1]}}-x", {}, ["News Desk_2-x", "shop-x"]],
    ["{{.path.basename}}", goTemplate, ["News Desk_2", "shop"]],
    ["{{ index .path.segments 0 }}-{{ .path.basenameNormalized }}", goTemplate, ["apps-news-desk-2", "apps-shop"]],
    ["{{.path.basename | upper}}", goTemplate, undefined],
    ["{{ if .x }}a{{ end }}", goTemplate, undefined],
    ["{{.missing}}", goTemplate, undefined],
    ["{{missing}}", {}, undefined],
    ["{{values.kind}}-{{path.basenameNormalized}}", {}, undefined],
  ])("names them by %s", (name, options, expected) => {
    expect(names(read([folders], { name }, options))).toEqual(expected);
  });

  it("fills the generator's own values and puts its prefix before the path", () => {
    const git = {
      repoURL,
      directories: [{ path: "apps/shop" }],
      values: { tier: "web-{{path.basename}}" },
      pathParamPrefix: "app",
    };
    const nested = { ...git, values: { tier: "web-{{.app.path.basename}}" } };

    expect(
      names(
        read([{ git: { ...git, values: { tier: "web-{{app.path.basename}}" } } }], {
          name: "{{values.tier}}-{{app.path[0]}}",
        }),
      ),
    ).toEqual(["web-shop-apps"]);
    expect(names(read([{ git: nested }], { name: "{{.values.tier}}-{{.app.path.path}}" }, goTemplate))).toEqual([
      "web-shop-apps/shop",
    ]);
  });

  it("cannot be told for another repository or another branch, whose globs read nothing of ours", () => {
    const elsewhere = { git: { ...folders.git, repoURL: "https://github.com/acme/other" } };
    const release = { git: { ...folders.git, revision: "release" } };

    for (const generator of [elsewhere, release]) {
      expect(read([generator], { name: "{{path.basename}}" }, { repository: homelab })).toMatchObject({
        children: undefined,
        globs: [],
      });
    }
    expect(names(read([elsewhere], { name: "{{path.basename}}" }))).toEqual(["News Desk_2", "shop"]);
    expect(
      names(
        read(
          [{ git: { ...folders.git, repoURL: "git@github.com:Acme/Homelab.git" } }],
          { name: "{{path.basename}}" },
          { repository: homelab },
        ),
      ),
    ).toHaveLength(2);
  });
});

describe("children from git files", () => {
  const files = (path: string) => ({ git: { repoURL, files: [{ path }] } });

  it("reads the parameters from the files, lists of them too, flat or nested", () => {
    expect(
      names(
        read([files("clusters/*/config.json")], {
          name: "{{cluster.name}}-{{cluster.zones.0}}-{{size}}-{{path.basename}}",
        }),
      ),
    ).toEqual(["alpha-z1-3-a"]);
    expect(
      names(
        read(
          [files("clusters/**/config.yaml")],
          { name: "{{.cluster.name}}-{{.path.filenameNormalized}}" },
          goTemplate,
        ),
      ),
    ).toEqual(["beta-config.yaml", "gamma-config.yaml"]);
  });

  it("cannot be told when a file cannot be read", () => {
    expect(read([files("apps/shop/base/*")], { name: "{{kind}}" }).children).toHaveLength(1);
    const broken = aTree({
      "c/x.yaml": "[broken",
      "s.yaml": applicationSetYaml("s", [files("c/*.yaml")], { name: "{{a}}" }),
    });

    expect(readCatalogue(broken).applicationSets[0]).toMatchObject({
      children: undefined,
      globs: [{ glob: "c/*.yaml", kind: "files" }],
    });
  });
});

describe("children from lists and combinations", () => {
  const list = (...elements: readonly unknown[]) => ({ list: { elements } });

  it("takes list elements, their values and YAML written in text", () => {
    expect(
      read([list({ name: "a", path: "p/a", values: { tier: "x" } })], {
        name: "{{name}}-{{values.tier}}",
        path: "{{path}}",
      }).children,
    ).toEqual([{ name: "a-x", path: "p/a" }]);
    expect(
      names(
        read([{ list: { elements: [{ name: "a" }], elementsYaml: "- name: b\n" } }], { name: "{{.name}}" }, goTemplate),
      ),
    ).toEqual(["a", "b"]);
  });

  it("multiplies a matrix, whose right side may use the left side's parameters", () => {
    const perApp = { git: { repoURL, directories: [{ path: "{{root}}/*" }] } };

    const set = read([{ matrix: { generators: [list({ root: "apps" }, { root: "clusters" }), perApp] } }], {
      name: "{{path[0]}}-{{path.basenameNormalized}}",
    });

    expect(names(set)).toEqual(["apps-news-desk-2", "apps-shop", "clusters-a", "clusters-b"]);
    expect(set.globs.map(({ glob }) => glob)).toEqual(["apps/*", "clusters/*"]);
  });

  it("merges by key, later generators winning", () => {
    const merge = {
      mergeKeys: ["name"],
      generators: [
        list({ name: "a", v: "1" }, { name: "b", v: "1" }),
        list({ name: "b", v: "2" }, { name: "c", v: "3" }),
      ],
    };

    expect(names(read([{ merge }], { name: "{{name}}-{{v}}" }))).toEqual(["a-1", "b-2"]);
  });

  it.each([
    ["pull requests", { pullRequest: { github: { owner: "acme", repo: "homelab" } } }],
    ["clusters", { clusters: {} }],
    ["a matrix with clusters", { matrix: { generators: [{ clusters: {} }, list({ name: "a" })] } }],
    ["a selector", { ...list({ name: "a" }), selector: { matchLabels: { name: "b" } } }],
    ["a generator's own template", { list: { elements: [{ name: "a" }], template: { metadata: { name: "other" } } } }],
    ["elements that are no maps", list("a")],
    ["nothing", null],
  ])("cannot be told for %s", (_, generator) => {
    expect(read([generator], { name: "{{name}}" }).children).toBeUndefined();
  });

  it("keeps a glob whose left side is unknown, with anything in the placeholder's place", () => {
    const matrix = { generators: [{ clusters: {} }, { git: { repoURL, directories: [{ path: "apps/{{name}}/*" }] } }] };

    expect(read([{ matrix }], { name: "x" })).toMatchObject({
      children: undefined,
      globs: [{ glob: "apps/**/*", kind: "directories", exclude: false }],
    });
  });

  it("knows the names but not the paths when a template patch may change them", () => {
    expect(
      read([list({ name: "a" })], { name: "{{name}}", path: "p" }, { spec: { templatePatch: "spec: {}" } }).children,
    ).toEqual([{ name: "a", path: undefined }]);
  });

  it("stops working out what multiplies beyond reason", () => {
    const many = list(...Array.from({ length: 400 }, (_, index) => ({ [`k${index}`]: "x" })));
    const generators = [many, many, { git: { repoURL, files: [{ path: "**" }] } }];

    const spent = cpuMs(() => expect(read([{ matrix: { generators } }], { name: "x" }).children).toBeUndefined());

    expect(spent).toBeLessThan(3000);
  });
});
