import { describe, expect, it } from "vitest";
import { TransientError } from "../../src/app/errors.ts";
import type { Build, Kustomize } from "../../src/app/kustomize.ts";
import { makePlan, type PlanPorts } from "../../src/app/make-plan.ts";
import type { ClusterQuestion } from "../../src/app/ports.ts";
import { requestOf } from "../../src/app/request-of.ts";
import type { FileTree } from "../../src/domain/file-tree.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { deployment, homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { useEngine } from "../support/engine.ts";
import { aCluster, NOON } from "../support/snapshot.ts";

const engine = remembering(useEngine());
const texts = createRenderer();
const identity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

type Asked = { readonly app?: string; readonly files?: FileTree; readonly ports?: Partial<PlanPorts> };

async function planned({ app = "shop", files = homestead, ports = {} }: Asked = {}) {
  const request = requestOf({ strategies: undefined, attest: [] }, "ada", "2026-01-01T23:59:59Z");
  return makePlan(
    { files, identity },
    { app, settings: runbookSettings, request },
    {
      kustomize: engine,
      cluster: undefined,
      texts,
      version: "0.1.0",
      now: () => new Date(NOON),
      progress: () => {},
      ...ports,
    },
  );
}

async function refused(asked: Asked) {
  const { plan, report } = await planned(asked);
  if (plan.outcome !== "refused") throw new Error(plan.outcome);
  expect(report).toBeUndefined();
  return plan;
}

/** The engine, but what it answers for the folder is `build`. */
function answering(folder: string, build: Build): Kustomize {
  const instead = (path: string, real: Build) => (path === folder ? build : real);
  return {
    ...engine,
    build: async (files, path) => instead(path, await engine.build(files, path)),
    buildAll: async (files, paths) =>
      (await engine.buildAll(files, paths)).map((real, at) => instead(paths[at] ?? "", real)),
  };
}

describe("a plan without a cluster", () => {
  it("is proposed from the render alone, and says what could not be seen", async () => {
    const { plan, report } = await planned();

    expect(plan).toMatchObject({ outcome: "proposed", app: "shop", env: "prod", strategy: { headline: "A" } });
    expect(report?.snapshot).toMatchObject({ at: "2026-01-01T12:00:00.000Z", observation: { mode: "offline" } });
    expect(plan.verdicts.filter(({ outcome }) => outcome === "unknown").length).toBeGreaterThan(0);
    expect(plan.verdicts.filter(({ outcome, live }) => outcome === "unknown" && !live)).toEqual([]);
    expect(plan.warnings.join("\n")).toContain("1.31 or later is assumed");
  });

  it("dates the runbook by the request, in UTC", async () => {
    expect((await planned()).report?.paths.runbook).toBe("docs/runbooks/migrations/shop-2026-01-01.md");
  });

  it("tells its steps as they begin", async () => {
    const steps: string[] = [];
    await planned({ ports: { progress: (step) => void steps.push(step) } });

    expect(steps).toEqual([
      "looking for the app in Git",
      "rendering what Argo CD renders today",
      "choosing strategies and writing overlays",
      "building the base and both stages with kustomize",
    ]);
  });

  it("is the same plan every time", async () => {
    expect((await planned()).plan).toEqual((await planned()).plan);
  });
});

describe("a plan with a cluster", () => {
  it("asks once, about the app and the namespaces of its objects", async () => {
    const questions: ClusterQuestion[] = [];
    const cluster = {
      observe: async (question: ClusterQuestion) => {
        questions.push(question);
        return aCluster();
      },
    };
    const { report } = await planned({ ports: { cluster } });

    expect(questions).toEqual([
      {
        application: { name: "shop", namespace: "argocd" },
        namespaces: ["shop"],
        lanes: { label: "workload-lane", primary: "primary", secondary: "secondary" },
      },
    ]);
    expect(report?.snapshot.at).toBe(NOON);
  });
});

describe("an engine", () => {
  it("that did not finish is asked again later", async () => {
    const kustomize = answering("apps/shop", { ok: false, cause: "crashed", message: "the worker ended" });

    await expect(planned({ ports: { kustomize } })).rejects.toThrow(TransientError);
  });

  it("that had to be stopped is an answer about the base", async () => {
    const kustomize = answering("apps/shop", { ok: false, cause: "timeout", message: "stopped after 20 s" });

    expect((await refused({ ports: { kustomize } })).refusal).toMatchObject({
      code: "base-does-not-build",
      message: expect.stringContaining("stopped after 20 s"),
      file: "apps/shop/kustomization.yaml",
    });
  });

  it("that cannot build a stage keeps it from being proposed", async () => {
    const kustomize = answering("overlays/prod/shop/dual-lane", {
      ok: false,
      cause: "broken",
      message: "no matches for target",
    });

    expect((await refused({ ports: { kustomize } })).refusal).toMatchObject({
      code: "stage-does-not-build",
      message: expect.stringContaining("no matches for target"),
      file: "overlays/prod/shop/dual-lane/kustomization.yaml",
    });
  });

  it("that builds a stage to something else keeps it from being proposed", async () => {
    const base = await engine.build(homestead, "apps/shop");

    expect(
      (await refused({ ports: { kustomize: answering("overlays/prod/shop/primary-only", base) } })).refusal.code,
    ).toBe("stage-differs");
  });
});

describe("a refusal", () => {
  it("of an app that is not there offers the nearest", async () => {
    expect((await refused({ app: "shp" })).refusal).toMatchObject({
      code: "unknown-app",
      remedy: expect.stringContaining("`shop`"),
    });
  });

  it("after a look keeps what was seen: strategy and verdicts", async () => {
    const plan = await refused({ app: "media" });

    expect(plan.refusal).toMatchObject({ code: "all-stay", file: "argocd/apps/media.yaml" });
    expect(plan.strategy?.workloads).toMatchObject([{ name: "media", strategy: "stay" }]);
    expect(plan.verdicts.length).toBeGreaterThan(0);
  });

  it("names a file of somebody's at the overlay's path", async () => {
    const files = new Map([
      ...homestead,
      ["overlays/prod/shop/dual-lane/kustomization.yaml", "resources: []\n"] as const,
    ]);

    expect((await refused({ files })).refusal).toMatchObject({
      code: "foreign-files",
      file: "overlays/prod/shop/dual-lane/kustomization.yaml",
    });
  });

  it("says what in the base kustomize itself would change", async () => {
    const doubled = deployment("web", "ghcr.io/acme/shop:1").replace(
      "          image:",
      "          env:\n            - {name: A, value: a}\n            - {name: A, value: b}\n          image:",
    );

    expect((await refused({ files: new Map([...homestead, ["apps/shop/web.yaml", doubled]]) })).refusal).toMatchObject({
      code: "stage-differs",
      message: expect.stringContaining("A twice in `env` of container web"),
      file: "apps/shop/kustomization.yaml",
    });
  });
});

describe("a request", () => {
  it("stands for one strategy for all, or for one each", () => {
    expect(requestOf({ strategies: "B2", attest: [] }, "ada", NOON).wishes.strategies).toEqual({ "*": "B2" });
    expect(
      requestOf({ strategies: new Map([["constructor", "A"]]), attest: [] }, "ada", NOON).wishes.strategies,
    ).toEqual(Object.fromEntries([["constructor", "A"]]));
  });

  it("is dated by its comment and signed by its author", () => {
    expect(requestOf({ strategies: undefined, attest: ["multi-writer"] }, "ada", NOON)).toEqual({
      wishes: { strategies: {}, attestations: [{ what: "multi-writer", by: "ada" }], by: "ada" },
      date: "2026-01-01",
      requestedBy: "ada",
    });
  });
});
