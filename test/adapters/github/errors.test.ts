import pino from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import type { Forge } from "../../../src/app/ports.ts";
import { aForge, answerOnlyWhatIsTold, root, tell } from "./nocked.ts";

const comments = `${root}/issues/1/comments`;

let forge: Forge;
answerOnlyWhatIsTold();
beforeEach(async () => {
  forge = await aForge();
});

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error("nothing failed"),
    (error: Error) => error,
  );
}

describe("a rate limit", () => {
  const limits = [
    [
      "a 403 with retry-after",
      403,
      { message: "You have exceeded a secondary rate limit" },
      { "retry-after": "17" },
      17_000,
    ],
    ["a 429 with retry-after", 429, { message: "Too many requests" }, { "retry-after": "5" }, 5_000],
    ["a secondary limit that names no time", 403, { message: "You have exceeded a secondary rate limit." }, {}, 60_000],
    ["a 429 that names no time", 429, {}, {}, 60_000],
  ] as const;

  for (const [what, status, body, headers, retryAfterMs] of limits) {
    it(`is passed on with the time to wait and tried once only: ${what}`, async () => {
      tell().get(`${root}/pulls/1`).once().reply(status, body, headers);

      const error = await failureOf(forge.pullRequests.get(1));

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ retryAfterMs });
    });
  }

  it("waits for the hour's budget to be filled again", async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 600;
    tell()
      .get(`${root}/pulls/1`)
      .reply(
        403,
        { message: "API rate limit exceeded" },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
      );

    const { retryAfterMs } = (await failureOf(forge.pullRequests.get(1))) as TransientError;

    expect(retryAfterMs).toBeGreaterThan(590_000);
    expect(retryAfterMs).toBeLessThanOrEqual(602_000);
  });
});

describe("a failure", () => {
  it("of a read is tried twice more and then left to the queue", async () => {
    tell().get(`${root}/pulls/1`).times(3).reply(502, "<html>Unicorn!</html>", { "content-type": "text/html" });

    expect(await failureOf(forge.pullRequests.get(1))).toBeInstanceOf(TransientError);
  });

  it("of a write that may have been done is never tried again", async () => {
    tell().post(comments).once().reply(502, {});

    expect(await failureOf(forge.conversations.create(1, "hello"))).toBeInstanceOf(TransientError);
  });

  it("that a second try does not change is not tried again", async () => {
    for (const status of [405, 409]) {
      tell().patch(`${root}/issues/comments/1`).once().reply(status, { message: "no" });
      expect(await failureOf(forge.conversations.edit(1, "hello"))).toBeInstanceOf(Error);
    }
  });

  it("by a broken connection is passing", async () => {
    tell().get(`${root}/pulls/1`).times(3).replyWithError("socket hang up");

    expect(await failureOf(forge.pullRequests.get(1))).toBeInstanceOf(TransientError);
  });

  it("of permission names what GitHub said and the way out", async () => {
    tell().post(comments).reply(403, { message: "Resource not accessible by integration" });

    const error = await failureOf(forge.conversations.create(1, "hello"));

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain("Resource not accessible by integration");
    expect((error as UserError).remedy).toContain("app.yml");
  });

  it("of validation tells the field", async () => {
    tell()
      .post(comments)
      .reply(422, {
        message: "Validation Failed",
        errors: [{ resource: "IssueComment", field: "data", code: "unprocessable" }],
      });

    const error = await failureOf(forge.conversations.create(1, "hello"));

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain("Validation Failed: data unprocessable");
  });

  it("keeps its cause, and neither holds the request nor the token", async () => {
    tell().post(comments).reply(403, { message: "no" });

    const error = await failureOf(forge.conversations.create(1, "a text of a person"));
    let line = "";
    pino({}, { write: (text: string) => (line = text) }).error({ err: error }, "failed");

    expect(error.cause).toMatchObject({ name: "GitHubAnswer", status: 403 });
    expect(line).toContain("GitHubAnswer");
    expect(line).not.toContain("a text of a person");
    expect(line).not.toContain("ghs_secret");
    expect(line).not.toContain("authorization");
  });
});
