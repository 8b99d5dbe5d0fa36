import fc from "fast-check";
import { expect, it } from "vitest";
import type { Command } from "../../../src/domain/command/command.ts";
import { parseCommand } from "../../../src/domain/command/parse-command.ts";
import { printCommand } from "../../../src/domain/command/print-command.ts";
import { verbs } from "../../../src/domain/command/verbs.ts";
import { stages } from "../../../src/domain/plan.ts";
import type { Strategy } from "../../../src/domain/settings.ts";

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const strategy = fc.constantFrom<Strategy>("A", "B1", "B2", "C", "stay");
const strategies = fc.oneof(
  fc.constant(undefined),
  strategy,
  fc
    .uniqueArray(fc.tuple(name, strategy), { minLength: 1, maxLength: 5, selector: ([workload]) => workload })
    .map((pairs) => new Map(pairs)),
);

const command: fc.Arbitrary<Command> = fc
  .record({
    entry: fc.constantFrom(...verbs),
    app: name,
    env: fc.option(label, { nil: undefined }),
    strategies,
    attest: fc.constantFrom<Command["attest"]>([], ["multi-writer"]),
    stage: fc.constantFrom(...stages),
  })
  .map(({ entry, app, env, ...rest }) => ({
    verb: entry.verb === "help" ? "open" : entry.verb,
    app,
    env,
    strategies: entry.flags.includes("--strategy") ? rest.strategies : undefined,
    attest: entry.flags.includes("--attest") ? rest.attest : [],
    stage: entry.takesStage ? rest.stage : undefined,
  }));

it("reads back every command that it prints", () => {
  fc.assert(
    fc.property(command, (given) => {
      expect(parseCommand(printCommand(given))).toEqual({ type: "command", ...given });
    }),
  );
});

it("answers any text at all without throwing", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ unit: "grapheme", maxLength: 60 }),
  );
  fc.assert(fc.property(anything, (text) => void parseCommand(text)));
});

it("repeats nothing of a hostile comment that Markdown could act on", () => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom("--env", "--strategy=", "shop", "plan", "@all", "`", "<!--", "=", ","),
      fc.string({ unit: "binary", maxLength: 12 }),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(hostile, (words) => {
      const parsed = parseCommand(`/migrate ${words.join(" ")}`);
      if (parsed.type !== "mistaken") return;
      expect(parsed.message).toMatch(/^[\x20-\x3b=\x3f\x41-\x7e…]*$/);
      expect(parsed.message.split("`").length % 2).toBe(1);
    }),
    { numRuns: 500 },
  );
});

it("reads 64 KB of anything in time that grows with its length only", () => {
  const full = 65_536;
  const bodies = ["a ", "\n", "```\n", "--env ", "=,", " -", "\n<!--", "\n/migrate", "é"].map(
    (part) => `/migrate shop ${part.repeat(full / part.length)}`,
  );
  const began = performance.now();
  for (const body of bodies) parseCommand(body);
  expect(performance.now() - began).toBeLessThan(1000);
});
