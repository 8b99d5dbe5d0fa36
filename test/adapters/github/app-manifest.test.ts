import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { events, seedOf } from "../../../src/adapters/github/stand-in-seed.ts";
import { granted } from "./nocked.ts";

const text = readFileSync(new URL("../../../app.yml", import.meta.url), "utf8");
const manifest = parse(text) as {
  readonly public: boolean;
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};

describe("app.yml", () => {
  it("makes a private app that asks for what a job's token carries", () => {
    expect(manifest.public).toBe(false);
    expect(manifest.default_permissions).toMatchObject(granted);
  });

  it("never asks for the right to administer, to run or to change workflows, or to read secrets", () => {
    const asked = Object.keys(manifest.default_permissions);
    expect(asked.filter((name) => /administration|actions|workflows|secrets|environments/.test(name))).toEqual([]);
  });

  it("asks for all that the stand-in grants and sends", () => {
    const seed = seedOf({ owner: "acme", name: "homelab" }, { appId: 1, slug: "lanekeeper", privateKey: "" });

    expect(manifest.default_permissions).toMatchObject(seed.github.apps[0]?.permissions ?? {});
    expect(manifest.default_events).toEqual(expect.arrayContaining(events));
  });

  it("says of each permission and event who needs it", () => {
    const lines = text.split("\n").filter((line) => /^ {2}(- )?[a-z]/.test(line));
    const without = lines.filter((line) => !line.includes("#") && !line.includes("statuses"));
    expect(without).toEqual([]);
  });
});
