import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/app/answers.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { aProposal } from "../support/proposal.ts";
import { aMixedReport, aShopSnapshot } from "../support/report.ts";

const renderer = createRenderer();
const key = { app: "shop", env: "prod" };
const report = aMixedReport();
const decision = { plan: aProposal(report), report };
const none = { pullRequest: undefined, checks: [], stale: false };
const open = {
  pullRequest: { number: 12, url: "https://github.com/acme/homelab/pull/12", state: "open" as const },
  checks: [
    { name: "lanekeeper/preflight", conclusion: "failure" },
    { name: "lanekeeper/checklist", conclusion: "action_required" },
  ],
  stale: false,
};
const merged = { ...open, pullRequest: { ...open.pullRequest, state: "merged" as const } };

function answer(what: Answer, command = "/migrate shop"): string {
  return renderer.answer(what, { by: "alice", command });
}

describe("the status comment", () => {
  it("says what was asked and by whom, without calling them", () => {
    expect(answer({ type: "denied", login: "mallory" })).toContain("`/migrate shop`, asked by `alice`:");
  });

  it("links the pull request, says what is missing, what comes next and how to undo it by hand", () => {
    const text = answer({ type: "standing", key, what: "opened", decision, standing: open });

    expect(text).toContain("the pull request [`#12`](https://github.com/acme/homelab/pull/12) is open");
    expect(text).toContain(
      "- `lanekeeper/preflight` is red: its page says what to mend; then `/migrate shop refresh`.",
    );
    expect(text).toContain("- `lanekeeper/checklist` waits for people");
    expect(text).toContain("- `/migrate shop cancel`: close the pull request");
    expect(text).toContain("`git push origin --delete lanekeeper/prod/shop/migrate`");
  });

  it("names the environment in commands where it is not the usual one", () => {
    const staging = { app: "shop", env: "staging" };

    expect(answer({ type: "standing", key: staging, what: "status", decision: undefined, standing: none })).toContain(
      "`/migrate shop plan --env staging`",
    );
  });

  it("is the same text at another time, so that looking again writes nothing", () => {
    const later = { ...report, snapshot: aShopSnapshot({ ...report.snapshot, at: "2027-01-01T00:00:00Z" }) };

    expect(answer({ type: "decision", key, decision: { ...decision, report: later }, standing: none })).toBe(
      answer({ type: "decision", key, decision, standing: none }),
    );
    expect(
      answer({ type: "standing", key, what: "opened", decision: { ...decision, report: later }, standing: open }),
    ).toBe(answer({ type: "standing", key, what: "opened", decision, standing: open }));
  });

  it("says that another plan would be made now", () => {
    expect(
      answer({ type: "standing", key, what: "unchanged", decision, standing: { ...open, stale: true } }),
    ).toContain("holds another plan than the one that would be made now; `/migrate shop refresh` rebuilds it");
  });

  it("points to the revert once it is merged", () => {
    const text = answer({ type: "standing", key, what: "status", decision: undefined, standing: merged });

    expect(text).toContain("Nothing that runs has changed");
    expect(text).toContain("Revert the merge of #12 with `git revert`");
    expect(text).not.toContain("/migrate shop cancel");
  });
});

describe("the reply to plan", () => {
  it("is short: strategy, what stands in the way, what changes, and that nothing was written", () => {
    const text = answer({ type: "decision", key, decision, standing: none });

    expect(text).toContain(
      "**Plan for `shop` (`prod`): strategy B2, failover, primary and standby.** Nothing was written.",
    );
    expect(text).toContain("| ❌ fails | Restarts are bounded |");
    expect(text).toContain("- Deployment `shop`: `spec.replicas`, `pod nodeSelector`");
    expect(text.length).toBeLessThan(5_000);
  });

  it("says why nothing is proposed, where the cause stands and what to do", () => {
    const refusal = {
      code: "helm" as const,
      message: "gitea is a Helm chart",
      remedy: "Render it first.",
      file: "argocd/gitea.yaml",
      line: 12,
    };
    const plan = { ...key, outcome: "refused" as const, refusal, strategy: undefined, verdicts: [], warnings: [] };
    const text = answer({ type: "decision", key, decision: { plan, report: undefined }, standing: none });

    expect(text).toContain(
      "**Nothing is proposed for `shop` (`prod`).**\n\ngitea is a Helm chart.\n\nWhere: `argocd/gitea.yaml:12`.\n\nWhat to do: Render it first.",
    );
  });
});

describe("short answers", () => {
  it.each<[string, Answer, string]>([
    [
      "help lists every verb and marks what is not there yet",
      { type: "help" },
      "| `/migrate <app> rollback` | opens the pull request that leads back (not in this version yet) |",
    ],
    [
      "a mistake comes with the nearest word and help",
      {
        type: "mistaken",
        mistake: { type: "mistaken", message: "`opne` is not a verb.", nearest: "open", app: "shop" },
      },
      "Did you mean `open`?\n\nLanekeeper takes",
    ],
    [
      "all problems of the settings come at once",
      {
        type: "settings-problems",
        problems: [
          { line: 3, message: "one" },
          { line: undefined, message: "two" },
        ],
      },
      "- Line 3: one\n- two",
    ],
    [
      "a later verb is understood and said to be not there yet",
      { type: "not-yet", key, verb: "promote" },
      "**`promote` is not done by this version of Lanekeeper yet.**",
    ],
    [
      "what a person can mend comes with its remedy",
      { type: "user-error", key, message: "No such cluster", remedy: "Configure it." },
      "**No such cluster**\n\nConfigure it. Nothing was done.",
    ],
    [
      "somebody else's commits are named and left alone",
      {
        type: "foreign-commits",
        key,
        branch: "b",
        commits: [{ sha: "8f3a1c0b6f1a4b0e", author: "bob" }],
        standing: open,
      },
      "- `8f3a1c0b6f1a` by `bob`",
    ],
    [
      "a cancelled migration is closed and its branch gone",
      { type: "cancelled", key, branchRemoved: true, standing: none },
      "The pull request is closed and its branch is gone.",
    ],
    [
      "a branch with somebody else's commits survives a cancel",
      { type: "cancelled", key, branchRemoved: false, standing: none },
      "The branch `lanekeeper/prod/shop/migrate` was kept",
    ],
    [
      "nothing to cancel is said",
      { type: "nothing-to-cancel", key, standing: none },
      "**There is no open migration of `shop` (`prod`) to cancel.**",
    ],
    [
      "after the merge cancel points to the way back",
      { type: "nothing-to-cancel", key, standing: merged },
      "The way back from there is the runbook's section “The way back”",
    ],
  ])("%s", (_, what, expected) => {
    expect(answer(what)).toContain(expected);
  });
});
