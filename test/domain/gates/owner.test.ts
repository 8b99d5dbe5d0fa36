import { expect, it } from "vitest";
import type { Source } from "../../../src/domain/application.ts";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { absent, known } from "../../../src/domain/known.ts";
import { aLiveApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

/** shop is tracked by root, whose source is the app's own but for those changes. */
function under(changes: Partial<Source>, root: Partial<LiveApplication> = {}) {
  const shop = aLiveApplication({ trackedBy: "root" });
  const sources = shop.sources.map((source) => ({ ...source, path: "argocd", ...changes }));
  const parent = aLiveApplication({ name: "root", sources, ...root });
  return ask("owner", { cluster: { application: known(shop), applications: known([shop, parent]) } });
}

it("passes without an owner", () => {
  expect(ask("owner")).toMatchObject({
    outcome: "pass",
    summary: "nothing undoes a change of the Application in Git",
    seen: "no owner and no parent app",
  });
});

it("fails under an ApplicationSet, which undoes every change", () => {
  const owner = { kind: "ApplicationSet", name: "apps", uid: "uid-set", controller: true };

  expect(ask("owner", { cluster: { application: known(aLiveApplication({ owner })) } })).toMatchObject({
    outcome: "fail",
    summary: "ApplicationSet apps generates the Application, and undoes every change to it",
    remedy: expect.stringContaining("Take shop out of ApplicationSet apps and let argocd/apps/shop.yaml:1 declare it"),
  });
});

it("warns under another kind of owner", () => {
  const owner = { kind: "Tenant", name: "acme", uid: "uid-tenant", controller: true };

  expect(ask("owner", { cluster: { application: known(aLiveApplication({ owner })) } })).toMatchObject({
    outcome: "warn",
    summary: "Tenant acme owns the Application, and may undo changes to it",
  });
});

it("passes under a parent app that reads the file, and says whether it must be synced by hand", () => {
  expect(under({ path: "./argocd/" })).toMatchObject({
    outcome: "pass",
    seen: "parent app root (manual sync: sync it first after each merge)",
  });
  expect(under({ path: "argocd/apps" }, { automated: true, syncPolicy: { automated: { selfHeal: true } } }).seen).toBe(
    "parent app root (automated sync with selfHeal)",
  );
});

it("warns under a parent app that reads other files of the repository", () => {
  expect(under({ path: "clusters/prod" })).toMatchObject({
    outcome: "warn",
    summary: "the parent app root reads other files than argocd/apps/shop.yaml:1, and may undo a change there",
  });
  expect(under({ path: "argo" }).outcome).toBe("warn");
});

it("fails under a parent app of another repository", () => {
  expect(under({ repoURL: "https://github.com/acme/platform" })).toMatchObject({
    outcome: "fail",
    summary:
      "the parent app root keeps the Application as another repository has it, and undoes a change at argocd/apps/shop.yaml:1",
  });
});

it("takes a tracking label for anybody's own where no app has that name, or the app's own has", () => {
  const tracked = (trackedBy: string) =>
    ask("owner", { cluster: { application: known(aLiveApplication({ trackedBy })) } });

  expect(tracked("helm-release").outcome).toBe("pass");
  expect(tracked("shop").outcome).toBe("pass");
});

it("knows a parent app of another namespace by both its names", () => {
  const shop = aLiveApplication({ trackedBy: "team_root" });
  const root = aLiveApplication({ name: "root", namespace: "team", sources: [] });

  expect(ask("owner", { cluster: { application: known(shop), applications: known([shop, root]) } }).outcome).toBe(
    "fail",
  );
});

it("is unknown when the Application, or the parent that it names, could not be read", () => {
  const tracked = known(aLiveApplication({ trackedBy: "root" }));

  expect(ask("owner", { cluster: { application: forbidden } }).outcome).toBe("unknown");
  expect(ask("owner", { cluster: { application: absent } }).outcome).toBe("unknown");
  expect(ask("owner", { cluster: { application: tracked, applications: forbidden } }).outcome).toBe("unknown");
  expect(ask("owner", { cluster: { applications: forbidden } }).outcome).toBe("pass");
  expect(ask("owner", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
