import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needed } from "../../src/adapters/kubernetes/needed.ts";
import { gates } from "../../src/domain/gates/index.ts";
import type { GateResult, Outcome } from "../../src/domain/verdict.ts";
import { useEngine } from "../support/engine.ts";
import { handOf } from "./support/gates-hand.ts";
import { gatesOfGitAlone, rights } from "./support/gates-rights.ts";
import type { Row } from "./support/gates-row.ts";
import { argocdRows } from "./support/gates-rows-argocd.ts";
import { budgetRows } from "./support/gates-rows-budgets.ts";
import { dataRows } from "./support/gates-rows-data.ts";
import { healthRows } from "./support/gates-rows-health.ts";
import { laneRows } from "./support/gates-rows-lanes.ts";
import { trafficRows } from "./support/gates-rows-traffic.ts";
import { startWorld, type World } from "./support/gates-world.ts";
import type { LabObject } from "./support/lab-client.ts";
import { rbac } from "./support/shop-lab.ts";

const rows: readonly Row[] = [...laneRows, ...healthRows, ...budgetRows, ...dataRows, ...trafficRows, ...argocdRows];
const here = new Set(gates.map(({ gate }) => gate));
const patience = { timeout: 30_000, interval: 100 };

const engine = useEngine();
let world: World;
beforeAll(async () => {
  world = await startWorld(engine);
});
afterAll(() => world?.stop());

/** The gates that do not pass, with their outcomes. */
async function complaints(): Promise<Readonly<Record<string, Outcome>>> {
  const verdicts = await world.verdicts();
  return Object.fromEntries(
    verdicts.filter(({ outcome }) => outcome !== "pass").map(({ gate, outcome }) => [gate, outcome]),
  );
}

async function verdictOf(gate: string): Promise<GateResult> {
  const found = (await world.verdicts()).find((each) => each.gate === gate);
  if (found === undefined) throw new Error(`no gate ${gate}`);
  return found;
}

/** What a row expects of all gates: its own, and its companions'. Gates that only inform go on passing. */
function expected({ gate, becomes, companions = {} }: Row): Readonly<Record<string, Outcome>> {
  const others = Object.entries(companions).flatMap(([name, { becomes: outcome }]) =>
    here.has(name) ? [[name, outcome]] : [],
  );
  return { ...(becomes === "pass" ? {} : { [gate]: becomes }), ...Object.fromEntries(others) };
}

describe("a healthy app", () => {
  // data-class and leader-election pass as information: what they say is in their rows below.
  it("passes every gate", async () => {
    expect(await complaints()).toEqual({});
  });
});

describe("a gate", () => {
  it("has at least one row below, and every row is of a gate", () => {
    const covered = new Set(rows.map(({ gate }) => gate));
    expect([...here].filter((gate) => !covered.has(gate))).toEqual([]);
    expect([...covered].filter((gate) => !here.has(gate))).toEqual([]);
  });

  it.each(rows.filter(({ gate }) => here.has(gate)))("$gate: $becomes when $when", async (row) => {
    const { hand, undo } = handOf(world.lab.client, world.desk);
    try {
      await row.disturb(hand);
      await expect.poll(complaints, patience).toEqual(expected(row));
      const { summary, remedy } = await verdictOf(row.gate);
      expect(summary).toMatch(row.says);
      expect(remedy).toMatch(row.remedy ?? /^$/);
      if (row.mend !== undefined) {
        await row.mend(hand);
        await expect.poll(complaints, patience).toEqual({});
        if (row.becomes === "pass") expect((await verdictOf(row.gate)).summary).not.toMatch(row.says);
      }
    } finally {
      await undo();
      await expect.poll(complaints, patience).toEqual({});
    }
  });
});

describe("a right that is taken away", () => {
  const roles = rbac.filter(({ kind }) => kind === "ClusterRole");

  it("is each one that is needed, and leaves every gate unknown that is not Git's alone", () => {
    const all = new Set(needed.map(({ resource }) => `${resource.group}/${resource.resource}`));
    expect(rights.map(([resource]) => resource).toSorted()).toEqual([...all].toSorted());
    const told = new Set([...rights.flatMap(([, names]) => names), ...Object.keys(gatesOfGitAlone)]);
    expect([...here].filter((gate) => !told.has(gate))).toEqual([]);
  });

  it.each(rights)("%s leaves unknown %j, and nothing else", async (resource, names) => {
    try {
      for (const role of roles) await world.lab.client.apply(without(role, resource));
      // The authoriser learns of a changed role a moment later.
      await expect.poll(complaints, patience).toEqual(Object.fromEntries(names.map((name) => [name, "unknown"])));
    } finally {
      for (const role of roles) await world.lab.client.apply(role);
      await expect.poll(complaints, patience).toEqual({});
    }
  });
});

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

/** The role without one kind of object. */
function without(role: LabObject, resource: string): LabObject {
  const [group = "", name = ""] = resource.split("/");
  // A rule of several groups grants its resources in each of them.
  const rules = (role["rules"] as readonly Rule[]).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.map((each) => ({
      apiGroups: [each],
      resources: each === group ? resources.filter((kind) => kind !== name) : resources,
      verbs,
    })),
  );
  return { ...role, rules: rules.filter(({ resources }) => resources.length > 0) };
}
