import { expect, it } from "vitest";
import type { Source } from "../../../src/domain/application.ts";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { absent, known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aLiveApplication, anApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function running(changes: Partial<LiveApplication>) {
  return ask("sources", { cluster: { application: known(aLiveApplication(changes)) } });
}

function source(changes: Partial<Source>): { readonly sources: readonly Source[] } {
  return { sources: anApplication().sources.map((each) => ({ ...each, ...changes })) };
}

/** Those kustomize options in Git and live. */
function options(declared: JsonObject | undefined, live: JsonObject | undefined) {
  return ask("sources", {
    application: source({ kustomize: declared }),
    cluster: { application: known(aLiveApplication(source({ kustomize: live }))) },
  });
}

it("passes when Argo CD renders with kustomize and with Git's options", () => {
  expect(running({})).toMatchObject({
    outcome: "pass",
    seen: "rendered as Kustomize; kustomize options: none",
  });
  expect(options({ namePrefix: "x-", images: [] }, { images: [], namePrefix: "x-" }).outcome).toBe("pass");
});

it.each(["Plugin", "Helm", "Directory"])("fails when Argo CD renders the app as %s", (sourceType) => {
  expect(running({ sourceType })).toMatchObject({
    outcome: "fail",
    summary: `Argo CD renders the app as ${sourceType}, not with kustomize: what the overlays come to there is not what was proved`,
    remedy: expect.stringMatching(/\S/),
  });
});

it("is unknown while Argo CD has not said how it renders the app", () => {
  expect(running({ sourceType: undefined })).toMatchObject({
    outcome: "unknown",
    summary: "how Argo CD renders the app could not be read: it has not said so yet",
  });
});

it.each<[Partial<LiveApplication>, string]>([
  [{ multiSource: true }, "`spec.sources`"],
  [{ hydrated: true }, "a hydrator"],
  [source({ helm: true }), "Helm"],
  [source({ plugin: true }), "a plugin"],
  [source({ directory: { recurse: true, include: undefined, exclude: undefined } }), "directory options"],
])("fails on a shape of the source that Git does not declare: %j", (changes, shape) => {
  expect(running(changes)).toMatchObject({
    outcome: "fail",
    summary: `the live Application has ${shape}, Git declares one plain source`,
    remedy: expect.stringContaining("argocd/apps/shop.yaml:1"),
  });
});

it("fails on options that change the build, on either side only", () => {
  expect(options(undefined, { replicas: [{ name: "web", count: 3 }] })).toMatchObject({
    outcome: "fail",
    summary:
      "the live Application's kustomize options differ from Git's (`replicas`): Argo CD builds something else than was proved",
  });
  expect(options({ namespace: "other" }, undefined).summary).toContain("(`namespace` missing)");
});

it("only warns of images and versions, which image updaters write", () => {
  expect(options(undefined, { images: ["ghcr.io/acme/shop:2.14.1"] })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("(`images`)"),
    remedy: expect.stringContaining("kustomization of the app"),
  });
});

it("compares what is kept of patches, and nothing that is not read of the live side", () => {
  const target = { kind: "Deployment" };

  expect(options({ patches: [{ target, patch: "[]" }] }, { patches: [{ target }] }).outcome).toBe("pass");
  expect(options({ patches: [{ target, patch: "[]" }] }, { patches: [{ target: { kind: "Job" } }] }).outcome).toBe(
    "fail",
  );
  expect(options({ commonAnnotations: { team: "web" } }, undefined).outcome).toBe("pass");
});

it("is unknown when the Application could not be read or is not there, and offline", () => {
  expect(ask("sources", { cluster: { application: forbidden } }).outcome).toBe("unknown");
  expect(ask("sources", { cluster: { application: absent } }).outcome).toBe("unknown");
  expect(ask("sources", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
