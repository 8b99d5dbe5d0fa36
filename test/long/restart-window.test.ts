import { expect, it } from "vitest";
import { checkRandomLives } from "../support/restart-lives.ts";

it("the true count always lies between min and max, in 100,000 random lives", () => {
  expect(checkRandomLives(100_000)).toBeGreaterThan(50_000);
});
