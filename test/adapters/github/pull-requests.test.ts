import { describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, bot, more, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

const branch = "lanekeeper/prod/shop/migrate";
const here = { full_name: "Acme/homelab" };

function answer(number: number, fields: object = {}) {
  return {
    number,
    html_url: `https://github.test/acme/homelab/pull/${number}`,
    state: "open",
    merged_at: null,
    title: "Migrate shop",
    body: "Why",
    user: bot,
    head: { ref: branch, sha: "h", repo: here },
    base: { ref: "main", sha: "b", repo: here },
    labels: [{ name: "migration/dual-lane" }],
    ...fields,
  };
}

function lists(page = 1) {
  return tell()
    .get(`${root}/pulls`)
    .query({ head: `acme:${branch}`, state: "all", per_page: 100, page });
}

describe("finding a branch's pull request", () => {
  it("prefers the open one to a newer closed one, over all pages", async () => {
    const { pullRequests } = await aForge();
    lists(1).reply(200, [answer(9, { state: "closed" }), answer(8, { state: "closed" })], more);
    lists(2).reply(200, [answer(3)]);

    expect(await pullRequests.find(branch)).toEqual({
      number: 3,
      url: "https://github.test/acme/homelab/pull/3",
      state: "open",
      title: "Migrate shop",
      body: "Why",
      head: { branch, sha: "h", sameRepository: true },
      base: "main",
      labels: ["migration/dual-lane"],
      ours: true,
    });
  });

  it("gives the newest when none is open, and tells merged from closed", async () => {
    const { pullRequests } = await aForge();
    lists().reply(200, [
      answer(2, { state: "closed" }),
      answer(5, { state: "closed", merged_at: "2026-01-01T00:00:00Z" }),
    ]);

    expect(await pullRequests.find(branch)).toMatchObject({ number: 5, state: "merged" });
  });

  it("does not take a fork's branch, or another branch, for it", async () => {
    const { pullRequests } = await aForge();
    const fork = { ref: branch, sha: "h", repo: { full_name: "acme/homelab-copy" } };
    lists().reply(200, [
      answer(1, { head: fork }),
      answer(2, { head: { ...fork, repo: null } }),
      answer(3, { head: { ref: "x", sha: "h", repo: here } }),
    ]);

    expect(await pullRequests.find(branch)).toBeUndefined();
  });

  it("is not none during an outage", async () => {
    const { pullRequests } = await aForge();
    lists().times(3).reply(502, "");

    await expect(pullRequests.find(branch)).rejects.toThrow("502");
  });
});

describe("a pull request", () => {
  it("by its number may be absent, somebody else's, without a text, or from an account that is gone", async () => {
    const { pullRequests } = await aForge();
    tell().get(`${root}/pulls/1`).reply(404, {});
    tell()
      .get(`${root}/pulls/2`)
      .reply(200, answer(2, { user: null, body: null }));

    expect(await pullRequests.get(1)).toBeUndefined();
    expect(await pullRequests.get(2)).toMatchObject({ body: "", ours: false });
  });

  it("is not believed with a body that is not GitHub's", async () => {
    const { pullRequests } = await aForge();
    tell().get(`${root}/pulls/1`).reply(200, { number: "one" });

    await expect(pullRequests.get(1)).rejects.toThrow(TransientError);
  });

  it("is opened once: one that is there already is taken", async () => {
    const { pullRequests } = await aForge();
    const input = { branch, base: "main", title: "Migrate shop", body: "Why" };
    tell()
      .post(`${root}/pulls`, { head: branch, base: "main", title: "Migrate shop", body: "Why" })
      .reply(201, answer(4));
    expect((await pullRequests.open(input)).number).toBe(4);

    tell()
      .post(`${root}/pulls`)
      .reply(422, { message: "Validation Failed", errors: [{ message: "A pull request already exists for acme:x." }] });
    lists().reply(200, [answer(4)]);
    expect((await pullRequests.open(input)).number).toBe(4);
  });

  it("is not opened when GitHub refuses for another reason", async () => {
    const { pullRequests } = await aForge();
    tell()
      .post(`${root}/pulls`)
      .reply(422, { message: "Validation Failed", errors: [{ message: "No commits between main and x" }] });
    lists().reply(200, [answer(4, { state: "closed" })]);

    const opening = pullRequests.open({ branch, base: "main", title: "t", body: "b" });

    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow("No commits between main and x");
  });

  it("is changed only in what is given", async () => {
    const { pullRequests } = await aForge();
    tell().patch(`${root}/pulls/4`, { title: "new" }).reply(200, {});
    tell().patch(`${root}/pulls/4`, { body: "new" }).reply(200, {});
    tell().patch(`${root}/pulls/4`, { state: "closed" }).reply(200, {});

    await pullRequests.update(4, { title: "new" });
    await pullRequests.update(4, { body: "new" });
    await pullRequests.update(4, {});
    await pullRequests.close(4);
  });

  it("gets only the labels it lacks", async () => {
    const { pullRequests } = await aForge();
    const labels = `${root}/issues/4/labels`;
    const page = (number: number) => tell().get(labels).query({ per_page: 100, page: number });
    page(1).reply(200, [{ name: "one" }], more);
    page(2).reply(200, [{ name: "Two" }]);
    tell()
      .post(labels, { labels: ["three"] })
      .reply(200, []);
    await pullRequests.addLabels(4, ["one", "two", "three"]);

    page(1).reply(200, [{ name: "one" }]);
    await pullRequests.addLabels(4, ["one"]);
  });
});
