import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { runCommandLine } from "../../src/cli/run.ts";
import { codes, documents, fences, madeTable, root, section, table, textOf } from "./documents.ts";

const page = "docs/command-line.md";

/** What a command line prints on standard output. */
async function printed(args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await runCommandLine(args, {}, { out: (text) => lines.push(text), err: () => undefined, progress: () => undefined });
  return lines.join("\n");
}

/** The rows of a help text: what stands indented, and its meaning. */
function listed(help: string): readonly (readonly [string, string])[] {
  return [...help.matchAll(/^ {2}(\S+) +(.+)$/gm)].map((row) => [row[1] ?? "", row[2] ?? ""] as const);
}

const all = listed(await printed(["help"]));
const later = all.filter(([, says]) => says.endsWith("(not yet)")).map(([verb]) => verb);
const working = all.map(([verb]) => verb).filter((verb) => !later.includes(verb));
const options = new Map(
  await Promise.all(working.map(async (verb) => [verb, listed(await printed(["help", verb]))] as const)),
);

describe("docs/command-line.md", () => {
  it("has a section for every command, and names those that do not work yet", () => {
    for (const verb of working) expect(section(page, verb), verb).not.toBe("");
    expect(codes(section(page, "Not there yet"))).toEqual(later);
  });

  it.each(working)("has the usage and every option of %s, and no other", async (verb) => {
    const text = section(page, verb);
    const usage = (await printed(["help", verb])).split("\n", 1)[0];
    const known = (options.get(verb) ?? []).map(([option, meaning]) => [`\`${option}\``, meaning]);

    expect(fences(text)[0]?.text).toBe(usage);
    expect(known.length === 0 ? [] : madeTable(page, verb, "Option", known)).toEqual(known);
  });

  it("has every key of the JSON, and no other", async () => {
    const json: unknown = JSON.parse(
      await printed(["plan", "nobody", "--repo", join(root, "examples/homelab"), "--offline", "--json"]),
    );

    expect(table(section(page, "JSON"), "Key").map(([key = ""]) => codes(key)[0])).toEqual(Object.keys(json as object));
  });

  it("has every refusal, and no other", () => {
    const source = readFileSync(join(root, "src/domain/refusal.ts"), "utf8");
    const codesOfSource = [
      ...(source.split("export type RefusalCode")[1]?.split(";")[0] ?? "").matchAll(/"([a-z-]+)"/g),
    ].map((match) => match[1] ?? "");

    expect(
      table(section(page, "Refusals"), "Code")
        .map(([code = ""]) => codes(code)[0] ?? "")
        .toSorted(),
    ).toEqual(codesOfSource.toSorted());
  });
});

it.each([
  [page, "Exit codes"],
  ["README.md", "The command line"],
])("%s has every exit code, and no other", (document, heading) => {
  const shown = table(section(document, heading), "Code").map(([code = ""]) => Number(codes(code)[0]));

  expect(shown).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b));
});

it("every command line that a document shows uses commands and options that exist", () => {
  const shown = documents()
    .flatMap((document) => [
      ...fences(textOf(document)).flatMap(({ text }) => text.split("\n")),
      ...codes(textOf(document)),
    ])
    .flatMap((line) => line.match(/(?:npx lanekeeper|^lanekeeper|npm run demo --) .*/)?.[0] ?? [])
    .map((line) =>
      line
        .replace(/ +#.*/, "")
        .replace("npm run demo --", "npx lanekeeper demo")
        .replace(/^(npx )?lanekeeper /, ""),
    );

  expect(shown.length).toBeGreaterThan(10);
  for (const line of shown) {
    const [verb = "", ...words] = line.split(" ");
    if (["help", "--version", ...later].includes(verb)) continue;
    expect(working, line).toContain(verb.split("|")[0]);
    const known = (options.get(verb) ?? []).map(([option]) => option);
    const used = words.flatMap((word) => word.match(/^\[?(--[a-z-]+)/)?.[1] ?? []);
    for (const option of used) expect(known, line).toContain(option);
  }
});
