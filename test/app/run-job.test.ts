import { describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../src/app/errors.ts";
import { type JobLog, MOST_ATTEMPTS, runJob } from "../../src/app/run-job.ts";
import { homestead } from "../fakes/homestead.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";

const kustomize = useEngine();

function aJob({ fails = undefined as Error | undefined, body = "/migrate shop status" } = {}) {
  const world = new World(homestead, kustomize);
  const comment = world.talk.write(1, "ada", body);
  const said: { readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  const note = (fields: Record<string, unknown>, message: string) => void said.push({ fields, message });
  const log: JobLog = { info: note, warn: note };
  if (fails !== undefined)
    world.people.get = () => {
      throw fails;
    };
  const payload = { type: "command", owner: "acme", repo: "homelab", issue: 1, comment };
  return {
    world,
    said,
    run: (attempt = 1, instead: unknown = payload) => runJob(instead, attempt, world.ports(), log),
  };
}

describe("a job", () => {
  it("answers the comment that it names, and logs what came of it", async () => {
    const { world, said, run } = aJob();

    expect(await run()).toEqual({ type: "done" });
    expect(world.answer()).toContain("has no pull request");
    expect(said).toEqual([
      { fields: { repository: "acme/homelab", comment: 1000, answered: "standing" }, message: "command looked at" },
    ]);
  });

  it("is done, too, when the comment needs no answer", async () => {
    const { said, run } = aJob({ body: "thanks!" });

    expect(await run()).toEqual({ type: "done" });
    expect(said[0]?.fields).toMatchObject({ ignored: "no-command" });
  });

  it.each([undefined, null, "x", {}, { type: "command", owner: "acme", repo: "homelab" }, { type: "sweep" }])(
    "with a payload that this version does not know has failed: %j",
    async (payload) => {
      const { world, run } = aJob();

      expect(
        payload === undefined
          ? await runJob(payload, 1, world.ports(), { info: () => {}, warn: () => {} })
          : await run(1, payload),
      ).toMatchObject({ type: "failed" });
      expect(world.writes.done).toEqual([]);
    },
  );
});

describe("a job that an outage ends", () => {
  const outage = new TransientError("GitHub answered 502");

  it("says nothing while it will be tried again", async () => {
    const { world, run } = aJob({ fails: outage });

    await expect(run(MOST_ATTEMPTS - 1)).rejects.toBe(outage);
    expect(world.writes.done).toEqual([]);
  });

  it("tells the person when it was the last try", async () => {
    const { world, run } = aJob({ fails: outage });

    await expect(run(MOST_ATTEMPTS)).rejects.toBe(outage);
    expect(world.answer()).toContain("gave up after 8 tries: GitHub answered 502");
  });
});

describe("a job that a bug ends", () => {
  it("tells the person that it did, without the error's own words", async () => {
    const bug = new TypeError("cannot read secret-token of undefined");
    const { world, run } = aJob({ fails: bug });

    await expect(run()).rejects.toBe(bug);
    expect(world.answer()).toContain("could not finish this");
    expect(world.answer()).not.toContain("secret-token");
  });

  it("stays that bug when nothing can be said either", async () => {
    const bug = new TypeError("x");
    const { world, said, run } = aJob({ fails: bug });
    world.writes.cutAt(1, "before");

    await expect(run()).rejects.toBe(bug);
    expect(said).toEqual([
      { fields: { comment: 1000, reason: "TransientError" }, message: "a failure could not be said" },
    ]);
  });
});

it("a person's own mistake is answered and not tried again", async () => {
  const { world, run } = aJob({ fails: undefined });
  const forge = world.forge();
  world.forge = () => ({
    ...forge,
    files: { ...forge.files, facts: async () => Promise.reject(new UserError("It is archived", "Unarchive it.")) },
  });

  expect(await run()).toEqual({ type: "done" });
  expect(world.answer()).toContain("It is archived");
});
