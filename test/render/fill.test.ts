import { describe, expect, it } from "vitest";
import { createFill } from "../../src/render/fill.ts";

function filled(source: string, view: object): string {
  return createFill(new Map([["t", source]]))("t", view);
}

describe("fill", () => {
  it("prints what the view has, unescaped", () => {
    expect(
      filled("{{a}}-{{#each list}}{{this}},{{/each}}{{#if b}}yes{{else}}no{{/if}}", { a: "<&>", list: [1, 2], b: "" }),
    ).toBe("<&>-1,2,no");
  });

  it.each([
    ["a field that is missing", "{{a}}"],
    ["a condition that is missing", "{{#if a}}x{{/if}}"],
    ["a list that is missing", "{{#each a}}x{{/each}}"],
    ["a list that is none", "{{#each n}}x{{/each}}"],
    ["a field that is missing in a list's entry", "{{#each list}}{{a}}{{/each}}"],
    ["an inherited name", "{{constructor}}"],
    ["a helper that is not ours", "{{lookup list 0}}"],
    ["a partial", "{{> other}}"],
  ])("throws for %s", (_, source) => {
    expect(() => filled(source, { n: 1, list: [{}] })).toThrow();
  });

  it("throws for undefined anywhere in the view, which would print as nothing", () => {
    expect(() => filled("x", { a: [{ b: undefined }] })).toThrow("view.a.0.b is undefined");
  });

  it("throws for a template that does not exist", () => {
    expect(() => createFill(new Map())("t", {})).toThrow("No template t");
  });
});
