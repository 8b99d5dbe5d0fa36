import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../src/render/renderer.ts";
import { aHostileReport } from "../support/hostile-report.ts";
import { everything, hostileText } from "../support/hostile-text.ts";
import { linksOf, nodesOf } from "../support/markdown-tree.ts";
import { aProposal } from "../support/proposal.ts";

const renderer = createRenderer();
const key = { app: "shop", env: "prod" };
const allowedHtml =
  /^(?:<!-- (?:lanekeeper:pull-request prod\/shop|item:[a-z-]+) -->|<br>|<details>|<\/details>|<summary>[\w ,]+<\/summary>|<details><summary>[\w ,]+<\/summary>)$/;

/** What a text must never come to hold because of somebody else's words. */
function leaks(text: string): readonly string[] {
  const nodes = nodesOf(text) as readonly { readonly type: string; readonly value?: string; readonly url?: string }[];
  return [
    ...linksOf(text).filter((found) => found !== "#12"),
    ...nodes.flatMap(({ type, value = "", url = "" }) => {
      if (type === "html") return allowedHtml.test(value.trim()) ? [] : [value];
      if (type === "link") return url.startsWith("https://github.com/acme/homelab/") ? [] : [url];
      return type === "image" || type === "definition" || type === "linkReference" ? [type] : [];
    }),
    ...(text.match(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu) ?? []),
  ];
}

describe("hostile text", () => {
  it("stays harmless in the body, the runbook, the checks and the replies", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const report = aHostileReport(text);
        const standing = {
          pullRequest: { number: 12, url: "https://github.com/acme/homelab/pull/12", state: "open" as const },
          checks: [{ name: text, conclusion: text }],
          stale: true,
        };
        const asked = { by: text, command: text };
        const texts = [
          renderer.pullRequestBody(report),
          renderer.runbook(report),
          ...renderer.checks(report).flatMap((check) => [check.summary, check.text]),
          renderer.answer({ type: "decision", key, decision: { plan: aProposal(report), report }, standing }, asked),
          renderer.answer({ type: "user-error", key, message: text, remedy: text }, asked),
          renderer.answer(
            { type: "foreign-commits", key, branch: text, commits: [{ sha: text, author: text }], standing },
            asked,
          ),
          renderer.answer({ type: "settings-problems", problems: [{ line: 1, message: text }] }, asked),
          renderer.answer(
            { type: "mistaken", mistake: { type: "mistaken", message: text, nearest: text, app: undefined } },
            asked,
          ),
          renderer.answer({ type: "denied", login: text }, asked),
          renderer.answer(
            {
              type: "decision",
              key,
              decision: {
                plan: {
                  ...key,
                  outcome: "refused",
                  refusal: { code: "helm", message: text, remedy: text, file: text, line: 1 },
                  strategy: undefined,
                  verdicts: [],
                  warnings: [],
                },
                report: undefined,
              },
              standing,
            },
            asked,
          ),
        ];

        expect(texts.flatMap(leaks)).toEqual([]);
      }),
      { numRuns: 6, examples: [[everything]] },
    );
  });

  it("leaves the headings of the runbook and the body as they are", () => {
    const headings = (text: string) => nodesOf(text).filter(({ type }) => type === "heading").length;

    for (const text of ["# x\n## y", "===\n---", "- # z"]) {
      expect(headings(renderer.runbook(aHostileReport(text)))).toBe(headings(renderer.runbook(aHostileReport("word"))));
      expect(headings(renderer.pullRequestBody(aHostileReport(text)))).toBe(
        headings(renderer.pullRequestBody(aHostileReport("word"))),
      );
    }
  });

  it("says nothing that a terminal would obey", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const report = aHostileReport(text);
        const decision = { plan: aProposal(report), report };

        for (const printed of [renderer.planText(decision), renderer.preflightText(decision)]) {
          expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});
