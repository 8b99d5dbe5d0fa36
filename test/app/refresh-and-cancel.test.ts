import { describe, expect, it } from "vitest";
import { known } from "../../src/domain/known.ts";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";
import { aContainerStatus, aPod } from "../support/snapshot.ts";

const kustomize = remembering(useEngine());
const branch = "lanekeeper/prod/shop/migrate";
const threeReplicas = {
  "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 3"),
};

async function anOpenedWorld(): Promise<World> {
  const world = new World(homestead, kustomize);
  await world.says("/migrate shop");
  return world;
}

const crashing = known([
  aPod({ containers: [aContainerStatus({ state: "waiting", reason: "CrashLoopBackOff", restartCount: 9 })] }),
]);

describe("`/migrate shop refresh`", () => {
  it("rebuilds the branch when the base has moved on, and brings everything up to it", async () => {
    const world = await anOpenedWorld();
    const main = world.branching.push("main", threeReplicas);
    const body = world.pull.body;

    expect(await world.says("/migrate shop refresh")).toEqual({ answered: "standing" });

    expect(world.commits()).toHaveLength(3);
    expect(world.commits()[0]?.parents).toEqual([main]);
    expect(world.pulls).toHaveLength(1);
    expect(world.pull.body).not.toBe(body);
    expect(
      world.checks.filter(({ headSha }) => headSha === world.branching.refs.get(branch)).map(({ name }) => name),
    ).toEqual(["lanekeeper/preflight", "lanekeeper/checklist"]);
  });

  it("writes nothing but its answer when nothing changed", async () => {
    const world = await anOpenedWorld();
    const before = world.writes.count;

    await world.says("/migrate shop refresh");

    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react +1"]);
  });

  it("does not rebuild for a commit elsewhere in the repository", async () => {
    const world = await anOpenedWorld();
    const tip = world.branching.refs.get(branch);
    world.branching.push("main", { "README.md": "hello" });

    await world.says("/migrate shop refresh");

    expect(world.branching.refs.get(branch)).toBe(tip);
  });

  it("turns a check that no longer holds red, on the head as it is", async () => {
    const world = await anOpenedWorld();
    const tip = world.branching.refs.get(branch);
    const preflight = () => world.checks.find(({ name }) => name === "lanekeeper/preflight");
    expect(preflight()?.conclusion).toBe("success");
    world.cluster = { ...world.cluster, pods: crashing };
    const before = world.writes.count;

    await world.says("/migrate shop refresh");

    expect(preflight()?.conclusion).toBe("failure");
    expect(world.branching.refs.get(branch)).toBe(tip);
    expect(world.writes.done.slice(before).filter((write) => !/comment|react/.test(write))).toEqual([
      "update check 100",
      "update check 101",
    ]);
  });

  it("is what it takes: the plain command leaves a check as it was", async () => {
    const world = await anOpenedWorld();
    world.cluster = { ...world.cluster, pods: crashing };

    await world.says("/migrate shop");

    expect(world.checks.map(({ conclusion }) => conclusion)).toContain("success");
  });

  it("opens the pull request where there is none", async () => {
    const world = new World(homestead, kustomize);

    await world.says("/migrate shop refresh");

    expect(world.pull.state).toBe("open");
  });

  it("takes another strategy up", async () => {
    const world = await anOpenedWorld();

    await world.says("/migrate shop refresh --strategy B2");

    expect(world.pull.title).toBe("Migrate shop to two lanes (prod, strategy B2)");
    expect(
      world.branching
        .commit(world.branching.refs.get(branch) ?? "")
        .tree.has("overlays/prod/shop/dual-lane/standby.yaml"),
    ).toBe(true);
  });
});

describe("`/migrate shop cancel`", () => {
  it("closes the pull request and removes the branch", async () => {
    const world = await anOpenedWorld();

    expect(await world.says("/migrate shop cancel")).toEqual({ answered: "cancelled" });

    expect(world.pull.state).toBe("closed");
    expect(world.branching.refs.has(branch)).toBe(false);
    expect(world.answer()).toContain("is cancelled");
  });

  it("keeps a branch with somebody's commit on it, and says so", async () => {
    const world = await anOpenedWorld();
    const theirs = world.branching.push(branch, { "README.md": "mine" }, "A note", "grace");

    await world.says("/migrate shop cancel");

    expect(world.pull.state).toBe("closed");
    expect(world.branching.refs.get(branch)).toBe(theirs);
    expect(world.answer()).toContain("was kept");
  });

  it("has nothing to do where nothing was opened", async () => {
    const world = new World(homestead, kustomize);

    expect(await world.says("/migrate shop cancel")).toEqual({ answered: "nothing-to-cancel" });
    expect(world.writes.done).toEqual(["create comment", "react confused"]);
  });

  it("removes a branch that a stopped run left without a pull request", async () => {
    const world = new World(homestead, kustomize);
    world.writes.cutAt(1, "after");
    await expect(world.says("/migrate shop")).rejects.toThrow("cut after: publish");

    expect(await world.says("/migrate shop cancel")).toEqual({ answered: "cancelled" });
    expect(world.branching.refs.has(branch)).toBe(false);
  });

  it("after the merge points to the way back and touches nothing", async () => {
    const world = await anOpenedWorld();
    world.merges(5, "squash", true);
    const before = world.writes.count;

    expect(await world.says("/migrate shop cancel")).toEqual({ answered: "nothing-to-cancel" });
    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react confused"]);
    expect(world.answer()).toContain("The way back");
  });

  it("said twice is cancelled once", async () => {
    const world = await anOpenedWorld();
    await world.says("/migrate shop cancel");
    const before = world.writes.count;

    expect(await world.says("/migrate shop cancel")).toEqual({ answered: "cancelled" });
    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react +1"]);
  });

  it("may be followed by a new start", async () => {
    const world = await anOpenedWorld();
    await world.says("/migrate shop cancel");
    await world.says("/migrate shop");

    expect(world.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
    expect(world.answers()).toHaveLength(1);
  });
});
