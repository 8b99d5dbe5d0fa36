import { describe, expect, it } from "vitest";
import { UserError } from "../../src/app/errors.ts";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";
import { linksOf, typesOf } from "../support/markdown-tree.ts";

const kustomize = remembering(useEngine());
const aWorld = () => new World(homestead, kustomize);
const onlyAnswered = (reaction: string) => ["create comment", `react ${reaction}`];

describe("a person", () => {
  it("who may only read is told so, and nothing is done", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop", { by: "mallory" })).toEqual({ answered: "denied" });
    expect(world.writes.done).toEqual(onlyAnswered("-1"));
    expect(world.answer()).toContain("mallory");
  });

  it("whom nobody knows is told the same", async () => {
    const world = aWorld();

    expect(await world.says("/migrate help", { by: "stranger" })).toEqual({ answered: "denied" });
  });

  it("is looked up when the work runs, not when the comment was written", async () => {
    const world = aWorld();
    const comment = world.talk.write(1, "ada", "/migrate shop");
    world.people.set("ada", "read");

    expect(await world.delivers(comment)).toEqual({ answered: "denied" });
    expect(world.pulls).toEqual([]);
  });
});

describe("a command that is unclear", () => {
  it("gets help with the nearest match, and nothing is done", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop refesh")).toEqual({ answered: "mistaken" });
    expect(world.answer()).toContain("Did you mean `refresh`?");
    expect(world.writes.done).toEqual(onlyAnswered("confused"));
  });

  it("of two lines gets the same", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop\n/migrate notes")).toEqual({ answered: "mistaken" });
    expect(world.pulls).toEqual([]);
  });

  it("is answered in one comment, edited in place, however often", async () => {
    const world = aWorld();
    await world.says("/migrate shop refesh");
    await world.says("/migrate");
    await world.says("/migrate shop", { by: "mallory" });

    expect(world.answers()).toHaveLength(1);
  });
});

describe("help", () => {
  it.each(["/migrate", "/migrate help", "/migrate shop help"])("is what %s asks for", async (command) => {
    const world = aWorld();

    expect(await world.says(command)).toEqual({ answered: "help" });
    expect(world.answer()).toContain("/migrate <app> plan");
    expect(world.writes.done).toEqual(onlyAnswered("+1"));
  });
});

describe("settings that cannot be used", () => {
  it("are answered with every problem at once and its line, and nothing is done", async () => {
    const world = aWorld();
    world.branching.push("main", {
      ".github/lanekeeper.yml": "environments:\n  prod:\n    bakeHours: soon\n    pahts: {}\n",
    });

    expect(await world.says("/migrate shop")).toEqual({ answered: "settings-problems" });

    expect(world.answer()).toContain("bakeHours");
    expect(world.answer()).toContain("pahts");
    expect(world.answer()).toMatch(/Line \d/);
    expect(world.writes.done).toEqual(onlyAnswered("confused"));
  });

  it("are read from the default branch, never from the pull request's", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.branching.push(
      "lanekeeper/prod/shop/migrate",
      { ".github/lanekeeper.yml": "nonsense: true\n" },
      "Mine",
      "mallory",
    );

    expect(await world.says("/migrate shop status", { issue: 5 })).toEqual({ answered: "standing" });
  });

  it("may name a cluster that the server does not know", async () => {
    const world = aWorld();
    world.branching.push("main", { ".github/lanekeeper.yml": "environments:\n  prod:\n    cluster: moon\n" });

    expect(await world.says("/migrate shop")).toEqual({ answered: "user-error" });
    expect(world.answer()).toContain("moon");
  });

  it("may not have the environment that is asked for", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop --env lab")).toEqual({ answered: "settings-problems" });
    expect(world.answer()).toContain("lab");
  });
});

describe("an app that cannot be proposed", () => {
  it.each([
    ["/migrate shpo", "`shop`"],
    ["/migrate media", "hostPath /srv/media"],
    ["/migrate notes --strategy A", "two of its pods must never run at once"],
    ["/migrate shop --strategy wbe=A", "did you mean web?"],
  ])("is refused with its cause: %s", async (command, cause) => {
    const world = aWorld();

    expect(await world.says(command)).toEqual({ answered: "decision" });

    expect(world.answer()).toContain(cause);
    expect(world.writes.done).toEqual(onlyAnswered("confused"));
    expect(world.branching.refs.size).toBe(1);
  });

  it("is refused in kustomize's own words when its base does not build", async () => {
    const world = aWorld();
    world.branching.push("main", {
      "apps/shop/kustomization.yaml": "namespace: shop\nresources:\n  - web.yaml\n  - gone.yaml\n",
    });

    await world.says("/migrate shop");

    expect(world.answer()).toContain("gone.yaml");
    expect(world.answer()).toContain("apps/shop/kustomization.yaml");
  });

  it("keeps an open pull request as it is, and says that it stands", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.branching.push("main", {
      "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 0"),
    });
    const before = world.writes.count;

    expect(await world.says("/migrate shop refresh")).toEqual({ answered: "decision" });

    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react confused"]);
    expect(world.answer()).toContain("/pull/5");
  });

  it("is refused once it runs from a stage", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.merges(5, "merge", false);
    world.branching.push("main", {
      "argocd/apps/shop.yaml": String(homestead.get("argocd/apps/shop.yaml")).replace(
        "path: apps/shop",
        "path: overlays/prod/shop/primary-only",
      ),
    });

    expect(await world.says("/migrate shop")).toEqual({ answered: "decision" });
    expect(world.answer()).toContain("already runs from overlays/prod/shop/primary-only");
    expect(world.pulls).toHaveLength(1);
  });
});

describe("`plan`", () => {
  it("answers with the plan and writes nothing else", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop plan")).toEqual({ answered: "decision" });

    expect(world.writes.done).toEqual(onlyAnswered("+1"));
    expect(world.answer()).toContain("Nothing was written");
    expect(world.answer()).toContain("overlays/prod/shop/primary-only/patch-topology-and-anti-affinity.yaml");
    expect(world.branching.refs.size).toBe(1);
  });

  it("while a pull request is open says what would be made now, and what stands", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    const before = world.writes.count;

    await world.says("/migrate shop plan --strategy B2");

    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react +1"]);
    expect(world.answer()).toContain("/pull/5");
    expect(world.pull.title).toContain("strategy A");
  });
});

describe("`status`", () => {
  it("says that nothing stands, without asking the cluster", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop status")).toEqual({ answered: "standing" });
    expect(world.looks).toBe(0);
    expect(world.answer()).toContain("has no pull request");
  });

  it("says what stands, with the checks", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    await world.says("/migrate shop status");

    expect(world.answer()).toContain("lanekeeper/checklist");
    expect(world.answer()).toContain("/pull/5");
  });
});

it.each(["verify", "promote primary-only", "failover", "sign-off", "rollback"])(
  "`%s` is understood, and said to be not yet",
  async (verb) => {
    const world = aWorld();

    expect(await world.says(`/migrate shop ${verb}`)).toEqual({ answered: "not-yet" });
    expect(world.writes.done).toEqual(onlyAnswered("confused"));
  },
);

it("what a neighbour wants to be said to a person is said, wherever it comes from", async () => {
  const world = aWorld();
  const { forge } = world;
  world.forge = () => {
    const plain = forge.call(world);
    return {
      ...plain,
      files: {
        ...plain.files,
        tip: async () => Promise.reject(new UserError("The repository is archived", "Unarchive it.")),
      },
    };
  };

  expect(await world.says("/migrate shop")).toEqual({ answered: "user-error" });
  expect(world.answer()).toContain("archived");
});

it("what people write is not repeated as markup or as a mention", async () => {
  const world = aWorld();
  await world.says("/migrate shop @everyone<img src=x>");

  expect(linksOf(world.answer())).toEqual([]);
  expect(typesOf(world.answer())).not.toContain("html");
});
