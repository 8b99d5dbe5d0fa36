import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readClustersFile } from "../../src/config/clusters-file.ts";
import { readRepositoryFile } from "../../src/config/repository-file.ts";
import { repositoryFileReference } from "../../src/config/repository-reference.ts";
import { environmentReference } from "../../src/config/variables.ts";
import { gates } from "../../src/domain/gates/index.ts";
import { codes, fences, madeTable, section, table, textOf } from "./documents.ts";

const configuration = "docs/configuration.md";
const variables = environmentReference.map((variable) => [
  `\`${variable.name}\``,
  variable.required ? "**required**" : defaultCell(variable.default),
  variable.meaning,
]);

function defaultCell(value: string | undefined): string {
  return value === undefined ? "none" : `\`${value}\``;
}

describe("docs/configuration.md", () => {
  it("has every environment variable with its default and meaning, and no other", () => {
    expect(madeTable(configuration, "Environment variables", "Variable", variables)).toEqual(variables);
  });

  it("has every key of .github/lanekeeper.yml with its default and meaning, and no other", () => {
    const keys = repositoryFileReference.map(({ key, default: value, meaning }) => [
      `\`${key}\``,
      defaultCell(value),
      meaning,
    ]);

    expect(madeTable(configuration, "The repository's file", "Key", keys)).toEqual(keys);
  });

  it("has every gate, in reading order, with its severity", () => {
    const rows = gates.map(({ gate, title, severity, live }) => [`\`${gate}\``, title, severity, live ? "yes" : "no"]);

    expect(madeTable(configuration, "Gates", "Gate", rows)).toEqual(rows);
  });

  it("has every key of the clusters' file", () => {
    const named = table(section(configuration, "Several clusters"), "Key").map(([key = ""]) => codes(key)[0] ?? "");
    const shown: unknown = parse(example("clusters-file"));

    expect(named).toEqual(
      leaves(shown).map((key) =>
        key.replace(/^clusters\.homelab/, "clusters.<cluster>").replace(/(aliases)\..*/, "$1"),
      ),
    );
  });

  it("shows files that can be used", () => {
    const defaults = { kubeconfig: undefined, inCluster: false, argocd: undefined };

    expect(readClustersFile(example("clusters-file"), "clusters.yml", defaults)).toMatchObject({ ok: true });
    expect(readRepositoryFile(example("repository-file"), "lanekeeper.yml")).toMatchObject({ ok: true });
  });
});

describe("README.md", () => {
  it("has every environment variable with its default and meaning, and no other", () => {
    expect(madeTable("README.md", "Configuration", "Variable", variables)).toEqual(variables);
  });

  it("shows the repository's file as it is when there is none", () => {
    const shown = readRepositoryFile(readmeFile(), "lanekeeper.yml");

    expect(shown).toEqual(readRepositoryFile(undefined, "lanekeeper.yml"));
  });

  it("shows every key, and those without a default can be used as they stand in the comments", () => {
    const whole = readmeFile()
      .replace("apps: {}", "apps:")
      .replace(/^(\s*)#( *[A-Za-z]+:)/gm, (_, before, rest) => `${before}${before === "" ? rest : rest.trimStart()}`);
    const used = readRepositoryFile(whole, "lanekeeper.yml");
    const written = leaves(parse(whole)).map((key) =>
      key.replace(/^environments\.prod/, "environments.<env>").replace(/^apps\.wiki/, "apps.<app>"),
    );

    expect(used).toMatchObject({ ok: true });
    for (const { key } of repositoryFileReference) {
      const wanted = key.replace("<gate>", "restarts");
      expect(
        written.some((each) => each === wanted || each.startsWith(`${wanted}.`)),
        wanted,
      ).toBe(true);
    }
  });
});

function example(note: string): string {
  return fenceOf(configuration, note);
}

function readmeFile(): string {
  return fenceOf("README.md", "repository-file");
}

function fenceOf(document: string, wanted: string): string {
  const found = fences(textOf(document)).find(({ note }) => note === wanted);
  if (found === undefined) throw new Error(`${document} has no block "${wanted}"`);
  return found.text;
}

/** `a.b` for every value that is no map; an empty map counts as a value. */
function leaves(value: unknown, path: readonly string[] = []): readonly string[] {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isMap) return [path.join(".")];
  return [...new Set(Object.entries(value as object).flatMap(([key, child]) => leaves(child, [...path, key])))];
}
