import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, describe, expect, it } from "vitest";
import {
  type SandboxedKustomizeOptions,
  sandboxedKustomize,
} from "../../../src/adapters/engines/sandboxed-kustomize.ts";
import type { Build, Kustomize } from "../../../src/app/kustomize.ts";
import { anApp, anEndlessTree, aTree, configMap } from "./trees.ts";

const opened: Kustomize[] = [];
const kustomize = open();

afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
});

function open(options?: SandboxedKustomizeOptions): Kustomize {
  const one = sandboxedKustomize(options);
  opened.push(one);
  return one;
}

function namesIn(build: Build): unknown {
  return build.ok ? build.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`) : build;
}

describe("the objects of a build", () => {
  it("come in kustomize's own order, with what the overlay changes", async () => {
    const files = aTree({
      "base/kustomization.yaml": "resources: [web.yaml, namespace.yaml]\n",
      "base/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: web:1
`,
      "base/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
      "overlay/kustomization.yaml": "namespace: shop\nresources: [../base]\npatches:\n  - path: patch.yaml\n",
      "overlay/patch.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          env: [{ name: LANE, value: primary }]
`,
    });

    expect(await kustomize.build(files, "overlay")).toEqual({
      ok: true,
      warnings: [],
      objects: [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web", namespace: "shop" },
          spec: {
            replicas: 1,
            template: {
              spec: { containers: [{ name: "web", image: "web:1", env: [{ name: "LANE", value: "primary" }] }] },
            },
          },
        },
      ],
    });
  });

  it("come in the order of the files where the kustomization asks for it", async () => {
    const files = aTree({
      "kustomization.yaml": "sortOptions: { order: fifo }\nresources: [b.yaml, a.yaml]\n",
      "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n",
      "b.yaml": configMap("b"),
    });

    expect(namesIn(await kustomize.build(files, "."))).toEqual(["ConfigMap b", "Namespace a"]);
  });

  it("carry the bytes of files that are not text, whatever their names", async () => {
    const files = aTree({
      "kustomization.yaml": "configMapGenerator: [{ name: logo, files: ['logo (1).png'] }]\n",
      "logo (1).png": new Uint8Array([0, 255, 254, 10, 1]),
    });

    const build = await kustomize.build(files, "");

    expect(build.ok && build.objects[0]?.binaryData).toEqual({ "logo (1).png": "AP/+CgE=" });
  });

  it("come with what kustomize warns of", async () => {
    const files = aTree({
      "kustomization.yaml": "commonLabels: { a: b }\nresources: [a.yaml]\n",
      "a.yaml": configMap("a"),
    });

    const build = await kustomize.build(files, ".");

    expect(build.ok && build.warnings).toEqual([expect.stringContaining("'commonLabels' is deprecated")]);
  });

  it("are the release's own where kustomize names itself in them", async () => {
    const files = aTree({
      "kustomization.yaml": "buildMetadata: [managedByLabel]\nresources: [a.yaml]\n",
      "a.yaml": configMap("a"),
    });

    const build = await kustomize.build(files, ".");

    expect(await kustomize.version()).toBe("kustomize v5.8.1 (sandboxed)");
    expect(build.ok && build.objects[0]?.metadata.labels).toEqual({
      "app.kubernetes.io/managed-by": "kustomize-v5.8.1",
    });
  });
});

describe("several paths of one tree", () => {
  it("are answered in their order, each for itself", async () => {
    const files = aTree({
      ...anApp("one"),
      "broken/kustomization.yaml": "commonLabels: { a: b }\nresources: [gone.yaml]\n",
      "old/kustomization.yaml": "commonLabels: { a: b }\nresources: [../one]\n",
    });

    const builds = await kustomize.buildAll(files, ["old", "broken", "one"]);

    expect(builds).toMatchObject([
      { ok: true, warnings: [expect.stringContaining("commonLabels")] },
      { ok: false, cause: "broken" },
      { ok: true, warnings: [] },
    ]);
  });

  it("do not see the schema that another path brought", async () => {
    const widget = (part: string) =>
      `apiVersion: example.org/v1\nkind: Widget\nmetadata: { name: a }\nparts: [{ id: ${part} }]\n`;
    const schema = {
      definitions: {
        Widget: {
          type: "object",
          properties: {
            parts: {
              type: "array",
              items: { type: "object" },
              "x-kubernetes-patch-merge-key": "id",
              "x-kubernetes-patch-strategy": "merge",
            },
          },
          "x-kubernetes-group-version-kind": [{ group: "example.org", version: "v1", kind: "Widget" }],
        },
      },
    };
    const files = aTree({
      "base/kustomization.yaml": "resources: [widget.yaml]\n",
      "base/widget.yaml": widget("one"),
      "plain/kustomization.yaml": "resources: [../base]\npatches: [{ path: patch.yaml }]\n",
      "plain/patch.yaml": widget("two"),
      "schema/kustomization.yaml":
        "resources: [../base]\npatches: [{ path: patch.yaml }]\nopenapi: { path: schema.json }\n",
      "schema/patch.yaml": widget("two"),
      "schema/schema.json": JSON.stringify(schema),
    });

    const builds = await kustomize.buildAll(files, ["schema", "plain"]);

    expect(builds.map((build) => build.ok && build.objects[0]?.parts)).toEqual([
      [{ id: "two" }, { id: "one" }],
      [{ id: "two" }],
    ]);
  });
});

describe("a tree that does not build", () => {
  it("is answered in kustomize's own words", async () => {
    const files = aTree({ "kustomization.yaml": "resources: [\n" });

    expect(await kustomize.build(files, ".")).toEqual({
      ok: false,
      cause: "broken",
      message: "invalid Kustomization: yaml: line 1: did not find expected node content",
    });
  });

  it.each([
    ["a resource that is not there", "resources: [gone.yaml]\n", /gone\.yaml: file does not exist/],
    ["a resource above the root of the tree", "resources: [../../etc/passwd]\n", /etc\/passwd: file does not exist/],
    ["a remote base", "resources: ['https://github.com/example/repo//base?ref=v1']\n", /github\.com/],
    ["a file of the machine's own network", "resources: ['http://127.0.0.1:80/a.yaml']\n", /refused/],
    ["a Helm chart", "helmCharts: [{ name: a, repo: 'https://example.org' }]\n", /--enable-helm/],
    ["a plugin", "generators: [generator.yaml]\n", /external plugins disabled/],
  ])("names %s", async (_, kustomization, words) => {
    const files = aTree({
      "app/kustomization.yaml": kustomization,
      "app/generator.yaml": "apiVersion: example.org/v1\nkind: Anything\nmetadata: { name: a }\n",
    });

    expect(await kustomize.build(files, "app")).toEqual({
      ok: false,
      cause: "broken",
      message: expect.stringMatching(words),
    });
  });

  it("names a file of another folder, which kustomize does not read", async () => {
    const files = aTree({ "app/kustomization.yaml": "resources: [../other.yaml]\n", "other.yaml": configMap("a") });

    expect(await kustomize.build(files, "app")).toMatchObject({ message: expect.stringContaining("security") });
  });

  it.each([
    ["../etc/passwd", "app"],
    ["/etc/passwd", "app"],
    ["app/./a.yaml", "app"],
    ["app/a.yaml", "../app"],
    ["app/a.yaml", "/app"],
  ])("is refused where a path leads out of the repository: file %s, folder %s", async (file, folder) => {
    expect(await kustomize.build(aTree({ [file]: "" }), folder)).toMatchObject({
      cause: "broken",
      message: expect.stringContaining("leads out of the repository"),
    });
  });

  it("is refused where a file is a folder too", async () => {
    expect(await kustomize.build(aTree({ a: "", "a/b": "" }), "a")).toMatchObject({
      message: "a folder of a/b is a file",
    });
  });
});

describe("the limits of a build", () => {
  it("end an endless one while the caller goes on with its own work", async () => {
    const impatient = open({ timeoutMs: 1_000 });
    const tree = anEndlessTree();
    await impatient.build(aTree(anApp("warm")), "warm");
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();

    const build = await impatient.build(tree, ".");

    lag.disable();
    expect(build).toEqual({ ok: false, cause: "timeout", message: "the build was ended after 1 s" });
    // A thread that was held up would show the whole second; the rest is what other programs take.
    expect(lag.max / 1e6).toBeLessThan(500);
    expect(namesIn(await impatient.build(aTree(anApp("next")), "next"))).toEqual(["ConfigMap next"]);
  });

  it("end one that prints too much", async () => {
    const narrow = open({ maxOutputBytes: 100 });

    expect(await narrow.build(aTree(anApp("shop")), "shop")).toMatchObject({ cause: "too-large" });
  });

  it("keep a tree that is too large from being sent", async () => {
    const narrow = open({ maxInputBytes: 100, folder: "/nowhere" });

    expect(await narrow.build(aTree({ "a.txt": "x".repeat(101) }), ".")).toMatchObject({ cause: "too-large" });
  });

  it("refuse objects that are nested too deep to be walked", async () => {
    const files = aTree({
      "kustomization.yaml": "resources: [deep.yaml]\n",
      "deep.yaml": `${configMap("deep")}x: ${"[".repeat(600)}${"]".repeat(600)}\n`,
    });

    expect(await kustomize.build(files, ".")).toMatchObject({ cause: "too-large", message: /500 levels/ });
  });
});

describe("the engine's threads", () => {
  it("build at the same time and in turn, and each gets its own answer", async () => {
    const names = ["a", "b", "c", "d", "e"];

    const builds = await Promise.all(names.map((name) => kustomize.build(aTree(anApp(name)), name)));

    expect(builds.map(namesIn)).toEqual(names.map((name) => [`ConfigMap ${name}`]));
  });

  it("end with the engine, and builds under way and waiting are told so", async () => {
    const closing = sandboxedKustomize({ workers: 1 });
    await closing.build(aTree(anApp("shop")), "shop");
    const tree = anEndlessTree();
    const builds = [closing.build(tree, "."), closing.build(tree, ".")];
    await Promise.resolve();

    await closing.close();

    const answer = { ok: false, cause: "crashed", message: "the engine was closed" };
    expect(await Promise.all(builds)).toEqual([answer, answer]);
    expect(await closing.build(aTree(anApp("shop")), "shop")).toEqual(answer);
  });
});
