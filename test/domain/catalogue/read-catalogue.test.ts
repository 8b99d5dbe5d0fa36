import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalogue } from "../../../src/domain/application.ts";
import { readCatalogue } from "../../../src/domain/catalogue/read-catalogue.ts";
import { cpuMs } from "../../support/cpu-time.ts";
import { applicationYaml, aTree } from "./trees.ts";

function read(text: string, file = "apps.yaml"): Catalogue {
  return readCatalogue(aTree({ [file]: text }));
}

const shop = `# The shop.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
spec:
  source:
    repoURL: https://github.com/acme/homelab
    path: apps/shop
  destination:
    name: in-cluster
    namespace: shop
`;

describe("where Applications are found", () => {
  it("says the document's line and the lines of its source and path", () => {
    const [application] = read(shop).applications;

    expect(application).toMatchObject({
      name: "shop",
      place: { file: "apps.yaml", line: 2 },
      lines: { source: 7, path: 9 },
      destination: { server: undefined, name: "in-cluster", namespace: "shop" },
    });
  });

  it("finds each document of a file on its own line", () => {
    const { applications } = read(
      `${applicationYaml("a")}---\n# second\n${applicationYaml("b")}---\n${applicationYaml("c")}`,
    );

    expect(applications.map(({ name, place }) => [name, place.line])).toEqual([
      ["a", 1],
      ["b", 17],
      ["c", 32],
    ]);
  });

  it("finds the items of a List, also of a List in a List, in YAML and in JSON", () => {
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [{ apiVersion: "v1", kind: "List", items: [JSON.parse(JSON.stringify(toJson("a")))] }, toJson("b")],
    };

    const { applications } = read(JSON.stringify(list, null, 2), "apps.json");

    expect(applications.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(applications[0]?.place.line).toBe(9);
    expect(applications[0]?.lines.path).toBeGreaterThan(9);
  });

  it("follows anchors and merge keys as kubectl does", () => {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
x: &source {repoURL: https://github.com/acme/homelab, targetRevision: main}
spec:
  source:
    <<: *source
    path: apps/shop
`;

    expect(read(text).applications[0]?.sources[0]).toMatchObject({
      repoURL: "https://github.com/acme/homelab",
      path: "apps/shop",
    });
  });

  it("reads Windows line ends and a byte order mark", () => {
    const text = `\uFEFF${shop}---\n${applicationYaml("b")}`.replaceAll("\n", "\r\n");

    expect(read(text).applications.map(({ name, place }) => [name, place.line])).toEqual([
      ["shop", 2],
      ["b", 14],
    ]);
  });

  it("reads exact copies as two places", () => {
    const { applications } = readCatalogue(aTree({ "a.yaml": shop, "b.yml": shop }));

    expect(applications.map(({ place }) => place.file)).toEqual(["a.yaml", "b.yml"]);
  });

  it("passes over other kinds, other groups, patches and text that only mentions an Application", () => {
    const others = [
      "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: Application}\n",
      "apiVersion: app.k8s.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {x: argoproj.io/y}\n",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- target: {group: argoproj.io/x, kind: Application}\n",
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.yaml: |\n${shop.replaceAll(/^/gm, "    ")}`,
    ];

    expect(read(others.join("---\n"))).toEqual({ applications: [], applicationSets: [], problems: [] });
    expect(read(shop, "notes.md").applications).toEqual([]);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["template syntax outside quotes", "metadata:\n  name: {{ .Values.name }}\nspec: {}\n", 4, "template syntax"],
    ["a template's control line", "{{- if .Values.shop }}\nmetadata:\n  name: shop\nspec: {}\n", 3, "template syntax"],
    ["a templated name", 'metadata:\n  name: "{{ .Values.name }}"\nspec: {}\n', 4, "is a template"],
    [
      "a templated source",
      'metadata:\n  name: shop\nspec:\n  source:\n    repoURL: "{{ .Values.repo }}"\n',
      6,
      "is a template",
    ],
    ["broken YAML", "metadata:\n  name: [shop\nspec: {}\n", 5, "not YAML"],
    ["a key that is written twice", "metadata:\n  name: a\n  name: b\nspec: {}\n", 5, "written twice"],
    ["a name that is a number", "metadata:\n  name: 123\nspec: {}\n", 4, "no name that is text"],
    ["no name", "metadata: {}\nspec: {}\n", 1, "no name that is text"],
    [
      "a name that leads out of a folder",
      "metadata:\n  name: ../../etc\nspec: {}\n",
      4,
      "no name that Kubernetes accepts",
    ],
    ["no spec", "metadata:\n  name: shop\nspec: null\n", 5, "no spec"],
  ])("names the line of %s and still reads the other documents", (_, text, line, message) => {
    const broken = `apiVersion: argoproj.io/v1alpha1\nkind: Application\n${text}`;

    const catalogue = read(`${broken}---\n${applicationYaml("beside")}`);

    expect(catalogue.applications.map(({ name }) => name)).toEqual(["beside"]);
    expect(catalogue.problems).toEqual([{ file: "apps.yaml", line, message: expect.stringContaining(message) }]);
  });

  it("keeps an Application whose source is null, for a refusal that names it", () => {
    const { applications, problems } = read(
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec: {source: null, syncPolicy: 7}\n",
    );

    expect(problems).toEqual([]);
    expect(applications[0]).toMatchObject({ name: "shop", sources: [], automated: false, syncPolicy: undefined });
  });

  it.each([
    ["an alias bomb", bomb()],
    [
      "aliases without end",
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: &m\n  name: shop\n  labels: {a: *m}\nspec: {}\n",
    ],
    ["endless nesting", `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: ${"[".repeat(100_000)}`],
    [
      "a document that is too large",
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nx: ${"y".repeat(3_000_000)}`,
    ],
    [
      "twenty thousand keys",
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n")}`,
    ],
  ])("answers %s in good time", (_, text) => {
    let catalogue: Catalogue | undefined;

    const spent = cpuMs(() => {
      catalogue = read(`${text}\n---\n${applicationYaml("beside")}`);
    });

    expect(spent).toBeLessThan(5000);
    expect(catalogue?.applications.map(({ name }) => name)).toEqual(["beside"]);
    expect(catalogue?.problems).toHaveLength(1);
  });

  it("never throws, whatever the pieces of text that make up a file", () => {
    const piece = fc.constantFrom(
      "apiVersion: argoproj.io/v1alpha1\n",
      "kind: Application\n",
      "kind: List\nitems:\n",
      "- ",
      "  ",
      "\n",
      "---\n",
      "{{ x }}",
      "metadata:\n",
      "name: a\n",
      "spec:\n",
      "&a ",
      "*a",
      "<<: ",
      "[",
      "{",
      "}",
      '"',
      "'",
      "|\n",
      ": ",
      "? ",
      "!!set ",
      "\u0000",
      "\t",
      "__proto__: ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        read(`apiVersion: argoproj.io/v1alpha1\nkind: Application\n${pieces.join("")}`);
      }),
      { numRuns: 500 },
    );
  });
});

it("reads which differences are ignored, whatever their types", () => {
  const ignoreDifferences = [
    {
      group: "apps",
      kind: "Deployment",
      name: "web",
      jsonPointers: ["/spec/replicas", 7],
      managedFieldsManagers: ["x"],
    },
    { kind: 7, jqPathExpressions: ".spec" },
    "all",
  ];

  expect(read(applicationYaml("shop", { ignoreDifferences })).applications[0]?.ignoreDifferences).toEqual([
    {
      group: "apps",
      kind: "Deployment",
      name: "web",
      namespace: undefined,
      jsonPointers: ["/spec/replicas"],
      jqPathExpressions: [],
      managedFieldsManagers: ["x"],
    },
    {
      group: "",
      kind: "7",
      name: undefined,
      namespace: undefined,
      jsonPointers: [],
      jqPathExpressions: [],
      managedFieldsManagers: [],
    },
  ]);
});

describe("automated sync", () => {
  it.each([
    ["no automated block", {}, false],
    ["an empty block", { automated: {} }, true],
    ["a null block", { automated: null }, false],
    ["prune and selfHeal", { automated: { prune: true, selfHeal: true } }, true],
    ["enabled: false", { automated: { enabled: false, prune: true } }, false],
    ["enabled: true", { automated: { enabled: true } }, true],
  ])("is told rightly for %s", (_, syncPolicy, automated) => {
    expect(read(applicationYaml("shop", { syncPolicy })).applications[0]?.automated).toBe(automated);
  });
});

describe("sources", () => {
  it("lets a list that is not empty win over the single source, and the hydrator over both", () => {
    const both = { sources: [{ repoURL: "https://charts.example.org", chart: "web", targetRevision: 1.2 }] };
    const hydrator = {
      sourceHydrator: {
        drySource: { repoURL: "https://github.com/acme/homelab", path: "dry", targetRevision: "HEAD" },
        syncSource: { targetBranch: "env/prod", path: "wet" },
      },
    };

    expect(read(applicationYaml("a", both)).applications[0]).toMatchObject({
      multiSource: true,
      hydrated: false,
      sources: [{ chart: "web", targetRevision: "1.2" }],
    });
    expect(read(applicationYaml("a", { sources: [] })).applications[0]).toMatchObject({
      multiSource: false,
      sources: [{ path: "apps/a/base" }],
    });
    expect(read(applicationYaml("a", { ...both, ...hydrator })).applications[0]).toMatchObject({
      multiSource: false,
      hydrated: true,
      sources: [{ path: "dry" }, { path: "wet", targetRevision: "env/prod" }],
    });
  });

  it("drops empty blocks, as Argo CD does before it looks at the type", () => {
    const source = {
      repoURL: "https://github.com/acme/homelab",
      path: "a",
      helm: {},
      kustomize: { images: [] },
      directory: { recurse: false, jsonnet: {} },
    };

    expect(read(applicationYaml("a", { source })).applications[0]?.sources[0]).toMatchObject({
      helm: false,
      kustomize: undefined,
      directory: undefined,
    });
  });
});

function toJson(name: string): unknown {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name },
    spec: { source: { repoURL: "x", path: "y" } },
  };
}

function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, level) =>
      `a${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? "x" : `*a${level - 1}`)).join(", ")}]`,
  );
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec: {}\n${levels.join("\n")}\n`;
}
