import { describe, expect, it } from "vitest";
import { checklistOf } from "../../src/domain/checklist.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import { known, unknown } from "../../src/domain/known.ts";
import type { Report } from "../../src/domain/report.ts";
import type { GateResult } from "../../src/domain/verdict.ts";
import { allPass, aMixedReport, aReport, aShopSnapshot, aVerdict } from "../support/report.ts";
import { shopCluster } from "../support/report-cluster.ts";

function ids(report: Report, decidedBy: "facts" | "people"): readonly string[] {
  return checklistOf(report)
    .filter((item) => item.decidedBy === decidedBy)
    .map(({ id }) => id);
}

function item(report: Report, id: string, vouched?: ReadonlySet<string>) {
  return checklistOf(report, vouched).find((each) => each.id === id);
}

function withGate(gate: string, outcome: "fail" | "unknown" | "warn"): Report {
  return aReport({ verdicts: allPass.map((verdict) => (verdict.gate === gate ? aVerdict(gate, outcome) : verdict)) });
}

function withCluster(changes: Partial<ClusterView>): Report {
  return aReport({
    snapshot: aShopSnapshot({ observation: { mode: "live", cluster: { ...shopCluster, ...changes } } }),
  });
}

describe("checklistOf", () => {
  it("asks people only what no system can tell, for a stateless app that runs twice", () => {
    expect(ids(aReport(), "facts")).toEqual(["app-health", "pdb", "requests-and-limits", "manual-sync", "longhorn"]);
    expect(ids(aReport(), "people")).toEqual(["sessions", "idempotence", "rollback-owner"]);
  });

  it("asks for data, standby and autoscalers where the app has them", () => {
    expect(ids(aMixedReport(), "people")).toEqual([
      "autoscalers-paused",
      "restore-point",
      "sessions",
      "idempotence",
      "standby-reviewed",
      "rollback-owner",
    ]);
  });

  it("asks for a second opinion on an attestation and names who gave the first", () => {
    expect(item(aReport({ attestations: [{ what: "multi-writer", by: "bob" }] }), "second-writer")?.fact).toContain(
      "bob",
    );
  });

  it.each([
    ["crash-loops", "app-health"],
    ["restarts", "app-health"],
    ["probes", "app-health"],
    ["pdb", "pdb"],
    ["requests-and-limits", "requests-and-limits"],
    ["sync-mode", "manual-sync"],
  ])("ticks nothing for a gate %s that fails or is unknown, and lets a warning pass", (gate, id) => {
    expect(item(withGate(gate, "fail"), id)?.done).toBe(false);
    expect(item(withGate(gate, "unknown"), id)?.done).toBe(false);
    expect(item(withGate(gate, "warn"), id)?.done).toBe(true);
    expect(item(aReport(), id)?.done).toBe(true);
  });

  it("ticks nothing for a gate that was not asked", () => {
    expect(item(aReport({ verdicts: [] }), "pdb")).toMatchObject({ done: false, fact: "pdb was not looked at" });
  });

  it("ticks what people vouched for, and never what facts decide", () => {
    const vouched = new Set(["sessions", "pdb"]);

    expect(item(withGate("pdb", "fail"), "sessions", vouched)?.done).toBe(true);
    expect(item(withGate("pdb", "fail"), "idempotence", vouched)?.done).toBe(false);
    expect(item(withGate("pdb", "fail"), "pdb", vouched)?.done).toBe(false);
  });

  it("takes an autoscaler that stage 1 holds still for paused", () => {
    const scaler = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", namespace: "shop", name: "shop" };
    const report = withCluster({
      autoscalers: known([
        {
          namespace: "shop",
          name: "shop",
          target: { kind: "Deployment", name: "shop" },
          minReplicas: 1,
          maxReplicas: 3,
          currentReplicas: 1,
        },
      ]),
    });

    expect(item(report, "autoscalers-paused")).toMatchObject({ decidedBy: "people", done: false });
    expect(
      item(
        { ...report, diff: [...report.diff, { stage: "primary-only", change: "update", object: scaler, fields: [] }] },
        "autoscalers-paused",
      ),
    ).toMatchObject({ decidedBy: "facts", done: true });
  });

  it("asks about autoscalers that could not be read", () => {
    expect(item(withCluster({ autoscalers: unknown("forbidden") }), "autoscalers-paused")).toMatchObject({
      decidedBy: "people",
      fact: "autoscalers could not be read: forbidden",
    });
  });

  it("lets the gates decide about Longhorn, for an app that keeps data", () => {
    const gates = ["longhorn-volumes", "longhorn-settings"];
    const asked = (...verdicts: readonly GateResult[]) => item(aMixedReport({ verdicts }), "longhorn");

    expect(asked(...gates.map((gate) => aVerdict(gate)))).toMatchObject({ decidedBy: "facts", done: true });
    for (const [index, gate] of gates.entries()) {
      const others = gates.toSpliced(index, 1).map((other) => aVerdict(other));
      expect(asked(...others, aVerdict(gate, "fail"))?.done).toBe(false);
      expect(asked(...others, aVerdict(gate, "unknown"))?.done).toBe(false);
      expect(asked(...others)).toMatchObject({
        done: false,
        fact: expect.stringContaining(`${gate} was not looked at`),
      });
    }
  });

  it("does not hold a stateless app back for Longhorn", () => {
    expect(item(aReport({ verdicts: [aVerdict("longhorn-settings", "fail")] }), "longhorn")).toMatchObject({
      decidedBy: "facts",
      done: true,
    });
  });
});
