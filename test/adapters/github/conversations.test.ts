import { describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, bot, more, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

const marker = "<!-- lanekeeper:status -->";

function answer(id: number, fields: object = {}) {
  return {
    id,
    issue_url: `https://api.github.test${root}/issues/12`,
    body: "/migrate shop",
    user: { login: "ada", type: "User" },
    created_at: "2026-01-01T10:00:00Z",
    updated_at: "2026-01-01T10:00:00Z",
    performed_via_github_app: null,
    ...fields,
  };
}

describe("a comment", () => {
  const at = (id: number) => tell().get(`${root}/issues/comments/${id}`);

  it("is read with its author and its issue", async () => {
    const { conversations } = await aForge({ isStandIn: false });
    at(1).reply(200, answer(1));

    expect(await conversations.comment(1)).toEqual({
      id: 1,
      issue: 12,
      body: "/migrate shop",
      author: { login: "ada", type: "User" },
      createdAt: "2026-01-01T10:00:00Z",
      edited: false,
      viaApp: false,
      ours: false,
    });
  });

  it("tells an edit by a second, an app, a bot and an account that is gone", async () => {
    const { conversations } = await aForge({ isStandIn: false });
    at(1).reply(200, answer(1, { updated_at: "2026-01-01T10:00:01Z" }));
    at(2).reply(200, answer(2, { performed_via_github_app: { id: 9 } }));
    at(3).reply(200, answer(3, { user: bot }));
    at(4).reply(200, answer(4, { user: null, body: null }));
    at(5).reply(200, answer(5, { user: { login: "acme", type: "Organization" } }));

    expect(await conversations.comment(1)).toMatchObject({ edited: true });
    expect(await conversations.comment(2)).toMatchObject({ viaApp: true, edited: false });
    expect(await conversations.comment(3)).toMatchObject({
      ours: true,
      author: { login: "lanekeeper[bot]", type: "Bot" },
    });
    expect(await conversations.comment(4)).toMatchObject({ author: { login: "ghost", type: "other" }, body: "" });
    expect(await conversations.comment(5)).toMatchObject({ author: { type: "other" } });
  });

  it("that was deleted is absent, one that cannot be read is not", async () => {
    const { conversations } = await aForge();
    at(1).reply(404, {});
    at(2).times(3).reply(500, {});
    at(3).reply(200, answer(3, { issue_url: "nowhere" }));

    expect(await conversations.comment(1)).toBeUndefined();
    await expect(conversations.comment(2)).rejects.toThrow(TransientError);
    await expect(conversations.comment(3)).rejects.toThrow("names no issue");
  });

  it("is written and edited", async () => {
    const { conversations } = await aForge();
    tell()
      .post(`${root}/issues/12/comments`, { body: "hello" })
      .reply(201, answer(8, { user: bot, body: "hello" }));
    tell().patch(`${root}/issues/comments/8`, { body: "again" }).reply(200, {});

    expect(await conversations.create(12, "hello")).toMatchObject({ id: 8, ours: true, issue: 12 });
    await conversations.edit(8, "again");
  });

  it("that is too long is refused in GitHub's words", async () => {
    const { conversations } = await aForge();
    tell()
      .post(`${root}/issues/12/comments`)
      .reply(422, {
        message: "Validation Failed",
        errors: [{ message: "body is too long (maximum is 65536 characters)" }],
      });

    await expect(conversations.create(12, "hello")).rejects.toThrow("body is too long");
  });
});

describe("our own comments", () => {
  it("are those by us with the marker, oldest first, from all pages", async () => {
    const { conversations } = await aForge();
    const page = (number: number) => tell().get(`${root}/issues/12/comments`).query({ per_page: 100, page: number });
    page(1).reply(
      200,
      [
        answer(9, { user: bot, body: `${marker}\nlate` }),
        answer(1, { body: `${marker}\nforged` }),
        answer(2, { user: bot, body: "another of ours" }),
      ],
      more,
    );
    page(2).reply(200, [answer(3, { user: bot, body: `${marker}\nearly` })]);

    expect((await conversations.ours(12, marker)).map(({ id }) => id)).toEqual([3, 9]);
  });
});

describe("what a number is", () => {
  const issue = (fields: object) =>
    tell()
      .get(`${root}/issues/12`)
      .reply(200, { state: "open", ...fields });
  const pull = (repo: object | null) =>
    tell()
      .get(`${root}/pulls/12`)
      .reply(200, { state: "closed", head: { ref: "lanekeeper/prod/shop/migrate", repo } });

  it("is an issue, a pull request of a branch of ours, or one of a fork", async () => {
    const { conversations } = await aForge();
    issue({});
    expect(await conversations.subject(12)).toEqual({ kind: "issue", headBranch: undefined, open: true });

    issue({ pull_request: { url: "x" } });
    pull({ full_name: "acme/homelab" });
    expect(await conversations.subject(12)).toEqual({
      kind: "pull-request",
      headBranch: "lanekeeper/prod/shop/migrate",
      open: false,
    });

    issue({ pull_request: { url: "x" } });
    pull({ full_name: "mallory/homelab" });
    expect(await conversations.subject(12)).toMatchObject({ kind: "pull-request", headBranch: undefined });
  });

  it("is nothing when neither is there", async () => {
    const { conversations } = await aForge();
    tell().get(`${root}/issues/12`).reply(410, { message: "This issue was deleted" });
    tell().get(`${root}/pulls/12`).reply(404, {});

    expect(await conversations.subject(12)).toBeUndefined();
  });
});

describe("a reaction", () => {
  const reactions = `${root}/issues/comments/1/reactions`;
  const listed = () => tell().get(reactions).query({ content: "eyes", per_page: 100, page: 1 });

  it("is given once", async () => {
    const { conversations } = await aForge();
    listed().reply(200, [{ user: { login: "ada" } }, { user: null }]);
    tell().post(reactions, { content: "eyes" }).reply(201, {});
    await conversations.react(1, "eyes");

    listed().reply(200, [{ user: bot }]);
    await conversations.react(1, "eyes");
  });

  it("of ours, whatever it is, marks a comment as answered", async () => {
    const { conversations } = await aForge();
    const all = (page: number) => tell().get(reactions).query({ per_page: 100, page });
    all(1).reply(200, [{ user: { login: "ada" } }], more);
    all(2).reply(200, [{ user: bot }]);
    expect(await conversations.reacted(1)).toBe(true);

    all(1).reply(200, [{ user: { login: "ada" } }]);
    expect(await conversations.reacted(1)).toBe(false);

    all(1).reply(404, {});
    expect(await conversations.reacted(1)).toBe(false);

    all(1).times(3).reply(502, {});
    await expect(conversations.reacted(1)).rejects.toThrow(TransientError);
  });

  it("is no matter on a server without reactions, but an outage is", async () => {
    const { conversations } = await aForge();
    for (const status of [404, 405]) {
      listed().reply(status, {});
      await conversations.react(1, "eyes");
    }
    listed().reply(403, { message: "Resource not accessible by integration" });
    await expect(conversations.react(1, "eyes")).rejects.toThrow(UserError);
  });
});
