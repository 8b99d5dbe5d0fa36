import { expect, it } from "vitest";
import { readSettings } from "../../src/config/read-settings.ts";
import { readRepositoryFile } from "../../src/config/repository-file.ts";
import { settingsFor } from "../../src/config/settings-for.ts";
import { runbookSettings } from "../../src/domain/settings.ts";

function settings(text: string | undefined, env?: string) {
  const read = readRepositoryFile(text, "lanekeeper.yml");
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return settingsFor(read.value, env, "ada");
}

function chosen(text: string, env?: string) {
  const found = settings(text, env);
  if (!found.ok) throw new Error(found.message);
  return found.value;
}

it("gives the runbook's own settings without a file", () => {
  expect(settings(undefined)).toEqual({ ok: true, value: runbookSettings });
  expect(settings(undefined, "prod")).toEqual({ ok: true, value: runbookSettings });
});

it("derives the taint from the lane's label and value, unless one is given", () => {
  const lanes = (text: string) => chosen(`environments: { prod: { lanes: ${text} } }`).lanes.taint;

  expect(lanes("{ label: lane, secondary: two }")).toEqual({ key: "lane", value: "two", effect: "NoSchedule" });
  expect(lanes("{ taint: 'dedicated:NoExecute' }")).toEqual({ key: "dedicated", value: "", effect: "NoExecute" });
});

it("takes thresholds and severities from the gates", () => {
  expect(chosen("environments: { prod: { gates: { restarts: { max: 5 }, pdb: { severity: warn } } } }")).toMatchObject({
    thresholds: { restartsPerHour: 5 },
    severities: { pdb: "warn" },
  });
});

it("gives each app its choices, one for all workloads or by name, with the word and who gave it", () => {
  expect(
    chosen(
      "apps: { shop: { class: { db: fragile }, strategy: A, attest: [multi-writer], replicator: { name: r, image: i } } }",
    ).apps.shop,
  ).toEqual({
    classes: { db: "fragile" },
    strategies: { "*": "A" },
    attestations: [{ what: "multi-writer", by: "ada" }],
    replicator: { name: "r", image: "i" },
  });
});

it("puts an environment's own choices in place of the app's", () => {
  const text = `
environments: { prod: , staging: }
apps:
  shop:
    class: stateless
    strategy: { web: A }
    attest: [multi-writer]
    environments: { staging: { strategy: stay, attest: [] } }
`;
  expect(chosen(text, "prod").apps.shop).toMatchObject({
    strategies: { web: "A" },
    attestations: [{ what: "multi-writer" }],
  });
  expect(chosen(text, "staging").apps.shop).toMatchObject({
    classes: { "*": "stateless" },
    strategies: { "*": "stay" },
    attestations: [],
  });
});

it("has no choices for an app that is called like something every object has", () => {
  expect(chosen("").apps.constructor).toBeUndefined();
});

it("names the known environments when an unknown one is asked for", () => {
  expect(settings("environments: { prod: , staging: }", "stagin")).toEqual({
    ok: false,
    message: "There is no environment `stagin`; did you mean `staging`? Known: prod, staging.",
    remedy: "Use a known one, or add it under `environments` in the settings.",
  });
  expect(settings(undefined, "constructor")).toMatchObject({
    ok: false,
    message: "There is no environment `constructor`. Known: prod.",
  });
});

it("asks which environment is meant where there are several", () => {
  expect(settings("environments: { prod: , staging: }")).toEqual({
    ok: false,
    message: "There are several environments: prod, staging.",
    remedy: "Say which one: `--env prod`.",
  });
  expect(settings("environments: { home: }")).toMatchObject({ ok: true, value: { environment: "home" } });
});

it("answers the port with settings, or with every problem and its line", () => {
  expect(readSettings(undefined, undefined)).toEqual({ ok: true, settings: runbookSettings, environments: ["prod"] });
  expect(readSettings("apps:\n  shop: { strategy: D }", undefined)).toMatchObject({
    ok: false,
    problems: [{ line: 2, message: expect.stringContaining("apps.shop.strategy") }],
  });
  expect(readSettings(undefined, "prd")).toMatchObject({
    ok: false,
    problems: [{ line: undefined, message: expect.stringContaining("did you mean `prod`?") }],
  });
});
