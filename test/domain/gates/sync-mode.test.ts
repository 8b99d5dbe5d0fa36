import { expect, it } from "vitest";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function syncMode(live: Partial<LiveApplication>, declared = false) {
  return ask("sync-mode", {
    application: { automated: declared },
    cluster: { application: known(aLiveApplication(live)) },
  });
}

it("passes with manual sync", () => {
  expect(syncMode({})).toMatchObject({ outcome: "pass", summary: "Argo CD syncs this app by hand only" });
});

it("warns of automated sync, and says where to turn it off", () => {
  expect(syncMode({ automated: true }, true)).toMatchObject({
    outcome: "warn",
    summary: "Argo CD syncs this app by itself",
    remedy: expect.stringContaining("remove spec.syncPolicy.automated at argocd/apps/shop.yaml:1"),
  });
});

it("names the owner that would turn it on again", () => {
  const owner = { kind: "ApplicationSet", name: "apps", uid: "uid-set", controller: true };

  expect(syncMode({ automated: true, owner }, true).remedy).toContain("the template of ApplicationSet apps");
  expect(syncMode({ automated: true, trackedBy: "root" }, true).summary).toBe(
    "Argo CD syncs this app by itself, and the parent app root keeps it so",
  );
});

it("warns when Git and the cluster disagree, either way", () => {
  expect(syncMode({ automated: true }, false).summary).toBe(
    "Argo CD syncs this app by itself, although Git declares manual sync",
  );
  expect(syncMode({ automated: false }, true)).toMatchObject({
    outcome: "warn",
    summary: "Git declares automated sync, although it is off now",
  });
});

it("answers from Git when offline, and says that it did", () => {
  expect(ask("sync-mode", { cluster: "offline" })).toMatchObject({
    outcome: "pass",
    summary: "Git declares manual sync (the live Application was not seen)",
  });
  expect(ask("sync-mode", { application: { automated: true }, cluster: "offline" }).outcome).toBe("warn");
});

it("is unknown when Git declares manual sync and the live Application could not be read", () => {
  expect(ask("sync-mode", { cluster: { application: forbidden } }).outcome).toBe("unknown");
});
