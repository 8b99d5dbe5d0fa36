import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/domain/command/parse-command.ts";
import { flagNames, verbs } from "../../src/domain/command/verbs.ts";
import { isLater } from "../../src/domain/messages.ts";
import { codes, documents, fences, madeTable, section, textOf } from "./documents.ts";

describe("README.md on commands in comments", () => {
  it("has every verb of the grammar with its flags, and says which ones do not work yet", () => {
    const rows = verbs.map(({ verb, usage, says, flags }) => [
      `\`${usage}\``,
      says,
      flags.map((flag) => `\`${flag}\``).join(" "),
      isLater(verb) ? "not yet" : "yes",
    ]);

    expect(madeTable("README.md", "Commands in comments", "Command", rows)).toEqual(rows);
  });

  it("shows every flag in the grammar's line", () => {
    const grammar = fences(section("README.md", "Commands in comments"))[0]?.text ?? "";

    for (const flag of flagNames) expect(grammar).toContain(flag);
  });

  it("names the verbs that do not work yet among the limits", () => {
    const limits = codes(section("README.md", "Limits"));

    expect(limits).toEqual(expect.arrayContaining(verbs.map(({ verb }) => verb).filter(isLater)));
  });
});

it("every command that a document shows is one that Lanekeeper understands", () => {
  const shown = documents()
    .flatMap((document) => [
      ...codes(textOf(document)),
      ...fences(textOf(document)).flatMap(({ text }) => text.split("\n")),
    ])
    .map((line) => line.trim())
    .filter((line) => /^\/migrate [a-z]/.test(line) && !line.includes("…"));

  expect(shown.length).toBeGreaterThan(0);
  for (const line of shown) expect(parseCommand(line).type, line).toMatch(/^(command|help)$/);
});
