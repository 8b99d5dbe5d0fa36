import { expect, it } from "vitest";
import { loggedError } from "../../../src/adapters/github/door-log.ts";

it("keeps an error's own words and frames, and nothing that was hung on it", () => {
  const error = Object.assign(new TypeError("outer", { cause: Object.assign(new Error("inner"), { code: "EIO" }) }), {
    status: 400,
    event: { payload: "hunter2" },
    request: { headers: { authorization: "hunter2" } },
  });
  const logged = loggedError(error);

  expect(logged).toMatchObject({
    type: "TypeError",
    message: "outer",
    status: 400,
    cause: { message: "inner", code: "EIO" },
  });
  expect(logged.stack).toMatch(/^\s+at .*door-log\.test\.ts/);
  expect(JSON.stringify(logged)).not.toContain("hunter2");
});

it("follows errors inside errors, also in circles", () => {
  const inner: Error & { cause?: unknown } = Object.assign(new Error("inner"), { event: "hunter2" });
  const outer = new AggregateError([inner, "a string"], "outer");
  inner.cause = outer;

  expect(loggedError(outer)).toMatchObject({ message: "outer", errors: [{ message: "inner" }, { type: "string" }] });
  expect(JSON.stringify(loggedError(outer))).not.toContain("hunter2");
});
