import { expect, it } from "vitest";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aLiveApplication } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

it.each<[Partial<LiveApplication>, string, string]>([
  [{}, "pass", "Synced and Healthy, no operation under way"],
  [{ sync: "OutOfSync" }, "fail", "Argo CD says OutOfSync: the cluster differs from Git"],
  [{ sync: "Unknown" }, "unknown", "the sync state could not be read: Argo CD says Unknown"],
  [{ sync: undefined }, "unknown", "the sync state could not be read: Argo CD says nothing"],
  [{ health: "Degraded" }, "fail", "Argo CD says Degraded"],
  [{ health: "Missing" }, "fail", "Argo CD says Missing"],
  [{ health: "Progressing" }, "warn", "Argo CD says Progressing"],
  [{ health: "Suspended" }, "warn", "Argo CD says Suspended"],
  [{ health: undefined }, "unknown", "the app's health could not be read: Argo CD says nothing"],
  [{ operationPhase: "Running" }, "warn", "a sync is under way"],
  [{ operationRequested: true }, "warn", "a sync is under way"],
  [{ operationPhase: "Failed" }, "warn", "the last sync ended as Failed"],
  [{ operationPhase: undefined }, "pass", "Synced and Healthy, no operation under way"],
])("of %j says %s", (live, outcome, summary) => {
  expect(ask("sync-state", { cluster: { application: known(aLiveApplication(live)) } })).toMatchObject({
    outcome,
    summary,
  });
});

it("fails when Argo CD has no such Application, and is unknown when it could not be read", () => {
  expect(ask("sync-state", { cluster: { application: { state: "absent" } } }).outcome).toBe("fail");
  expect(ask("sync-state", { cluster: { application: forbidden } }).outcome).toBe("unknown");
});
