import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codes, documents, fences, root, section, table, textOf } from "./documents.ts";

type Package = {
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
};
const { scripts, license, engines: wanted } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;

/** Names of scripts of npm's own that need no `run`. */
const bare = new Set(["test", "start"]);

/** Git keeps no empty folders. */
function holdsFiles(folder: string): boolean {
  return readdirSync(join(root, folder), { withFileTypes: true }).some(
    (entry) => !entry.isDirectory() || holdsFiles(join(folder, entry.name)),
  );
}

describe("CONTRIBUTING.md", () => {
  const rooms = table(section("CONTRIBUTING.md", "Rooms"), "Path").map(([path = ""]) => codes(path)[0] ?? "");

  it("has every room, and only such as exist", () => {
    const folders = (path: string) =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && holdsFiles(join(path, entry.name)))
        .map(({ name }) => name);
    const existing = [
      ...folders(".").filter((name) => !["node_modules", "dist", "src"].includes(name)),
      ...folders("src")
        .filter((name) => name !== "adapters")
        .map((name) => `src/${name}`),
      ...folders("src/adapters").map((name) => `src/adapters/${name}`),
    ];

    expect(rooms).toEqual(expect.arrayContaining(existing));
    expect(rooms.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("explains every script of package.json, and no other", () => {
    const shown = table(section("CONTRIBUTING.md", "Scripts"), "Script").map(([script = ""]) =>
      (codes(script)[0] ?? "").replace(/^npm (run )?/, ""),
    );

    expect(shown.toSorted()).toEqual(Object.keys(scripts).toSorted());
  });
});

it("every script that a document names exists", () => {
  const named = documents().flatMap((document) => {
    const text = textOf(document);
    return [...text.matchAll(/\bnpm (?:run (?:-s )?([a-z:-]+)|(test|start)\b)/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
  });

  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((name) => !bare.has(name) && !Object.hasOwn(scripts, name))).toEqual([]);
  for (const name of bare) expect(Object.keys(scripts)).toContain(name);
});

it("every path of the project that a document names exists", () => {
  const ours = /^(\.ci|bench|bin|deploy|docs|engines|examples|lab|src|templates|test)(\/[\w.-]+)*\/?$/;
  // What is made in somebody's repository stands under docs/runbooks.
  const missing = documents().flatMap((document) =>
    codes(textOf(document))
      .filter((code) => ours.test(code) && !code.startsWith("docs/runbooks"))
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document}: ${path}`),
  );

  expect(missing).toEqual([]);
});

it("every program that a document runs from the project exists", () => {
  const run = documents().flatMap((document) =>
    fences(textOf(document)).flatMap(({ text }) =>
      [...text.matchAll(/\bnode (?:--\S+ )*([\w/-]+\.(?:ts|mjs))/g)].map((match) => match[1] ?? ""),
    ),
  );

  expect(run.length).toBeGreaterThan(0);
  expect(run.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("the decisions are all listed in docs/design.md", () => {
  const listed = section("docs/design.md", "Decisions");

  for (const file of readdirSync(join(root, "docs/decisions"))) expect(listed).toContain(`(decisions/${file})`);
});

it("engines/README.md and lab/README.md name the versions that are built", () => {
  const engines = JSON.parse(readFileSync(join(root, "engines/checksums.json"), "utf8")) as Readonly<
    Record<string, { readonly version: string; readonly toolchain: string }>
  >;
  const shown = table(textOf("engines/README.md"), "Engine").map(([name = "", , , version]) => [
    codes(name)[0],
    version,
  ]);
  const lab = readFileSync(join(root, "lab/build.mjs"), "utf8");
  const built = [...lab.matchAll(/^const \w+ = "(v?\d+\.\d+\.\d+)";/gm)].map((match) => match[1] ?? "");

  expect(shown).toEqual(Object.entries(engines).map(([name, { version }]) => [name, version]));
  for (const { toolchain } of Object.values(engines)) expect(textOf("engines/README.md")).toContain(toolchain);
  expect(
    table(textOf("lab/README.md"), "Program")
      .map(([, version]) => version ?? "")
      .toSorted(),
  ).toEqual(built.toSorted());
});

it("README.md names the oldest Node that package.json allows", () => {
  expect(section("README.md", "Try it")).toContain(`(${wanted.node.replace(">=", "")})`);
});

it("LICENSE is the licence that package.json names, word for word", () => {
  const digest = createHash("sha256")
    .update(readFileSync(join(root, "LICENSE")))
    .digest("hex");

  // https://www.apache.org/licenses/LICENSE-2.0.txt
  expect([license, digest]).toEqual(["Apache-2.0", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"]);
});
