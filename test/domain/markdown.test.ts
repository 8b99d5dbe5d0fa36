import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, fence, joined, md, neutral } from "../../src/domain/markdown.ts";
import { fileLink } from "../../src/domain/markdown-link.ts";
import { mermaidLabel } from "../../src/domain/markdown-mermaid.ts";
import { table, tableCell } from "../../src/domain/markdown-table.ts";
import { hostileText } from "../support/hostile-text.ts";
import { linksOf, nodesOf, typesOf } from "../support/markdown-tree.ts";

const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const harmless = new Set(["root", "paragraph", "text", "inlineCode"]);

describe("neutral", () => {
  it("keeps ordinary words as they are", () => {
    expect(neutral("pod web-0 restarted 4 times; wanted: at most 3 (last hour), my_label=x")).toBe(
      "pod web-0 restarted 4 times; wanted: at most 3 (last hour), my_label=x",
    );
  });

  it("shows mentions, references and addresses without making them", () => {
    const text = neutral("ping @alice, fixes #12, GH-3, a/b#4, https://x.example and www.x.example");

    expect(linksOf(text)).toEqual([]);
    expect(nodesOf(text).at(-1)?.value?.replaceAll("\u200b", "")).toBe(
      "ping @alice, fixes #12, GH-3, a/b#4, https://x.example and www.x.example",
    );
  });

  it("keeps the code spans of our own sentences", () => {
    expect(neutral("Run `kubectl get nodes` and look at <none>")).toBe("Run `kubectl get nodes` and look at &lt;none>");
  });

  it("gives one line of plain words and code, whatever the text", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        for (const text of [
          neutral(one),
          md`${neutral(one)} ${neutral(two)}`,
          md`- **x** ${neutral(one)}: ${code(two)}`.slice("- **x** ".length),
        ]) {
          expect(text).not.toContain("\n");
          expect(text).not.toMatch(invisible);
          expect(typesOf(text).filter((type) => !harmless.has(type))).toEqual([]);
          expect(linksOf(text)).toEqual([]);
          expect(text).not.toContain("<!--");
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("code", () => {
  it("is one span with the text in it, whatever backticks the text has", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = code(text);
        const types = typesOf(`x ${span} y`);

        expect(span).not.toMatch(invisible);
        expect(span).not.toContain("<!--");
        expect(types.filter((type) => !harmless.has(type))).toEqual([]);
        if (span !== "(empty)")
          expect(nodesOf(`x ${span} y`).filter(({ type }) => type === "inlineCode")).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });

  it("says so when there is nothing to show", () => {
    expect(code(" \u200b ")).toBe("(empty)");
  });
});

describe("fence", () => {
  it("cannot be closed from inside", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const block = fence(text, "text");
        const [root, ...others] = nodesOf(block);

        expect(root?.children).toHaveLength(1);
        expect(others.map(({ type }) => type)).toEqual(["code"]);
        expect(block).not.toContain("<!--");
        expect(block).not.toMatch(invisible);
      }),
      { numRuns: 150 },
    );
  });
});

describe("table", () => {
  it("has as many cells a row as its header, whatever is in them", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const row = table(["a", "b"], [[neutral(one), code(two)]]).split("\n")[2] ?? "";

        expect(table(["a", "b"], [[neutral(one), code(two)]]).split("\n")).toHaveLength(3);
        expect(unescapedPipes(row)).toBe(3);
      }),
      { numRuns: 150 },
    );
  });

  it("escapes a pipe once, also when it is escaped already", () => {
    expect(tableCell(md`a | b`)).toBe("a \\| b");
    expect(tableCell(neutral("a | b"))).toBe("a \\| b");
    expect(tableCell(code("a \\\\| b"))).toBe("`a \\\\\\| b`");
  });
});

describe("fileLink", () => {
  const urls = ["git@github.com:acme/homelab.git", "https://github.com/acme/homelab.git"];

  it("points to the file on the branch", () => {
    expect(fileLink("a b/x(1).md", "lanekeeper/prod/shop/migrate", urls)).toBe(
      "[`a b/x(1).md`](https://github.com/acme/homelab/blob/lanekeeper/prod/shop/migrate/a%20b/x%281%29.md)",
    );
  });

  it("is the path alone where no web address is known", () => {
    expect(fileLink("a.md", "main", ["git@github.com:acme/homelab.git"])).toBe("`a.md`");
  });

  it("does not take an address that could end the link early", () => {
    expect(fileLink("a.md", "main", ["https://x.example/a) [b](https://y.example"])).toBe("`a.md`");
  });
});

describe("mermaidLabel", () => {
  it("lets only letters, digits and a few signs through", () => {
    fc.assert(fc.property(hostileText, (text) => void expect(mermaidLabel(text)).toMatch(/^[A-Za-z0-9 ._/-]{1,60}$/)));
  });
});

describe("joined", () => {
  it("puts our own words between", () => {
    expect(joined([code("a"), code("b")])).toBe("`a`, `b`");
  });
});

function unescapedPipes(row: string): number {
  return [...row.matchAll(/(\\*)\|/g)].filter(([, slashes]) => (slashes ?? "").length % 2 === 0).length;
}
