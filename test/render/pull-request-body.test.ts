import { describe, expect, it } from "vitest";
import { byteLength } from "../../src/domain/budget.ts";
import { readMarker } from "../../src/domain/marker.ts";
import type { Report } from "../../src/domain/report.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { nodesOf } from "../support/markdown-tree.ts";
import { aMixedReport, aReport, aShopSnapshot, aVerdict } from "../support/report.ts";

const { pullRequestBody } = createRenderer();

/** An app of many workloads, each with many words. */
function aHugeReport(count: number): Report {
  const report = aReport();
  const names = Array.from({ length: count }, (_, index) => `shop-${index}`);
  const [workload] = report.strategy.workloads;
  const [change] = report.diff;
  if (workload === undefined || change === undefined) throw new Error("the fixture has a workload");
  return {
    ...report,
    strategy: { headline: "A", workloads: names.map((name) => ({ ...workload, name })) },
    verdicts: names.map((name) =>
      aVerdict(name, "fail", { title: name, summary: `é ${name}`, remedy: `Mend ${name}. `.repeat(10) }),
    ),
    diff: (["primary-only", "dual-lane"] as const).flatMap((stage) =>
      names.map((name) => ({ ...change, stage, object: { ...change.object, name } })),
    ),
    restarts: names.map((name) => ({
      stage: "primary-only" as const,
      workload: name,
      reason: "its pod template changes",
    })),
    previous: names.map((name) => ({ workload: name, kind: "Deployment", replicas: 1, pins: [] })),
  };
}

describe("pullRequestBody", () => {
  const body = pullRequestBody(aReport());
  const mixed = pullRequestBody(aMixedReport());

  it("begins with its hidden marker and what it is", () => {
    expect(readMarker(body)?.marker).toEqual({ kind: "pull-request", key: { app: "shop", env: "prod" } });
    expect(body.split("\n")[1]).toMatch(
      /^Lanekeeper proposes how the app `shop` \(environment `prod`\) can leave its one node, `miniserver`/,
    );
  });

  it("says that merging is code only and what the reader decides, before anything else", () => {
    const headings = nodesOf(body).filter(({ type }) => type === "heading");

    expect(body.indexOf("Merging this changes nothing that runs.")).toBeLessThan(body.indexOf("### What you decide"));
    expect(headings.map((node) => node.children?.map(({ value }) => value).join(""))).toEqual([
      "What you decide",
      "Preflight: may the app move?",
      "Strategy A, active-active",
      "What this plan vouches for",
      "Stage 1, primary-only: ready for two nodes, still only on the primary lane",
      "Stage 2, dual-lane: the secondary lane is opened (APPROVAL REQUIRED)",
      "Placement",
      "Checklist",
      "The way back",
      "Files",
    ]);
  });

  it("asks to mend first what fails or could not be looked at", () => {
    expect(mixed).toContain("**Mend first:** 2 gates fail and 1 gate could not be looked at.");
    expect(body).not.toContain("Mend first");
  });

  it("lists what stands in the way before what passes, with what to do", () => {
    const table = mixed.slice(mixed.indexOf("### Preflight"), mixed.indexOf("<details>"));

    expect(table.match(/^\| (?:❌|❔|⚠️) \w+ \| [^|]+/gm)).toEqual([
      "| ❌ fails | Restarts are bounded ",
      "| ❌ fails | A PodDisruptionBudget exists ",
      "| ❔ unknown | Synced and healthy ",
      "| ⚠️ warning | Manual sync ",
    ]);
    expect(table).toContain("Add a PodDisruptionBudget with maxUnavailable 0 for db.");
  });

  it("says that placement was not asked from the scheduler yet, until it was", () => {
    const placed = pullRequestBody(
      aReport({
        placement: [
          {
            stage: "dual-lane",
            scenario: "fresh start",
            pods: [
              { name: "shop-1", node: "miniserver", rejected: {} },
              { name: "shop-2", node: undefined, rejected: { "worker-1": "untolerated taint" } },
            ],
          },
        ],
      }),
    );

    expect(body).toContain("The scheduler has not been asked yet");
    expect(placed).not.toContain("The scheduler has not been asked yet");
    expect(placed).toContain(
      "| `dual-lane` | fresh start | `shop-1` on `miniserver`<br>`shop-2` waits: `worker-1` untolerated taint |",
    );
  });

  it("shows each changed field before and after, and who restarts", () => {
    expect(body).toContain("- spec.replicas: 1\n+ spec.replicas: 2");
    expect(body).toContain("              - primary\n+             - secondary");
    expect(mixed).toContain("- `db`: not touched; its pods go on running.");
  });

  it("ticks boxes by facts, leaves people's open, and keeps an id in each", () => {
    expect(mixed).toContain("- [ ] <!-- item:pdb --> **A PodDisruptionBudget exists");
    expect(mixed).toContain("- [x] <!-- item:requests-and-limits -->");
    expect(mixed).toContain("- [ ] <!-- item:rollback-owner -->");
  });

  it("gives the way back with the numbers and pins of today", () => {
    expect(body).toContain("| `Deployment shop` | 1 | `nodeSelector kubernetes.io/hostname=miniserver` |");
  });

  it("says when no cluster was asked", () => {
    expect(pullRequestBody(aReport({ snapshot: aShopSnapshot({ observation: { mode: "offline" } }) }))).toContain(
      "No cluster was asked",
    );
  });

  it("warns against merging a plan with a broken promise", () => {
    expect(
      pullRequestBody(
        aReport({ promises: [{ promise: "The base still builds", holds: false, detail: "it does not" }] }),
      ),
    ).toContain("**Do not merge:** 1 promise of the plan does not hold");
  });

  it.each([
    [30, /every line is in the runbook file `docs/],
    [300, /\d+ of 300 gates shown; the rest is in the runbook file `docs/],
  ])(
    "stays within GitHub's bytes for %d workloads: whole sections are cut, fences closed, the rest named",
    (count, rest) => {
      const huge = pullRequestBody(aHugeReport(count));

      expect(byteLength(huge)).toBeLessThanOrEqual(65_000);
      expect((huge.match(/^```/gm) ?? []).length % 2).toBe(0);
      expect(huge).toContain("Merging this changes nothing that runs.");
      expect(huge).toContain("<!-- item:rollback-owner -->");
      expect(huge).toMatch(rest);
    },
  );
});
