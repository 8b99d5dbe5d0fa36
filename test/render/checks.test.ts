import { describe, expect, it } from "vitest";
import { byteLength } from "../../src/domain/budget.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Outcome } from "../../src/domain/verdict.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { allPass, aMixedReport, aReport, aShopSnapshot, aVerdict } from "../support/report.ts";

const { checks } = createRenderer();

function check(report: Report, name: "preflight" | "checklist") {
  const found = checks(report).find((each) => each.name === `lanekeeper/${name}`);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

function withGate(gate: string, outcome: Outcome, summary = "because"): Report {
  return aReport({
    verdicts: allPass.map((verdict) => (verdict.gate === gate ? aVerdict(gate, outcome, { summary }) : verdict)),
  });
}

describe("the preflight check", () => {
  it.each([
    ["pass", "success", "All 14 gates pass"],
    ["warn", "success", "All 14 gates pass, 1 with a warning"],
    ["fail", "failure", "1 gate fails, 13 pass"],
    ["unknown", "failure", "1 gate unknown, 13 pass"],
  ] as const)("with a gate that says %s is %s: %s", (outcome, conclusion, title) => {
    expect(check(withGate("pdb", outcome), "preflight")).toMatchObject({ conclusion, title });
  });

  it("is no success when no gate was asked", () => {
    expect(check(aReport({ verdicts: [] }), "preflight").conclusion).toBe("failure");
  });

  it("gives the reasons before the table", () => {
    const { summary, title } = check(aMixedReport(), "preflight");

    expect(title).toBe("2 gates fail, 1 unknown, 1 warning, 10 pass");
    expect(summary.indexOf("1. ❌ fails: **Restarts are bounded**")).toBeGreaterThan(-1);
    expect(summary.indexOf("1. ❌ fails: **Restarts are bounded**")).toBeLessThan(summary.indexOf("| --- |"));
  });

  it("puts what was seen and the command into the text, but not for a public repository", () => {
    const seen = "Seen: budgets: shop (maxUnavailable 1)";
    const { snapshot } = aMixedReport();
    const inPublic = aMixedReport({
      snapshot: { ...snapshot, repository: { ...snapshot.repository, isPublic: true } },
    });

    expect(check(aMixedReport(), "preflight").text).toContain(seen);
    expect(check(aMixedReport(), "preflight").text).toContain("Look: `kubectl -n shop get pdb`");
    expect(check(inPublic, "preflight").text).not.toContain(seen);
  });

  it("has a digest that changes with an outcome and with nothing else", () => {
    const digest = check(withGate("pdb", "fail", "one reason"), "preflight").digest;

    expect(check(withGate("pdb", "fail", "another reason"), "preflight").digest).toBe(digest);
    expect(
      check({ ...withGate("pdb", "fail"), snapshot: aShopSnapshot({ at: "2027-01-01T00:00:00Z" }) }, "preflight")
        .digest,
    ).toBe(digest);
    expect(check(withGate("pdb", "unknown"), "preflight").digest).not.toBe(digest);
    expect(check(withGate("lanes", "fail"), "preflight").digest).not.toBe(digest);
  });
});

describe("the checklist check", () => {
  it("waits for people while their boxes are open", () => {
    expect(check(aReport(), "checklist")).toMatchObject({
      conclusion: "action_required",
      title: "3 items wait for people",
    });
  });

  it("fails while a fact is not as needed", () => {
    expect(check(withGate("pdb", "fail"), "checklist")).toMatchObject({
      conclusion: "failure",
      title: "1 fact is not as needed, 3 items wait for people",
    });
    expect(check(withGate("pdb", "fail"), "checklist").summary).toContain("**Not as needed.**");
  });

  it("has a digest that changes when an item does and not when its words do", () => {
    const digest = check(withGate("pdb", "fail", "one"), "checklist").digest;

    expect(check(withGate("pdb", "unknown", "two"), "checklist").digest).toBe(digest);
    expect(check(withGate("pdb", "pass"), "checklist").digest).not.toBe(digest);
  });
});

it("keeps every text of every check within GitHub's bytes", () => {
  const verdicts = Array.from({ length: 900 }, (_, index) =>
    aVerdict(`gate-${index}`, "fail", {
      summary: `é${index} `.repeat(40),
      seen: "x".repeat(5000),
      remedy: `mend ${index}`,
    }),
  );
  const all = checks(aReport({ verdicts }));

  for (const { summary, text } of all) {
    expect(byteLength(summary)).toBeLessThanOrEqual(65_000);
    expect(byteLength(text)).toBeLessThanOrEqual(65_000);
    expect(text).not.toBe("\n");
  }
  expect(all[0]?.summary).toMatch(/\d+ of 900 reasons shown/);
  expect(all[0]?.text).toMatch(/\d+ of 900 gates shown/);
});
