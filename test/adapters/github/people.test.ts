import { describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

describe("a person's right", () => {
  const at = (login: string) => tell().get(`${root}/collaborators/${login}/permission`);

  const answers = [
    ["admin", "admin", "admin"],
    ["write", "maintain", "write"],
    ["write", "write", "write"],
    ["read", "triage", "read"],
    ["read", "read", "read"],
    ["none", "none", "none"],
    ["write", "release-engineer", "write"],
    ["push", undefined, "write"],
    ["pull", "read", "read"],
    ["something-new", "something-new", "none"],
  ] as const;
  for (const [permission, role_name, expected] of answers) {
    it(`is ${expected} for the role ${role_name} made from ${permission}`, async () => {
      const { people } = await aForge();
      at("ada").reply(200, { permission, role_name, user: {} });

      expect(await people.permission("ada")).toBe(expected);
    });
  }

  it("is none for an unknown person, and unknown during an outage", async () => {
    const { people } = await aForge();
    at("nobody").reply(404, {});
    at("ada").times(3).reply(500, {});

    expect(await people.permission("nobody")).toBe("none");
    await expect(people.permission("ada")).rejects.toThrow(TransientError);
  });

  it("is not looked up elsewhere for a login that is a path", async () => {
    const { people } = await aForge();
    tell().get(`${root}/collaborators/..%2F..%2Fx/permission`).reply(404, {});

    expect(await people.permission("../../x")).toBe("none");
  });
});

describe("a team", () => {
  const at = () => tell().get("/orgs/acme/teams/platform/memberships/ada");

  it("has the person when the membership is active", async () => {
    const { people } = await aForge();
    at().reply(200, { state: "active", role: "member" });
    expect(await people.isMember("ada", "acme/platform")).toBe(true);
    at().reply(200, { state: "pending", role: "member" });
    expect(await people.isMember("ada", "acme/platform")).toBe(false);
    at().reply(404, {});
    expect(await people.isMember("ada", "acme/platform")).toBe(false);
  });

  it("that we may not ask about is no answer", async () => {
    const { people } = await aForge();
    at().reply(403, { message: "Resource not accessible by integration" });

    await expect(people.isMember("ada", "acme/platform")).rejects.toThrow(UserError);
    await expect(people.isMember("ada", "platform")).rejects.toThrow("`platform` is no team");
  });
});
