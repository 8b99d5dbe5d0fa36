import { describe, expect, it } from "vitest";
import { createRenderer } from "../../src/render/renderer.ts";
import { aProposal } from "../support/proposal.ts";
import { aMixedReport, aReport, aVerdict } from "../support/report.ts";

const { planText, preflightText } = createRenderer();
const report = aMixedReport();
const decision = { plan: aProposal(report), report };
const refusal = {
  code: "base-does-not-build" as const,
  message: "apps/x does not build: Error:\n  no such file",
  remedy: "Mend the base.",
  file: "apps/x/kustomization.yaml",
  line: undefined,
};
const refused = {
  plan: {
    app: "x",
    env: "prod",
    outcome: "refused" as const,
    refusal,
    strategy: undefined,
    verdicts: [],
    warnings: [],
  },
  report: undefined,
};

describe("planText", () => {
  it("prints the plan in plain lines, problems first", () => {
    const lines = planText(decision).split("\n");

    expect(lines[0]).toBe(
      "shop (prod): strategy B2 (failover, primary and standby), blocked: a gate fails or a promise is broken",
    );
    expect(lines.indexOf("PREFLIGHT: 2 gates fail, 1 unknown, 1 warning, 10 pass")).toBe(3);
    expect(lines[4]).toBe(
      "  FAIL     Restarts are bounded: pod db-7f6d5b4c9d-q9w8e restarted 5 times in the last hour",
    );
    expect(lines).toContain("    + spec.replicas: 2");
    expect(lines).toContain("STAGE 2, dual-lane (APPROVAL REQUIRED)");
    expect(lines).toContain("  chore(shop): add primary-only staging overlay with spread and anti-affinity");
  });

  it("puts gates that say the very same on one line", () => {
    const offline = ["lanes", "taint"].map((gate) =>
      aVerdict(gate, "unknown", { title: gate, summary: "no cluster was asked", remedy: "" }),
    );
    const plain = aReport({ verdicts: [...offline, aVerdict("pdb")] });

    expect(planText({ plan: aProposal(plain), report: plain })).toContain(
      "  unknown  no cluster was asked: lanes; taint\n",
    );
  });

  it("prints a refusal with kustomize's own words, where it stands and what to do", () => {
    expect(planText(refused)).toBe(
      "x (prod): nothing is proposed (base-does-not-build)\napps/x does not build: Error:\n  no such file\n  at apps/x/kustomization.yaml\n  -> Mend the base.",
    );
  });
});

describe("preflightText", () => {
  it("prints what each gate saw, wanted, and the command that shows the same", () => {
    expect(preflightText(decision)).toContain(
      "FAIL     A PodDisruptionBudget exists: deployment/db has no PodDisruptionBudget\n         seen    budgets: shop (maxUnavailable 1)\n         wanted  a budget for each workload\n         to do   Add a PodDisruptionBudget with maxUnavailable 0 for db.\n         look    kubectl -n shop get pdb\n",
    );
  });

  it("prints the refusal where there are no gates", () => {
    expect(preflightText(refused)).toContain("nothing is proposed (base-does-not-build)");
  });
});
