import { describe, expect, it } from "vitest";
import { decide, refuse, type Texts } from "../../src/domain/decide.ts";
import { draft } from "../../src/domain/draft.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { examine } from "../../src/domain/proof.ts";
import { refusal } from "../../src/domain/refusal.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Wishes } from "../../src/domain/strategy/plan-strategies.ts";
import { readTrailers } from "../../src/domain/trailers.ts";
import type { GateResult, Outcome } from "../../src/domain/verdict.ts";
import { aVerdict } from "../support/report.ts";
import { aBudget, aContainer, aDeployment, aSnapshot } from "../support/snapshot.ts";
import { aRequest, plainText } from "../support/workloads.ts";

const texts: Texts = {
  overlayFile: plainText,
  runbook: ({ date }) => `runbook of ${date}`,
  pullRequestBody: ({ planId }) => `body of ${planId}`,
  checks: () => [
    { name: "lanekeeper/preflight", conclusion: "success", title: "t", summary: "s", text: "x", digest: "d" },
  ],
};

function decided(
  snapshot: Snapshot = aSnapshot(),
  wishes: Partial<Wishes> = {},
  verdicts: readonly GateResult[] = [],
  date = "2026-01-01",
) {
  const request = { ...aRequest(wishes), date };
  const drafted = draft(snapshot, request, "0.1.0", texts.overlayFile);
  if (!drafted.ok) throw new Error(drafted.refusal.message);
  const { primaryOnly, dualLane } = drafted.draft.overlay.expected;
  const built = (objects: readonly Manifest[]) => ({ ok: true as const, objects });
  const proven = examine(snapshot.base.objects, drafted.draft, {
    base: built(snapshot.base.objects),
    primaryOnly: built(primaryOnly),
    dualLane: built(dualLane),
  });
  if (!proven.ok) throw new Error(proven.refusal.message);
  const { plan } = decide(snapshot, request, drafted.draft, proven, verdicts, "0.1.0", texts);
  if (plan.outcome === "refused") throw new Error(plan.refusal.message);
  return plan;
}

describe("a plan", () => {
  it("is three commits with the runbook's subjects and our trailers", () => {
    const { commits, planId } = decided();

    expect(commits.map(({ message }) => readTrailers(message))).toEqual([
      {
        subject: "chore(shop): add primary-only staging overlay with spread and anti-affinity",
        planId,
        requestedBy: "alice",
      },
      {
        subject: "feat(shop): dual-lane opt-in (toleration + affinity In [primary,secondary])",
        planId,
        requestedBy: "alice",
      },
      { subject: "docs(shop): migration evidence and rollback steps", planId, requestedBy: "alice" },
    ]);
    expect(commits.map(({ files }) => files.length)).toEqual([2, 2, 1]);
    expect(commits[2]?.files).toEqual([
      { path: "docs/runbooks/migrations/shop-2026-01-01.md", content: "runbook of 2026-01-01" },
    ]);
  });

  it("has a branch and a title of its own", () => {
    expect(decided()).toMatchObject({
      branch: "lanekeeper/prod/shop/migrate",
      title: "Migrate shop to two lanes (prod, strategy A)",
    });
  });

  it.each<[Outcome, string]>([
    ["pass", "proposed"],
    ["warn", "proposed"],
    ["unknown", "proposed"],
    ["fail", "blocked"],
  ])("whose worst verdict is %s is %s", (outcome, expected) => {
    expect(decided(aSnapshot(), {}, [aVerdict("lanes"), aVerdict("pdb", outcome)]).outcome).toBe(expected);
  });
});

describe("the plan's id", () => {
  const id = decided().planId;

  it("is sixteen hex digits", () => {
    expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each<[string, () => string]>([
    ["when it was looked at", () => decided({ ...aSnapshot(), at: "2030-05-05T05:05:05Z" }).planId],
    ["the day of the request", () => decided(aSnapshot(), {}, [], "2030-05-05").planId],
    ["what the gates say", () => decided(aSnapshot(), {}, [aVerdict("pdb", "fail")]).planId],
    ["what the cluster looked like", () => decided(aSnapshot({ cluster: "offline" })).planId],
    [
      "an image",
      () =>
        decided(
          aSnapshot({
            objects: [aDeployment({ pod: { containers: [aContainer({ image: "ghcr.io/acme/shop:9" })] } }), aBudget()],
          }),
        ).planId,
    ],
  ])("does not depend on %s", (_, other) => {
    expect(other()).toBe(id);
  });

  it("does not depend on who chose the same", () => {
    const chosenBy = (by: string) => decided(aSnapshot(), { strategies: { web: "B2" }, by }).planId;

    expect(chosenBy("ada")).toBe(chosenBy("grace"));
  });

  it("depends on the strategy, the app, the environment and the files", () => {
    const others = [
      decided(aSnapshot(), { strategies: { web: "B2" } }),
      decided(aSnapshot({ application: { name: "store" } })),
      decided(aSnapshot({ settings: { environment: "lab" } })),
      decided(aSnapshot({ objects: [aDeployment({ replicas: 2 })] })),
    ];

    expect(new Set([id, ...others.map(({ planId }) => planId)]).size).toBe(5);
  });
});

it("a refused plan keeps its cause, and what was seen on the way to it", () => {
  const cause = refusal("helm", "It is a Helm chart", "Use kustomize", { file: "argocd/apps/shop.yaml", line: 9 });

  expect(refuse({ app: "shop", env: "prod" }, cause, { verdicts: [aVerdict("lanes")], warnings: ["w"] })).toMatchObject(
    {
      outcome: "refused",
      refusal: { file: "argocd/apps/shop.yaml", line: 9 },
      verdicts: [{ gate: "lanes" }],
      warnings: ["w"],
    },
  );
});
