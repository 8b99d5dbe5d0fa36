import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/domain/application.ts";
import { closureRefusal } from "../../src/domain/catalogue/closure-refusal.ts";
import { findApplication } from "../../src/domain/catalogue/find-application.ts";
import { findingRefusal } from "../../src/domain/catalogue/finding-refusal.ts";
import { kustomizationClosure } from "../../src/domain/catalogue/kustomization-closure.ts";
import { readCatalogue } from "../../src/domain/catalogue/read-catalogue.ts";
import { readersOfOverlay } from "../../src/domain/catalogue/readers-of-overlay.ts";
import { sourceRefusal } from "../../src/domain/catalogue/source-refusal.ts";
import { tieRefusal } from "../../src/domain/catalogue/tie-refusal.ts";
import { normalisePath } from "../../src/domain/catalogue/tree-path.ts";
import { type FileTree, textOf } from "../../src/domain/file-tree.ts";
import { unknown } from "../../src/domain/known.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import type { RepositoryIdentity } from "../../src/domain/snapshot.ts";
import { cpuMs } from "../support/cpu-time.ts";
import { readTree } from "../support/read-tree.ts";

const corpus = process.env.CORPUS_DIR;
const folders = [
  join(import.meta.dirname, "../../examples/homelab"),
  ...(corpus === undefined
    ? []
    : readdirSync(corpus, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? join(corpus, entry.name) : [],
      )),
];

const folder: RepositoryIdentity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

describe.each(folders)("%s", (dir) => {
  const tree = readTree(dir);

  it("gives every Application and ApplicationSet that a plain search finds", () => {
    const { applications, applicationSets, problems } = readCatalogue(tree);

    expect(problems).toEqual([]);
    expect({ Application: applications.length, ApplicationSet: applicationSets.length }).toEqual(searched(tree));
  });

  it("is read in under one and a half seconds", () => {
    expect(cpuMs(() => readCatalogue(tree))).toBeLessThan(1500);
  });

  it("gives places at which the name, the source and the path do stand", () => {
    for (const { name, place, lines } of readCatalogue(tree).applications) {
      const text = (textOf(tree, place.file) ?? "").split("\n");
      expect(text[place.line - 1]).toMatch(/apiVersion|kind|metadata/);
      expect(text.slice(place.line - 1, (lines.source ?? place.line) + 1).join("\n")).toContain(name);
      if (lines.source !== undefined) expect(text[lines.source - 1]).toMatch(/\bsources?:/);
      if (lines.path !== undefined) expect(text[lines.path - 1]).toMatch(/\bpath:/);
    }
  });

  it("answers every app with a buildable base or with a refusal that names the cause and a place in the tree", () => {
    const catalogue = readCatalogue(tree);
    for (const name of namesIn(catalogue)) {
      const refused = refusalOf(name, catalogue, tree);
      if (refused === undefined) continue;
      expect(refused.message, name).toContain("`");
      expect(refused.remedy, name).not.toBe("");
      const lines = textOf(tree, refused.file ?? "")?.split("\n").length ?? 0;
      expect(refused.line, `${name}: ${refused.code} ${refused.file}`).toBeGreaterThan(0);
      expect(refused.line, `${name}: ${refused.code} ${refused.file}`).toBeLessThanOrEqual(lines);
    }
  });
});

/** The crude count: an apiVersion of Argo CD with the kind on the next line, however far both are indented. */
function searched(tree: FileTree): { Application: number; ApplicationSet: number } {
  const count = { Application: 0, ApplicationSet: 0 };
  for (const [path, content] of tree) {
    if (!/\.(ya?ml|json)$/.test(path) || typeof content !== "string") continue;
    for (const hit of content.matchAll(
      /^[ -]*apiVersion: *argoproj\.io\/\w+ *\r?\n *kind: *(Application|ApplicationSet) *\r?$/gm,
    )) {
      count[hit[1] as keyof typeof count] += 1;
    }
  }
  return count;
}

function namesIn({ applications, applicationSets }: Catalogue): ReadonlySet<string> {
  const sets = applicationSets.flatMap((set) => [set.name, ...(set.children ?? []).map((child) => child.name)]);
  return new Set([...applications.map(({ name }) => name), ...sets]);
}

function refusalOf(name: string, catalogue: Catalogue, tree: FileTree): Refusal | undefined {
  const finding = findApplication(catalogue, name);
  if (finding.outcome !== "found") return findingRefusal(name, finding, catalogue);
  const { application } = finding;
  const early =
    tieRefusal(application, folder, runbookSettings).refusal ?? sourceRefusal(application, tree, runbookSettings);
  if (early !== undefined) return early;
  const closure = kustomizationClosure(tree, normalisePath(application.sources[0]?.path ?? "") ?? "");
  const overlay = `overlays/prod/${name}/primary-only`;
  const written = [
    `${overlay}/kustomization.yaml`,
    `${overlay}/patch-topology-and-anti-affinity.yaml`,
    `docs/runbooks/migrations/${name}-2026-01-01.md`,
  ];
  return (
    closureRefusal(closure, overlay) ?? readersOfOverlay(catalogue, unknown("offline"), written, folder, tree, name)
  );
}
