import { expect, it } from "vitest";
import type { SyncWindow } from "../../../src/domain/cluster-surroundings.ts";
import { absent, known } from "../../../src/domain/known.ts";
import { ask, forbidden } from "./ask.ts";

function aWindow(changes: Partial<SyncWindow>): SyncWindow {
  return {
    kind: "deny",
    schedule: "0 22 * * *",
    duration: "8h",
    manualSync: false,
    timeZone: undefined,
    andOperator: false,
    applications: [],
    namespaces: [],
    clusters: [],
    ...changes,
  };
}

function windows(...changes: readonly Partial<SyncWindow>[]) {
  return ask("sync-windows", { cluster: { project: known({ name: "default", windows: changes.map(aWindow) }) } });
}

it("passes without windows, and with windows of other apps", () => {
  expect(windows()).toMatchObject({
    outcome: "pass",
    summary: "no sync window of project default is about this app",
  });
  expect(windows({ applications: ["blog"], namespaces: ["kube-*"], clusters: ["https://10.0.0.9:6443"] }).outcome).toBe(
    "pass",
  );
  expect(windows({}).outcome).toBe("pass");
});

it("warns of a deny window that refuses manual syncs", () => {
  expect(windows({ applications: ["*"], timeZone: "Europe/Berlin" })).toMatchObject({
    outcome: "warn",
    summary: "a deny window (0 22 * * * for 8h, Europe/Berlin) refuses manual syncs while it is open",
    remedy: expect.stringContaining("`manualSync: true` in project default"),
  });
});

it("warns of an allow window outside of which manual syncs are refused", () => {
  expect(windows({ kind: "allow", applications: ["shop"] })).toMatchObject({
    outcome: "warn",
    summary: "manual syncs are refused outside of the allow window (0 22 * * * for 8h, UTC)",
  });
});

it("passes when the windows allow manual syncs, and shows them", () => {
  expect(windows({ applications: ["*"], manualSync: true })).toMatchObject({
    outcome: "pass",
    summary: "every sync window of project default allows manual syncs",
    seen: "deny window (0 22 * * * for 8h, UTC), manual sync allowed",
  });
});

it.each<Partial<SyncWindow>>([
  { applications: ["sh*"] },
  { applications: ["other"], namespaces: ["shop"] },
  { namespaces: ["sho?"] },
  { clusters: ["https://kubernetes.default.svc"] },
  { clusters: ["in-cluster"] },
])("takes a window for the app's where one thing that it lists matches: %j", (changes) => {
  expect(windows(changes).outcome).toBe("warn");
});

it("takes one with the AND operator only where all match", () => {
  expect(windows({ andOperator: true, applications: ["shop"], namespaces: ["other"] }).outcome).toBe("pass");
  expect(windows({ andOperator: true, applications: ["shop"], namespaces: ["shop"] }).outcome).toBe("warn");
  expect(windows({ andOperator: true }).outcome).toBe("pass");
});

it("fails when there is no such project", () => {
  expect(ask("sync-windows", { cluster: { project: absent } })).toMatchObject({
    outcome: "fail",
    summary: "Argo CD has no project default: it refuses to sync the app",
  });
});

it("is unknown when the project could not be read, and offline", () => {
  expect(ask("sync-windows", { cluster: { project: forbidden } })).toMatchObject({
    outcome: "unknown",
    command: expect.stringMatching(/^kubectl -n argocd get appprojects\.argoproj\.io default /),
  });
  expect(ask("sync-windows", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
