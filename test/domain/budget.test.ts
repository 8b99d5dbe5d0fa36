import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteLength, cuts, fitted } from "../../src/domain/budget.ts";

describe("fitted", () => {
  it("keeps every section in full while they fit", () => {
    expect(
      fitted(
        [
          { forms: ["one", "1"], weight: 1 },
          { forms: ["two"], weight: 2 },
        ],
        100,
      ),
    ).toBe("one\n\ntwo\n");
  });

  it("shortens the least important section first, form by form", () => {
    const sections = [
      { forms: ["important"], weight: 9 },
      { forms: ["x".repeat(50), "x".repeat(20), "x"], weight: 1 },
    ];

    expect(fitted(sections, 80)).toBe(`important\n\n${"x".repeat(50)}\n`);
    expect(fitted(sections, 40)).toBe(`important\n\n${"x".repeat(20)}\n`);
    expect(fitted(sections, 13)).toBe("important\n\nx\n");
    expect(fitted(sections, 11)).toBe("important\n");
  });

  it("counts bytes, not characters", () => {
    expect(fitted([{ forms: ["é".repeat(10), "short"], weight: 1 }], 15)).toBe("short\n");
    expect(byteLength("❌")).toBe(3);
  });

  it("never gives more than the limit", () => {
    const section = fc.record({
      forms: fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      weight: fc.integer(),
    });

    fc.assert(
      fc.property(
        fc.array(section, { maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        (sections, limit) => void expect(byteLength(fitted(sections, limit))).toBeLessThanOrEqual(limit),
      ),
    );
  });
});

describe("cuts", () => {
  it("goes from all to none by halves", () => {
    expect(cuts(9)).toEqual([9, 4, 2, 1, 0]);
    expect(cuts(0)).toEqual([0]);
  });
});
