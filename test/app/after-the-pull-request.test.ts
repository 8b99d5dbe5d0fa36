import { describe, expect, it } from "vitest";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";

const kustomize = remembering(useEngine());
const aWorld = () => new World(homestead, kustomize);
const branch = "lanekeeper/prod/shop/migrate";

describe("after the pull request", () => {
  it.each([
    ["merge", true],
    ["merge", false],
    ["squash", true],
    ["squash", false],
  ] as const)("was merged (%s, branch kept: %j), the command opens no second one", async (how, keepBranch) => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.merges(5, how, keepBranch);

    expect(await world.says("/migrate shop")).toEqual({ answered: "standing" });

    expect(world.pulls).toHaveLength(1);
    expect(world.answer()).toContain("its pull request is merged");
  });

  it.each(["merge", "squash"] as const)(
    "was merged (%s) and its files were taken out again, the command opens a new one",
    async (how) => {
      const world = aWorld();
      await world.says("/migrate shop");
      world.merges(5, how, false);
      const files = [...world.branching.commit(world.branching.refs.get("main") ?? "").tree.keys()].filter((path) =>
        path.startsWith("overlays/"),
      );
      world.branching.push("main", Object.fromEntries(files.map((path) => [path, null])), "Revert");

      await world.says("/migrate shop");

      expect(world.pulls.map(({ state }) => state)).toEqual(["merged", "open"]);
    },
  );

  it("was merged and the base has moved on, the command opens one with the new files", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.merges(5, "squash", true);
    world.branching.push("main", {
      "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 3"),
    });

    await world.says("/migrate shop");

    expect(world.pulls.map(({ state }) => state)).toEqual(["merged", "open"]);
    expect(
      String(
        world.branching
          .commit(world.branching.refs.get(branch) ?? "")
          .tree.get("overlays/prod/shop/primary-only/patch-topology-and-anti-affinity.yaml"),
      ),
    ).not.toContain("replicas");
  });

  it("was closed by hand with its branch, the command opens another one", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.pull.state = "closed";
    world.branching.refs.delete(branch);

    await world.says("/migrate shop");

    expect(world.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("was closed by hand and its branch kept, the command takes the branch up again", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.pull.state = "closed";
    const before = world.writes.count;

    await world.says("/migrate shop");

    expect(world.writes.done.slice(before)).toEqual([
      `open pull request from ${branch}`,
      "label pull request 6",
      "edit comment",
      "react +1",
    ]);
  });
});
