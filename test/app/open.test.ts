import { describe, expect, it } from "vitest";
import { readHeader } from "../../src/domain/file-header.ts";
import { readTrailers } from "../../src/domain/trailers.ts";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";

const kustomize = remembering(useEngine());
const aWorld = () => new World(homestead, kustomize);
const branch = "lanekeeper/prod/shop/migrate";

describe("`/migrate shop`", () => {
  it("opens one pull request of three commits with the runbook's subjects, its checks and one answer", async () => {
    const world = aWorld();

    expect(await world.says("/migrate shop")).toEqual({ answered: "standing" });

    expect(world.commits().map(({ message }) => readTrailers(message))).toMatchObject([
      { subject: "chore(shop): add primary-only staging overlay with spread and anti-affinity", requestedBy: "ada" },
      { subject: "feat(shop): dual-lane opt-in (toleration + affinity In [primary,secondary])", requestedBy: "ada" },
      { subject: "docs(shop): migration evidence and rollback steps", requestedBy: "ada" },
    ]);
    expect(world.pull).toMatchObject({
      state: "open",
      base: "main",
      branch,
      title: "Migrate shop to two lanes (prod, strategy A)",
      labels: ["lanekeeper", "migration"],
    });
    expect(world.checks.map(({ name, headSha }) => [name, headSha === world.branching.refs.get(branch)])).toEqual([
      ["lanekeeper/preflight", true],
      ["lanekeeper/checklist", true],
    ]);
    expect(world.answer()).toContain("https://github.com/acme/homelab/pull/5");
    expect([...world.talk.reactions.values()]).toEqual(["+1"]);
  });

  it("writes each of these once, and nothing else", async () => {
    const world = aWorld();
    await world.says("/migrate shop");

    expect(world.writes.done).toEqual([
      `publish ${branch}`,
      `open pull request from ${branch}`,
      "label pull request 5",
      "create check lanekeeper/preflight",
      "create check lanekeeper/checklist",
      "create comment",
      "react +1",
    ]);
  });

  it("puts each file into its own commit, under the runbook's paths and our header", async () => {
    const world = aWorld();
    await world.says("/migrate shop");

    expect(world.commits().map(({ changed }) => changed)).toEqual([
      [
        "overlays/prod/shop/primary-only/kustomization.yaml",
        "overlays/prod/shop/primary-only/patch-topology-and-anti-affinity.yaml",
      ],
      [
        "overlays/prod/shop/dual-lane/kustomization.yaml",
        "overlays/prod/shop/dual-lane/patch-toleration-and-affinity.yaml",
      ],
      ["docs/runbooks/migrations/shop-2026-01-01.md"],
    ]);
    const [first] = world.commits();
    expect(readHeader(String(first?.tree.get("overlays/prod/shop/primary-only/kustomization.yaml")))).toMatchObject({
      app: "shop",
      env: "prod",
      strategy: "A",
      version: "0.1.0",
    });
  });

  it("gives all commits and checks the same plan", async () => {
    const world = aWorld();
    await world.says("/migrate shop");

    const ids = new Set([
      ...world.commits().map(({ message }) => readTrailers(message).planId),
      ...world.checks.map(({ externalId }) => externalId.split(":")[0]),
    ]);
    expect(ids.size).toBe(1);
  });

  it("changes no file that was there", async () => {
    const world = aWorld();
    await world.says("/migrate shop");

    const tree = world.branching.commit(world.branching.refs.get(branch) ?? "").tree;
    expect([...homestead].filter(([path, content]) => tree.get(path) !== content)).toEqual([]);
  });

  it("opens a pull request with a red check when a gate fails", async () => {
    const world = aWorld();
    world.branching.push("main", { "apps/shop/kustomization.yaml": "namespace: shop\nresources:\n  - web.yaml\n" });
    world.cluster = { ...world.cluster, disruptionBudgets: { state: "known", value: [] } };

    await world.says("/migrate shop");

    expect(world.pull.state).toBe("open");
    expect(world.checks.find(({ name }) => name === "lanekeeper/preflight")?.conclusion).toBe("failure");
  });

  it("may be said for another app on the same issue, which has an answer of its own", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    await world.says("/migrate notes");

    expect(world.pulls.map(({ title }) => title)).toEqual([
      "Migrate shop to two lanes (prod, strategy A)",
      "Migrate notes to two lanes (prod, strategy B2)",
    ]);
    expect(world.answers()).toHaveLength(2);
  });

  it("works below the migration's own pull request too", async () => {
    const world = aWorld();
    await world.says("/migrate shop");

    expect(await world.says("/migrate shop status", { issue: 5 })).toEqual({ answered: "standing" });
    expect(world.answer(5)).toContain("is open");
  });
});

describe("said or delivered again", () => {
  it("the same comment writes nothing, however often", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    const [comment] = world.talk.comments;
    const before = world.writes.count;

    for (let time = 0; time < 3; time += 1)
      expect(await world.delivers(comment?.id ?? 0)).toEqual({ ignored: "answered" });

    expect(world.writes.count).toBe(before);
  });

  it("the same comment writes nothing on a server without reactions either", async () => {
    const world = aWorld();
    world.talk.hasReactions = false;
    await world.says("/migrate shop");
    const before = world.writes.count;

    for (let time = 0; time < 3; time += 1) expect(await world.delivers(1000)).toEqual({ ignored: "answered" });

    expect(world.writes.count).toBe(before);
  });

  it("the same words in a new comment only answer that comment", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    const before = world.writes.count;

    expect(await world.says("/migrate shop")).toEqual({ answered: "standing" });

    expect(world.writes.done.slice(before)).toEqual(["edit comment", "react +1"]);
    expect(world.pulls).toHaveLength(1);
  });

  it("on another issue finds the first migration and says where it is", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    await world.says("/migrate shop", { issue: 2, by: "grace" });

    expect(world.pulls).toHaveLength(1);
    expect(world.answer(2)).toContain("https://github.com/acme/homelab/pull/5");
  });

  it("does not rebuild a branch when the base has moved on: a push voids approvals", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    const tip = world.branching.refs.get(branch);
    world.branching.push("main", {
      "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 3"),
    });

    await world.says("/migrate shop");

    expect(world.branching.refs.get(branch)).toBe(tip);
    expect(world.answer()).toContain("/migrate shop refresh");
  });

  it("completes what is missing of an open pull request", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.pull.labels.length = 0;
    world.checks.length = 0;
    const before = world.writes.count;

    await world.says("/migrate shop");

    expect(world.writes.done.slice(before)).toEqual([
      "label pull request 5",
      "create check lanekeeper/preflight",
      "create check lanekeeper/checklist",
      "edit comment",
      "react +1",
    ]);
  });
});

describe("a check", () => {
  it("of another plan than the branch's is not written to it", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    world.checks.length = 0;
    world.branching.push("main", {
      "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 3"),
    });

    await world.says("/migrate shop");

    expect(world.checks).toEqual([]);
  });
});

describe("what people did to the branch", () => {
  it("is respected and named", async () => {
    const world = aWorld();
    await world.says("/migrate shop");
    const theirs = world.branching.push(branch, { "README.md": "mine" }, "A note", "grace");
    const before = world.writes.count;

    expect(await world.says("/migrate shop")).toEqual({ answered: "foreign-commits" });
    expect(await world.says("/migrate shop refresh")).toEqual({ answered: "foreign-commits" });

    expect(world.branching.refs.get(branch)).toBe(theirs);
    expect(world.writes.done.slice(before)).toEqual([
      "edit comment",
      "react confused",
      "edit comment",
      "react confused",
    ]);
    expect(world.answer()).toContain(theirs.slice(0, 12));
    expect(world.answer()).toContain("grace");
  });

  it("is respected when the branch was there before", async () => {
    const world = aWorld();
    const theirs = world.branching.push(branch, { "README.md": "mine" }, "My own try", "grace");

    expect(await world.says("/migrate shop")).toEqual({ answered: "foreign-commits" });
    expect(world.branching.refs.get(branch)).toBe(theirs);
    expect(world.pulls).toEqual([]);
  });

  it("is no work when the branch has nothing above main: it is taken", async () => {
    const world = aWorld();
    world.branching.refs.set(branch, world.branching.refs.get("main") ?? "");

    await world.says("/migrate shop");

    expect(world.commits()).toHaveLength(3);
    expect(world.pull.state).toBe("open");
  });
});
