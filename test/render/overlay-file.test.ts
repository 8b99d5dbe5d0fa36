import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, parseDocument } from "yaml";
import { readHeader } from "../../src/domain/file-header.ts";
import type { OverlayFile } from "../../src/domain/overlay-file.ts";
import { createRenderer } from "../../src/render/renderer.ts";

const header = { app: "shop", env: "prod", strategy: "A", version: "0.1.0", inputs: "0123456789ab" };
const { overlayFile } = createRenderer();

function aFile(changes: Partial<OverlayFile>): OverlayFile {
  return { path: "overlays/prod/shop/x.yaml", template: "patch", header, why: ["Because."], documents: [], ...changes };
}

describe("overlayFile", () => {
  it("starts with the header line that names the file as ours, then says why the file exists", () => {
    const text = overlayFile(aFile({ documents: [{ value: { kind: "Deployment" }, comments: [] }] }));

    expect(text).toBe(
      "# lanekeeper: app=shop env=prod strategy=A version=0.1.0 inputs=0123456789ab\n# Because.\nkind: Deployment\n",
    );
    expect(readHeader(text)).toEqual(header);
  });

  it("does not break a header line however long the app's name is", () => {
    const long = { ...header, app: "a".repeat(120) };

    expect(readHeader(overlayFile(aFile({ header: long })))).toEqual(long);
  });

  it("puts each reason above its field, wrapped, and keeps null, which deletes", () => {
    const text = overlayFile(
      aFile({
        documents: [
          {
            value: { spec: { nodeName: null, tolerations: [{ key: "workload-lane", value: "12:30" }] } },
            comments: [
              { path: ["spec", "nodeName"], text: "The pin goes." },
              {
                path: ["spec", "tolerations"],
                text: `The list replaces the base's. ${"It is written whole. ".repeat(5)}`,
              },
              { path: ["spec", "tolerations", 0], text: "The lane." },
            ],
          },
        ],
      }),
    );

    expect(text.split("\n").slice(2)).toEqual([
      "spec:",
      "  # The pin goes.",
      "  nodeName: null",
      "  # The list replaces the base's. It is written whole. It is written whole. It is written whole. It",
      "  # is written whole. It is written whole.",
      "  tolerations:",
      "    # The lane.",
      "    - key: workload-lane",
      '      value: "12:30"',
      "",
    ]);
  });

  it("separates several documents", () => {
    const text = overlayFile(
      aFile({
        documents: [
          { value: { a: 1 }, comments: [{ path: [], text: "first" }] },
          { value: { b: 2 }, comments: [{ path: [], text: "second" }] },
        ],
      }),
    );

    expect(text.split("\n").slice(2)).toEqual(["# first", "a: 1", "---", "# second", "b: 2", ""]);
  });

  it("leaves out fields that are undefined, as JSON does", () => {
    expect(overlayFile(aFile({ documents: [{ value: { a: 1, b: undefined }, comments: [] }] }))).toContain("\na: 1\n");
  });

  it("refuses a comment for a field that is not there", () => {
    const file = aFile({ documents: [{ value: { a: 1 }, comments: [{ path: ["b"], text: "lost" }] }] });

    expect(() => overlayFile(file)).toThrow('No field ["b"]');
  });

  it("gives text that reads back as the same values, as YAML 1.1 and 1.2, whatever the values and reasons are", () => {
    const trap = fc.constantFrom(
      "yes",
      "on",
      "n",
      "012",
      "0o7",
      "0o1_7",
      "1_000",
      "12:30",
      "2026-01-01",
      "=",
      "<<",
      "~",
      "1.10",
      ".5",
      "null",
      "- a",
      "a: b",
      "# c",
      "\u0085",
      "\u2028",
      "\ufeff",
      "\u007f",
      "{{x}}",
      "&a",
      "*a",
      "!!str",
      "---",
    );
    const text = fc.oneof(trap, fc.string(), fc.string({ unit: "binary" }));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        text,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(text, tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    const key = fc.string({ minLength: 1 });

    fc.assert(
      fc.property(key, value, text, (name, anything, reason) => {
        const document = JSON.parse(JSON.stringify({ [name]: anything, same: [anything, anything] }));
        const rendered = overlayFile(
          aFile({ why: [reason], documents: [{ value: document, comments: [{ path: [name], text: reason }] }] }),
        );

        for (const version of ["1.1", "1.2"] as const)
          expect(parseDocument(rendered, { version }).toJS()).toEqual(document);
        expect(parseAllDocuments(rendered)).toHaveLength(1);
        expect(rendered).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u);
        expect(readHeader(rendered)).toEqual(header);
      }),
      { numRuns: 80 },
    );
  });
});
