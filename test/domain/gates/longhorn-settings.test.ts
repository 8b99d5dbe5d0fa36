import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aLonghorn, runbookLonghornSettings } from "../../support/longhorn.ts";
import { askData } from "./ask-data.ts";

function withSettings(changes: Readonly<Record<string, string>>) {
  const settings = { ...runbookLonghornSettings, ...changes };
  return askData("longhorn-settings", { longhorn: known(aLonghorn({ settings })) });
}

it("passes the runbook's five values and shows them", () => {
  expect(withSettings({})).toMatchObject({
    outcome: "pass",
    wanted:
      "default-replica-count 2, replica-soft-anti-affinity false, replica-auto-balance disabled, concurrent-replica-rebuild-per-node-limit 1, replica-replenishment-wait-interval 600",
    seen: expect.stringContaining("replica-auto-balance: disabled"),
  });
});

it.each([
  ["default-replica-count", "3", "2"],
  ["replica-soft-anti-affinity", "true", "false"],
  ["replica-auto-balance", "least-effort", "disabled"],
  ["concurrent-replica-rebuild-per-node-limit", "5", "1"],
  ["concurrent-replica-rebuild-per-node-limit", "0", "1"],
])("fails when %s is %s, and names the runbook's %s", (name, is, wanted) => {
  const result = withSettings({ [name]: is });

  expect(result.outcome).toBe("fail");
  expect(result.summary).toContain(`${name} is ${is}, the runbook's value is ${wanted}`);
  expect(result.remedy).toContain(`Set ${name} to ${wanted} (APPROVAL REQUIRED)`);
});

it("only warns of the wait interval, which no pre-check of the runbook names", () => {
  expect(withSettings({ "replica-replenishment-wait-interval": "300" }).outcome).toBe("warn");
});

it("shows every deviation at once", () => {
  const result = withSettings({ "default-replica-count": "3", "replica-auto-balance": "best-effort" });

  expect(result.summary).toMatch(/\(and 1 more\)$/);
  expect(result.seen).toContain("default-replica-count is 3");
  expect(result.seen).toContain("replica-auto-balance is best-effort");
});

it("reads a value for each data engine, and a plain one for all of them", () => {
  const count = (value: string) => withSettings({ "default-replica-count": value });

  expect(count('{"v1":"2","v2":"2"}').outcome).toBe("pass");
  expect(count('{"v1":"2"}').outcome).toBe("pass");
  expect(count(" 2 ").outcome).toBe("pass");
  expect(count('{"v1":"3","v2":"2"}')).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("default-replica-count is 3 for data engine v1"),
  });
  expect(count('{"v1":"2","v2":"3"}')).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("default-replica-count is 3 for data engine v2"),
  });
});

it("is unknown about a value in no known format, and about a setting that is not there", () => {
  const { "replica-auto-balance": _, ...rest } = runbookLonghornSettings;

  expect(withSettings({ "default-replica-count": '{"v1":' }).outcome).toBe("unknown");
  expect(withSettings({ "default-replica-count": "{}" }).outcome).toBe("unknown");
  expect(askData("longhorn-settings", { longhorn: known(aLonghorn({ settings: rest })) })).toMatchObject({
    outcome: "unknown",
    summary: "setting replica-auto-balance could not be read: Longhorn does not list it",
  });
});
