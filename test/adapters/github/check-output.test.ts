import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { cutMarkdown, cutTitle } from "../../../src/adapters/github/check-output.ts";

/** Whether the closing words stand outside of every block, as a reader of Markdown sees it. */
function closesOutside(text: string): boolean {
  return fromMarkdown(text).children.at(-1)?.type === "paragraph";
}

describe("a check's text", () => {
  it("is left as it is when it fits", () => {
    expect(cutMarkdown("# short\n", 100)).toBe("# short\n");
  });

  it("is cut between lines and says so", () => {
    const text = Array.from({ length: 100 }, (_, line) => `line ${line}`).join("\n");

    const cut = cutMarkdown(text, 200);

    expect(cut).toMatch(/^line 0\n(line \d+\n)+\n_Cut here: /);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(200);
  });

  it("closes the fence it is cut in, with as many signs as opened it", () => {
    const cut = cutMarkdown(`before\n\`\`\`\`yaml\n\`\`\`\n${"a: 1\n".repeat(100)}\`\`\`\`\n`, 200);

    expect(cut).toMatch(/a: 1\n````\n\n_Cut here: /);
  });

  it("never exceeds its bytes, never splits a character, never leaves a fence open", () => {
    const line = fc.constantFrom("```yaml", "```", "~~~~", "é".repeat(30), "𝒂𝒃𝒄", "plain text", "");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 120, max: 600 }), (lines, bytes) => {
        const text = lines.join("\n");
        const cut = cutMarkdown(text, bytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        expect(cut).not.toContain("\uFFFD");
        if (cut !== text) expect(closesOutside(cut)).toBe(true);
      }),
    );
  });
});

describe("a check's title", () => {
  it("is one line of at most 255 characters", () => {
    expect(cutTitle(" two\n lines ")).toBe("two lines");
    expect(Array.from(cutTitle("𝒂".repeat(300)))).toHaveLength(255);
  });
});
