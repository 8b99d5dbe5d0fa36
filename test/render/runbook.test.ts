import { describe, expect, it } from "vitest";
import { unknown } from "../../src/domain/known.ts";
import type { Report } from "../../src/domain/report.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { aMixedReport, aReport, aShopSnapshot } from "../support/report.ts";
import { shopCluster } from "../support/report-cluster.ts";

const { runbook } = createRenderer();

function section(text: string, heading: string): string {
  const start = text.indexOf(heading);
  if (start < 0) throw new Error(`no ${heading}`);
  const level = heading.match(/^#+/)?.[0] ?? "#";
  const rest = text.slice(start + heading.length);
  const end = rest.search(new RegExp(`^#{2,${level.length}} `, "m"));
  return heading + (end < 0 ? rest : rest.slice(0, end));
}

function inPublic(report: Report, evidence: "full" | undefined): Report {
  const { snapshot } = report;
  return {
    ...report,
    snapshot: {
      ...snapshot,
      settings: { ...snapshot.settings, evidence },
      repository: { ...snapshot.repository, isPublic: true },
    },
  };
}

describe("runbook", () => {
  const plain = runbook(aReport());
  const mixed = runbook(aMixedReport());

  it("has every part of the framework, in reading order", () => {
    expect(plain.match(/^## .*$/gm)).toEqual([
      "## 1. What this is, and why",
      "## 2. Strategy A, active-active",
      "## 3. Safety gates",
      "## 4. Evidence",
      "## 5. What the plan vouches for",
      "## 6. What each stage changes",
      "## 7. Checklist",
      "## 8. Rollout steps",
      "## 9. Bake time: 24 hours",
      "## 10. Sign-off",
      "## 11. If it starts to flap",
      "## 12. The way back",
      "## 13. Risks of this app",
    ]);
  });

  it("shows the framework's evidence as tables", () => {
    const evidence = section(mixed, "## 4.");

    expect(evidence).toContain("| `worker-1` | `secondary` | `workload-lane=secondary:NoSchedule` | True | no |");
    expect(evidence).toContain("| `shop/db-7f6d5b4c9d-q9w8e` | `miniserver` | Running | yes | 1 |");
    expect(evidence).toContain("| `longhorn-system/longhorn-ui-5c8d7f-aaaaa` | `worker-1` |");
    expect(evidence).toContain(
      "| `pvc-1b2c` | attached | degraded | 3 | `miniserver` running, `worker-1` running | `miniserver` |",
    );
    expect(evidence).toContain("| `default-replica-count` | 3 | 2 |");
    expect(evidence).toContain("Readiness probe failed: HTTP 503 \\|");
  });

  it("says what could not be observed and why, and never takes it for none", () => {
    const text = runbook(
      aReport({
        snapshot: aShopSnapshot({
          observation: { mode: "live", cluster: { ...shopCluster, pods: unknown("the API answered 403") } },
        }),
      }),
    );

    expect(section(text, "### Pods of the app")).toContain("**Not observed:** the API answered 403");
    expect(section(text, "### Claims and volumes")).toContain("None.");
    expect(section(text, "### Longhorn volumes")).toContain("Longhorn is not installed in this cluster.");
  });

  it("keeps secrets in event messages out", () => {
    const events = {
      state: "known" as const,
      value: [
        {
          namespace: "shop",
          type: "Warning",
          reason: "Failed",
          kind: "Pod",
          name: "shop",
          message: "login with password=hunter2 failed",
          count: 1,
          at: "2026-03-02T10:00:00Z",
        },
      ],
    };

    expect(
      runbook(
        aReport({ snapshot: aShopSnapshot({ observation: { mode: "live", cluster: { ...shopCluster, events } } }) }),
      ),
    ).not.toContain("hunter2");
  });

  it("shows only the newest fifty events", () => {
    const value = Array.from({ length: 70 }, (_, index) => ({
      namespace: "shop",
      type: "Normal",
      reason: `R${index}`,
      kind: "Pod",
      name: "shop",
      message: "",
      count: 1,
      at: `2026-03-02T10:${String(index % 60).padStart(2, "0")}:${index < 60 ? "00" : "30"}Z`,
    }));
    const text = section(
      runbook(
        aReport({
          snapshot: aShopSnapshot({
            observation: { mode: "live", cluster: { ...shopCluster, events: { state: "known", value } } },
          }),
        }),
      ),
      "### Recent events",
    );

    expect(text.match(/^\| 2026/gm)).toHaveLength(50);
    expect(text).toContain("The newest 50 of 70.");
    expect(text).toContain("R59");
    expect(text).not.toContain("| R0 |");
  });

  it("says that no cluster was asked, and gives the commands that collect the evidence", () => {
    const offline = runbook(aReport({ snapshot: aShopSnapshot({ observation: { mode: "offline" } }) }));

    expect(offline).toContain("**No cluster was asked.**");
    expect(section(offline, "## 4.")).not.toContain("### ");
    expect(section(offline, "## 4.")).toContain("kubectl -n shop get pods -l app.kubernetes.io/name=shop -o wide");
  });

  it("keeps evidence out of a public repository unless its settings ask for it", () => {
    expect(runbook(inPublic(aReport(), undefined))).not.toContain("shop-6d5f9c7b8c-x2x7k");
    expect(runbook(inPublic(aReport(), "full"))).toContain("shop-6d5f9c7b8c-x2x7k");
  });

  it("gives each stage as the one line that people change, and asks approval for the second", () => {
    const rollout = section(plain, "## 8.");

    expect(rollout).toContain(
      "- `argocd/apps/shop.yaml:13`: `path: apps/shop/base` becomes `path: overlays/prod/shop/primary-only`",
    );
    expect(rollout).toContain("### Stage 2, **APPROVAL REQUIRED**");
    expect(rollout).toContain("argocd app diff shop --local overlays/prod/shop/primary-only --local-repo-root .");
    expect(rollout.indexOf("argocd app sync shop --dry-run")).toBeLessThan(
      rollout.indexOf("# APPROVAL REQUIRED, then look\nargocd app sync shop\n"),
    );
  });

  it("rehearses every kubectl that changes something, and marks it", () => {
    const changing = [...mixed.matchAll(/^kubectl .*(?:cordon|drain|patch) .*$/gm)].map(([line]) => line);

    for (const line of changing.filter((each) => !each.includes("--dry-run=server") && !each.includes("uncordon"))) {
      expect(mixed.indexOf(`${line} --dry-run=server`)).toBeGreaterThan(-1);
      expect(mixed.indexOf(`${line} --dry-run=server`)).toBeLessThan(mixed.indexOf(`${line}\n`));
    }
    expect(changing.length).toBeGreaterThan(4);
  });

  it("restores an automated sync policy as it was, and speaks of none where there is none", () => {
    expect(section(mixed, "## 8.")).toContain("`syncPolicy.automated` goes away");
    expect(section(mixed, "## 12.")).toContain(
      '`syncPolicy.automated` is back as it was: `{"prune":true,"selfHeal":true}`',
    );
    expect(plain).not.toContain("syncPolicy.automated");
  });

  it("leads back in order: standby first, then stage 2, then stage 1, with today's numbers", () => {
    expect(section(mixed, "## 12.").match(/^### .*$/gm)).toEqual([
      "### First, if a standby runs: standby to 0, then primary back",
      "### From stage 2 to stage 1",
      "### From stage 1 to where the app is today",
      "### And the files of this pull request",
      "### If a volume makes trouble",
    ]);
    expect(section(mixed, "## 12.")).toContain("`shop` 1, `db` 1");
    expect(section(mixed, "## 12.")).toContain("`Deployment db-standby` stays behind");
  });

  it("explains the one deviation from the written stage 1, for strategy A only", () => {
    const sentence = "on one node that leaves the second replica Pending for ever";
    const { strategy } = aMixedReport();

    expect(plain.split(sentence)).toHaveLength(2);
    expect(
      runbook(aMixedReport({ strategy: { headline: "B2", workloads: strategy.workloads.slice(1) } })),
    ).not.toContain(sentence);
  });

  it("cuts the risks to what can happen to this app and says what it left out", () => {
    expect(section(plain, "## 13.")).toContain("Longhorn rebuilds: the app keeps no data.");
    expect(section(mixed, "## 13.")).toContain("| Longhorn replica rebuild storms");
  });

  it("leaves out what does not concern the app", () => {
    expect(plain).not.toContain("### Failover of");
    expect(plain).not.toContain("### Autoscalers\n\n`");
    expect(plain).not.toContain("longhorn-system get");
    expect(mixed).toContain("### Failover of `db` to the standby");
  });

  it("has a picture of each stage beside a table that says the same", () => {
    expect(plain.match(/^```mermaid$/gm)).toHaveLength(2);
    expect(section(plain, "### Stage 2, `dual-lane`")).toContain(
      'subgraph lane1["secondary lane - worker-1"]\n    pod1x0["shop"]',
    );
    expect(section(plain, "### Stage 2, `dual-lane`")).toContain("| `secondary` | `worker-1` | `shop` |");
  });

  it("is the same text for the same report", () => {
    expect(runbook(aReport())).toBe(plain);
  });
});
