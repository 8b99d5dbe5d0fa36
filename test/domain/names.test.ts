import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  branchName,
  checkNames,
  commitSubjects,
  type Purpose,
  parseBranchName,
  pullRequestLabels,
  pullRequestTitle,
} from "../../src/domain/names.ts";

const purposes: readonly Purpose[] = [
  "migrate",
  "promote-primary-only",
  "promote-dual-lane",
  "failover",
  "sign-off",
  "rollback",
];
const dnsLabel = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const appName = fc.oneof(
  fc.array(dnsLabel, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(".")),
  fc.constantFrom("constructor", "migrate", "rollback", "tostring"),
);

describe("a branch name", () => {
  it("says the environment, the app and what it is for", () => {
    expect(branchName({ env: "prod", app: "shop" }, "migrate")).toBe("lanekeeper/prod/shop/migrate");
  });

  it("is read back as what it was made from", () => {
    fc.assert(
      fc.property(dnsLabel, appName, fc.constantFrom(...purposes), (env, app, purpose) => {
        expect(parseBranchName(branchName({ env, app }, purpose))).toEqual({ key: { env, app }, purpose });
      }),
    );
  });

  it.each([
    "main",
    "lanekeeper/prod/shop",
    "lanekeeper/prod/shop/merge",
    "lanekeeper//shop/migrate",
    "lanekeeper/prod/shop/migrate/2",
    "feature/lanekeeper/prod/shop/migrate",
    "Lanekeeper/prod/shop/migrate",
    "",
  ])("is not ours when it is `%s`", (branch) => {
    expect(parseBranchName(branch)).toBeUndefined();
  });
});

it("the title says app, environment and strategy", () => {
  expect(pullRequestTitle({ env: "prod", app: "shop" }, "B2")).toBe("Migrate shop to two lanes (prod, strategy B2)");
});

it("the commits have exactly the subjects of the runbook's template", () => {
  expect(commitSubjects("shop")).toEqual([
    "chore(shop): add primary-only staging overlay with spread and anti-affinity",
    "feat(shop): dual-lane opt-in (toleration + affinity In [primary,secondary])",
    "docs(shop): migration evidence and rollback steps",
  ]);
});

it("checks and labels keep the names that rules of a repository point at", () => {
  expect(Object.values(checkNames)).toEqual([
    "lanekeeper/preflight",
    "lanekeeper/argo-diff",
    "lanekeeper/checklist",
    "lanekeeper/approval",
  ]);
  expect(pullRequestLabels).toEqual(["lanekeeper", "migration"]);
});
