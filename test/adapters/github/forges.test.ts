import nock from "nock";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { githubForges } from "../../../src/adapters/github/forges.ts";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, api, appId, granted, key, logged, root, tell } from "./nocked.ts";

const repository = { owner: "acme", name: "homelab" };
const log = pino({ level: "silent" });

answerOnlyWhatIsTold();

function forges(options: Partial<Parameters<typeof githubForges>[0]> = {}) {
  return githubForges({ appId, privateKey: key, apiUrl: `${api}/`, isStandIn: true, log, ...options });
}

describe("opening a repository", () => {
  it("asks for a token of this one repository and for no more than a job needs", async () => {
    let asked: unknown;
    tell().get(`${root}/installation`).reply(200, { id: 7, app_slug: "lanekeeper", permissions: granted });
    tell()
      .post("/app/installations/7/access_tokens", (body) => {
        asked = body;
        return true;
      })
      .reply(201, { token: "ghs_secret", permissions: granted });

    await forges().open(repository);

    expect(asked).toEqual({
      repositories: ["homelab"],
      permissions: {
        metadata: "read",
        contents: "write",
        pull_requests: "write",
        issues: "write",
        checks: "write",
        members: "read",
      },
    });
  });

  it("does not ask for an organization's permission on a user's account", async () => {
    const { members, ...ofUser } = granted;
    tell().get(`${root}/installation`).reply(200, { id: 7, app_slug: "lanekeeper", permissions: ofUser });
    tell()
      .post("/app/installations/7/access_tokens", ({ permissions }) => !("members" in permissions))
      .reply(201, { token: "ghs_secret", permissions: ofUser });

    await expect(forges().open(repository)).resolves.toBeDefined();
    expect(members).toBe("read");
  });

  it("makes a new token for every job", async () => {
    tell().get(`${root}/installation`).twice().reply(200, { id: 7, app_slug: "lanekeeper", permissions: granted });
    const tokens = ["one", "two"];
    tell()
      .post("/app/installations/7/access_tokens")
      .twice()
      .reply(201, () => ({ token: tokens.shift(), permissions: granted }));
    for (const token of ["one", "two"]) {
      tell().get(`${root}/pulls/1`).matchHeader("authorization", `token ${token}`).reply(404, {});
    }
    const both = forges();

    for (const forge of [await both.open(repository), await both.open(repository)]) {
      expect(await forge.pullRequests.get(1)).toBeUndefined();
    }
  });

  it("says where it is not installed", async () => {
    tell().get(`${root}/installation`).reply(404, { message: "Not Found" });

    await expect(forges().open(repository)).rejects.toThrow("The app is not installed on acme/homelab");
  });

  it("names the permissions that were not granted", async () => {
    tell()
      .get(`${root}/installation`)
      .reply(200, { id: 7, app_slug: "lanekeeper", permissions: { ...granted, checks: "read" } });

    await expect(forges().open(repository)).rejects.toThrow("The app lacks permissions on acme/homelab: checks: write");
  });

  it("tells a refused key from an outage", async () => {
    tell().get(`${root}/installation`).reply(401, { message: "A JSON web token could not be decoded" });
    await expect(forges().open(repository)).rejects.toThrow(UserError);

    tell().get(`${root}/installation`).times(3).reply(502, "<html>");
    await expect(forges().open(repository)).rejects.toThrow(TransientError);
  });

  it("takes an answer that is not GitHub's for a passing trouble", async () => {
    tell()
      .get(`${root}/installation`)
      .reply(200, "<html>Sign in to the hotel's network</html>", { "content-type": "text/html" });

    await expect(forges().open(repository)).rejects.toThrow(TransientError);
  });

  it("speaks to the enterprise server that is named", async () => {
    nock("https://git.example.org").get(`/api/v3${root}/installation`).reply(404, {});

    const enterprise = githubForges({ appId, privateKey: key, gheHost: "git.example.org", isStandIn: false, log });
    await expect(enterprise.open(repository)).rejects.toThrow("not installed");
  });

  it("never logs its token", async () => {
    const forge = await aForge({ isStandIn: false });
    tell().get(`${root}/pulls/1`).reply(403, { message: "secondary rate limit" }, { "retry-after": "7" });

    await expect(forge.pullRequests.get(1)).rejects.toThrow(TransientError);
    expect(logged.join("\n")).not.toContain("ghs_secret");
  });
});
