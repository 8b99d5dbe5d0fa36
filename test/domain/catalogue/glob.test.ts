import { describe, expect, it } from "vitest";
import { type GlobKind, globMatches } from "../../../src/domain/catalogue/glob.ts";
import { cpuMs } from "../../support/cpu-time.ts";

describe("a glob", () => {
  it.each<[GlobKind, string, string, boolean]>([
    ["directories", "apps/*", "apps/shop", true],
    ["directories", "apps/*", "apps/shop/base", false],
    ["directories", "apps/**", "apps/shop/base", false],
    ["directories", "*", ".hidden", true],
    ["directories", "apps/[a-m]*", "apps/news", false],
    ["directories", "apps/[^a-m]*", "apps/news", true],
    ["directories", "apps/{a,b}", "apps/{a,b}", true],
    ["directories", "apps/\\*", "apps/*", true],
    ["directories", "apps/[", "apps/[", false],
    ["pathspec", "apps/*.yaml", "apps/a/b.yaml", true],
    ["pathspec", "**/x.json", "x.json", false],
    ["pathspec", "**/x.json", "a/b/x.json", true],
    ["pathspec", "apps", "apps/a/b.yaml", true],
    ["pathspec", "apps/", "apps2/a", false],
    ["pathspec", ".", "a/b", true],
    ["doublestar", "apps/*.yaml", "apps/a/b.yaml", false],
    ["doublestar", "**/x.json", "x.json", true],
    ["doublestar", "**/x.json", "a/b/x.json", true],
    ["doublestar", "a/**/b/**", "a/b/c/d", true],
    ["doublestar", "a/b**", "a/bc/d", false],
    ["doublestar", "{a,b}/*.{yml,yaml}", "b/x.yaml", true],
    ["manifests", "*.yaml", "a/b.yaml", true],
    ["manifests", "{*.yml,*.yaml}", "a/b.yml", true],
    ["manifests", "{a,{b,c}/?}.yaml", "c/x.yaml", true],
    ["manifests", "[!a]*", "b/c", true],
    ["manifests", "config?.yaml", "config/.yaml", true],
    ["manifests", "a.yaml", "b/a.yaml", false],
  ])("of kind %s: %s against %s is %s", (kind, glob, path, matches) => {
    expect(globMatches(kind, glob, path)).toBe(matches);
  });

  it("costs next to nothing, however it is made", () => {
    const path = `${"a".repeat(200)}/`.repeat(5);
    const hostile = [
      "*a".repeat(200),
      "**/".repeat(100),
      "{a,b}".repeat(150),
      "{".repeat(1000),
      "[a".repeat(400),
      "?*".repeat(300),
      "a".repeat(5000),
    ];

    const spent = cpuMs(() => {
      for (const kind of ["directories", "pathspec", "doublestar", "manifests"] as const) {
        for (const glob of hostile) globMatches(kind, glob, path);
      }
    });

    expect(spent).toBeLessThan(2000);
  });

  it("that makes too many variants gets the caller's careful answer", () => {
    expect(globMatches("manifests", "{a,b}".repeat(20), "x", true)).toBe(true);
    expect(globMatches("manifests", "{a,b}".repeat(20), "x", false)).toBe(false);
  });
});
