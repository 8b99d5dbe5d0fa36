import { describe, expect, it } from "vitest";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";

const kustomize = remembering(useEngine());

/** A world in which a first command was written, and nothing came of it yet. */
function aWorldWaiting(command = "/migrate shop"): { readonly world: World; readonly first: number } {
  const world = new World(homestead, kustomize);
  return { world, first: world.talk.write(1, "ada", command) };
}

describe("a comment that comes again after a newer command", () => {
  it("is not acted upon", async () => {
    const { world, first } = aWorldWaiting();
    await world.delivers(first);
    await world.says("/migrate shop cancel");
    world.talk.reactions.delete(first);

    expect(await world.delivers(first)).toEqual({ ignored: "superseded" });
    expect(world.pulls.map(({ state }) => state)).toEqual(["closed"]);
  });

  it("is not acted upon even where it was never answered", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate shop cancel");

    expect(await world.delivers(first)).toEqual({ ignored: "superseded" });
    expect(world.pulls).toEqual([]);
  });

  it("is acted upon when the newer command only looked", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate shop status");
    await world.says("/migrate shop plan");

    expect(await world.delivers(first)).toEqual({ answered: "standing" });
    expect(world.pull.state).toBe("open");
  });

  it("is acted upon when the newer command was about another app", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate notes");

    expect(await world.delivers(first)).toEqual({ answered: "standing" });
    expect(world.pulls).toHaveLength(2);
  });

  it("is acted upon when the newer command was nobody's to give", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate shop cancel", { by: "mallory" });

    expect(await world.delivers(first)).toEqual({ answered: "standing" });
  });

  it("is acted upon when the newer command was a slip", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate shop canel");

    expect(await world.delivers(first)).toEqual({ answered: "standing" });
  });

  it("does not push an older look in front of a newer one", async () => {
    const { world, first } = aWorldWaiting("/migrate shop status");
    await world.says("/migrate shop plan");

    expect(await world.delivers(first)).toEqual({ ignored: "superseded" });
  });

  it("remembers what acted last across what only looked since", async () => {
    const { world, first } = aWorldWaiting();
    await world.says("/migrate shop cancel");
    await world.says("/migrate shop status");

    expect(await world.delivers(first)).toEqual({ ignored: "superseded" });
  });
});

describe("a comment whose answer was written and whose reaction was not", () => {
  it("only gets its reaction, the one that belongs to the answer", async () => {
    const world = new World(homestead, kustomize);
    world.writes.cutAt(2, "before");
    await expect(world.says("/migrate media")).rejects.toThrow("cut before: react confused");
    const before = world.writes.count;

    expect(await world.delivers(1000)).toEqual({ ignored: "answered" });
    expect(world.writes.done.slice(before)).toEqual(["react confused"]);
  });
});

describe("a comment is left alone", () => {
  const ignored = async (changes: Parameters<World["talk"]["write"]>[3], body = "/migrate shop") => {
    const world = new World(homestead, kustomize);
    const result = await world.delivers(world.talk.write(1, "ada", body, changes));
    expect(world.writes.done).toEqual([]);
    return result;
  };

  it("when it was edited: that is nobody's word", async () => {
    expect(await ignored({ edited: true })).toEqual({ ignored: "edited" });
  });

  it("when an app wrote it, or a bot, or we ourselves", async () => {
    expect(await ignored({ viaApp: true })).toEqual({ ignored: "not-a-person" });
    expect(await ignored({ author: { login: "renovate[bot]", type: "Bot" } })).toEqual({ ignored: "not-a-person" });
    expect(await ignored({ ours: true })).toEqual({ ignored: "not-a-person" });
    expect(await ignored({ author: { login: "acme", type: "other" } })).toEqual({ ignored: "not-a-person" });
  });

  it("when it says nothing to us", async () => {
    expect(await ignored({}, "Should we /migrate shop?")).toEqual({ ignored: "no-command" });
    expect(await ignored({}, "> /migrate shop")).toEqual({ ignored: "no-command" });
  });

  it("when it is gone", async () => {
    const world = new World(homestead, kustomize);

    expect(await world.delivers(4711)).toEqual({ ignored: "gone" });
  });

  it("below somebody else's pull request", async () => {
    const world = new World(homestead, kustomize);
    world.branching.push("feature/x", { "README.md": "x" });
    world.pulls.push({
      number: 9,
      state: "open",
      title: "x",
      body: "",
      branch: "feature/x",
      base: "main",
      labels: [],
      sha: "",
    });

    expect(await world.says("/migrate shop", { issue: 9 })).toEqual({ ignored: "foreign-pull-request" });
    expect(world.writes.done).toEqual([]);
  });
});
