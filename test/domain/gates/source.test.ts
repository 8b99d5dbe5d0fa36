import { expect, it } from "vitest";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveApplication, anApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const [declared] = anApplication().sources;
if (declared === undefined) throw new Error("the application has a source");

function running(changes: Partial<LiveApplication>) {
  return ask("source", { cluster: { application: known(aLiveApplication(changes)) } });
}

it("passes when only the spelling differs", () => {
  const source = { ...declared, repoURL: "git@github.com:Acme/homelab", path: "./apps/shop/" };

  expect(
    running({ sources: [source], destination: { server: undefined, name: "in-cluster", namespace: "shop" } }).outcome,
  ).toBe("pass");
});

it.each([
  ["repository", { repoURL: "https://github.com/acme/other" }],
  ["path", { path: "apps/shop/overlays/prod" }],
  ["revision", { targetRevision: "release" }],
])("fails on another %s", (_, changes) => {
  expect(running({ sources: [{ ...declared, ...changes }] })).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(
      /^the live Application reads .*, Git declares github.com\/acme\/homelab apps\/shop at main$/,
    ),
    remedy: expect.stringContaining("argocd/apps/shop.yaml:1"),
  });
});

it("takes an empty revision for HEAD", () => {
  const application = { sources: [{ ...declared, targetRevision: "" }] };

  expect(
    ask("source", {
      application,
      cluster: { application: known(aLiveApplication({ sources: [{ ...declared, targetRevision: "HEAD" }] })) },
    }).outcome,
  ).toBe("pass");
});

it("fails on another cluster or namespace", () => {
  expect(
    running({ destination: { server: "https://10.0.0.9:6443", name: undefined, namespace: "shop" } }).summary,
  ).toContain("deploys to https://10.0.0.9:6443");
  expect(
    running({ destination: { server: "https://kubernetes.default.svc", name: undefined, namespace: "other" } }).outcome,
  ).toBe("fail");
});

it("fails when Argo CD has no such Application", () => {
  expect(ask("source", { cluster: { application: { state: "absent" } } })).toMatchObject({
    outcome: "fail",
    summary: "Argo CD has no Application shop",
  });
});

it("is unknown when the Application could not be read", () => {
  expect(ask("source", { cluster: { application: forbidden } })).toMatchObject({
    outcome: "unknown",
    command: expect.stringMatching(/^kubectl -n argocd get applications\.argoproj\.io shop /),
  });
});
