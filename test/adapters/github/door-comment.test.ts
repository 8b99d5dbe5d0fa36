import { describe, expect, it } from "vitest";
import { commandInComment } from "../../../src/adapters/github/door-comment.ts";
import { aComment } from "./door-deliveries.ts";

describe("a comment is looked at", () => {
  const locks: Record<string, string> = {
    "/migrate shop": "app acme/homelab shop",
    "/migrate shop plan --env lab\r\n\r\nplease": "app acme/homelab shop",
    "/migrate shop pln": "app acme/homelab shop",
    "/migrate": "issue acme/homelab 7",
    "/migrate help": "issue acme/homelab 7",
    "/migrate Shop": "issue acme/homelab 7",
  };
  for (const [body, lock] of Object.entries(locks)) {
    it(`when it says ${JSON.stringify(body)}`, () => {
      expect(commandInComment(aComment({ body }))).toEqual({
        id: "command acme/homelab 99",
        lock,
        payload: { type: "command", owner: "Acme", repo: "Homelab", issue: 7, comment: 99 },
      });
    });
  }

  it("when the server leaves out who performed it", () => {
    expect(commandInComment(aComment({ comment: { performed_via_github_app: undefined } }))).toBeDefined();
  });
});

describe("a comment is left alone", () => {
  const strangers: Record<string, Parameters<typeof aComment>[0]> = {
    "that is no command": { body: "I would like to /migrate shop" },
    "by a bot": { sender: { type: "Bot" } },
    "by an organisation": { sender: { type: "Organization" } },
    "that an app wrote in somebody's name": { comment: { performed_via_github_app: { id: 1, slug: "helper" } } },
    "that somebody else sent": { sender: { id: 12 } },
    "whose author is gone": { comment: { user: null } },
    "that is longer than GitHub allows": { body: `/migrate shop\n${"x".repeat(65_536)}` },
  };
  for (const [which, change] of Object.entries(strangers)) {
    it(which, () => expect(commandInComment(aComment(change))).toBeUndefined());
  }
});

it("throws for names that no repository can have", () => {
  const payload = aComment();
  expect(() => commandInComment({ ...payload, repository: { ...payload.repository, name: "../etc" } })).toThrow();
});
