import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { planOf } from "../../src/cli/plan.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { fences, root, section } from "./documents.ts";

type Proposal = Exclude<Plan, { readonly outcome: "refused" }>;

/** The day of the excerpt. */
const date = "2026-11-22";
const text = section("README.md", "The pull request");
let plan: Proposal;

beforeAll(async () => {
  // What is shown is the same with the demo's recording and without.
  const options = { repo: join(root, "examples/homelab"), offline: true, date };
  const { decision } = await planOf("shop", options, {}, createRenderer(), () => undefined);
  if (decision.plan.outcome === "refused") throw new Error(decision.plan.refusal.message);
  plan = decision.plan;
});

describe("README.md shows of the demo's pull request", () => {
  it("the title, the branch, and the commits with their files", () => {
    const commits = plan.commits.flatMap(({ message, files }, at) => [
      `  ${at + 1}. ${message.split("\n", 1)[0]}`,
      ...files.map(({ path }) => `     + ${path}`),
    ]);

    expect(fences(text)[0]?.text.split("\n")).toEqual([
      `Title:  ${plan.title}`,
      `Branch: ${plan.branch}`,
      "",
      ...commits,
    ]);
  });

  it("sentences that stand in its body", () => {
    const sentences = text
      .split("\n")
      .filter((line) => line.startsWith("> "))
      .map((line) => line.slice(2))
      .join(" ")
      .split(/(?<=\.) |(?<=:) /);
    const body = plan.body.replace(/^> /gm, "").replaceAll("\n", " ");

    expect(sentences.length).toBeGreaterThan(3);
    expect(sentences.filter((sentence) => !body.includes(sentence.replace(/\.$/, "")))).toEqual([]);
  });

  it("lines that stand in a patch", () => {
    const shown = fences(text).find(({ note }) => note === "patch")?.text ?? "nothing";
    const patch = plan.commits[1]?.files.at(-1)?.content ?? "";

    expect(patch).toContain(shown);
  });
});
