import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { githubForges } from "../../../src/adapters/github/forges.ts";
import { type StandIn, startStandIn } from "../../../src/adapters/github/stand-in.ts";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import type { Forge, Forges } from "../../../src/app/ports.ts";
import type { CheckPlan } from "../../../src/domain/plan.ts";

const files = new Map<string, string | Uint8Array>([
  ["apps/shop/kustomization.yaml", "resources:\n  - deployment.yaml\n"],
  ["apps/shop/deployment.yaml", "kind: Deployment\n"],
  ["apps/shop/umlaut-ä.yaml", "name: größe\n"],
  ["logo.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0x00)],
]);
const branch = "lanekeeper/prod/shop/migrate";
const commits = ["chore(shop): one", "feat(shop): two", "docs(shop): three"].map((message, index) => ({
  message: `${message}\n\nPlan-Id: 0123456789ab\n`,
  files: [{ path: `overlays/prod/shop/${index}.yaml`, content: `n: ${index}\n` }],
}));
const check: CheckPlan = {
  name: "lanekeeper/preflight",
  conclusion: "failure",
  title: "1 of 9 gates fails",
  summary: "- no",
  text: "",
  digest: "d1",
};

let standIn: StandIn;
let forges: Forges;

beforeAll(async () => {
  standIn = await startStandIn({ files });
  const { appId, privateKey, url } = standIn;
  forges = githubForges({ appId, privateKey, apiUrl: url, isStandIn: true, log: pino({ level: "silent" }) });
});
afterAll(() => standIn.close());

function open(): Promise<Forge> {
  return forges.open(standIn.repository);
}

describe("a whole round on the stand-in", () => {
  it("reads the repository as it was put in, without a tarball", async () => {
    const { files: repository } = await open();

    const facts = await repository.facts();
    expect(facts).toMatchObject({ repository: standIn.repository, defaultBranch: "main", isPublic: false });
    expect(await repository.tip("main")).toBe(standIn.commit);
    expect(await repository.tip("no/such-branch")).toBeUndefined();
    expect(new Map(await repository.tree(standIn.commit))).toEqual(files);
    expect(await repository.file(standIn.commit, "apps/shop/deployment.yaml")).toBe("kind: Deployment\n");
    expect(await repository.file(standIn.commit, "apps/none.yaml")).toBeUndefined();
  });

  it("opens one pull request with three commits, labels and a check, and a second run finds all of it again", async () => {
    const first = await open();
    expect(await first.branches.find(branch, standIn.commit)).toBeUndefined();
    const tip = await first.branches.publish(branch, standIn.commit, commits, undefined);
    const opened = await first.pullRequests.open({ branch, base: "main", title: "Migrate shop", body: "Why" });
    await first.pullRequests.addLabels(opened.number, ["migration/dual-lane", "env/prod"]);
    await first.checks.create(tip, check, "plan:preflight");

    const second = await open();
    const found = await second.branches.find(branch, standIn.commit);
    expect(found?.tip).toBe(tip);
    expect(found?.commits.map(({ message, ours, author }) => ({ message, ours, author }))).toEqual(
      commits.map(({ message }) => ({ message, ours: true, author: "lanekeeper[bot]" })),
    );
    const pullRequest = await second.pullRequests.find(branch);
    expect(pullRequest).toMatchObject({
      number: opened.number,
      state: "open",
      title: "Migrate shop",
      body: "Why",
      base: "main",
      ours: true,
    });
    expect(pullRequest?.head).toEqual({ branch, sha: tip, sameRepository: true });
    expect(pullRequest?.labels).toEqual(["migration/dual-lane", "env/prod"]);
    const [run, ...others] = await second.checks.list(tip);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ name: check.name, externalId: "plan:preflight", conclusion: "failure", headSha: tip });
    await second.checks.update(run?.id ?? 0, { ...check, conclusion: "success" }, "plan:preflight:2");
    expect(await second.checks.list(tip)).toMatchObject([
      { id: run?.id, conclusion: "success", externalId: "plan:preflight:2" },
    ]);
    expect(await second.conversations.subject(opened.number)).toEqual({
      kind: "pull-request",
      headBranch: branch,
      open: true,
    });

    const tree = await second.files.tree(tip);
    expect(tree.get("overlays/prod/shop/2.yaml")).toBe("n: 2\n");
    expect(tree.size).toBe(files.size + 3);
  });

  it("tells a commit of somebody else from its own, and does not publish over a branch that moved", async () => {
    const { branches, files: repository } = await open();
    const before = await repository.tip(branch);
    await standIn.push("ada", branch, "by hand", new Map([["notes.txt", "mine"]]));

    const found = await branches.find(branch, standIn.commit);
    expect(found?.commits.at(-1)).toMatchObject({ message: "by hand", author: "ada", ours: false });
    await expect(branches.publish(branch, standIn.commit, commits, before)).rejects.toThrow(TransientError);
    await expect(branches.publish(branch, standIn.commit, commits, undefined)).rejects.toThrow(TransientError);
    await expect(branches.remove(branch, before ?? "")).rejects.toThrow(TransientError);
    expect(await repository.tip(branch)).toBe(found?.tip);

    const rebuilt = await branches.publish(branch, standIn.commit, commits, found?.tip);
    expect((await branches.find(branch, standIn.commit))?.commits.map(({ ours }) => ours)).toEqual([true, true, true]);
    await branches.remove(branch, rebuilt);
    await branches.remove(branch, rebuilt);
    expect(await repository.tip(branch)).toBeUndefined();
  });

  it("reads a person's comment, reacts without complaint and keeps one status comment", async () => {
    const { conversations } = await open();
    const issue = await standIn.openIssue("ada", "Move shop");
    const id = await standIn.comment("ada", issue, "/migrate shop");

    expect(await conversations.subject(issue)).toEqual({ kind: "issue", headBranch: undefined, open: true });
    expect(await conversations.comment(id)).toMatchObject({
      issue,
      body: "/migrate shop",
      author: { login: "ada", type: "User" },
      edited: false,
      viaApp: false,
      ours: false,
    });
    await conversations.react(id, "eyes");
    expect(await conversations.reacted(id)).toBe(false);
    const status = await conversations.create(issue, "<!-- lanekeeper -->\nworking");
    await conversations.edit(status.id, "<!-- lanekeeper -->\ndone");
    expect(await conversations.ours(issue, "<!-- lanekeeper -->")).toMatchObject([
      {
        id: status.id,
        body: "<!-- lanekeeper -->\ndone",
        ours: true,
        author: { login: "lanekeeper[bot]", type: "Bot" },
      },
    ]);
    expect(await conversations.comment(999)).toBeUndefined();
    expect(await conversations.subject(999)).toBeUndefined();
  });

  it("closes a pull request and says so", async () => {
    const { pullRequests, branches } = await open();
    await branches.publish("lanekeeper/prod/blog/migrate", "main", commits, undefined);
    const { number } = await pullRequests.open({
      branch: "lanekeeper/prod/blog/migrate",
      base: "main",
      title: "Migrate blog",
      body: "",
    });
    await pullRequests.update(number, { title: "Migrate blog to two lanes" });
    await pullRequests.close(number);

    expect(await pullRequests.get(number)).toMatchObject({ state: "closed", title: "Migrate blog to two lanes" });
    expect(await pullRequests.find("lanekeeper/prod/blog/migrate")).toMatchObject({ number, state: "closed" });
    expect(await pullRequests.get(999)).toBeUndefined();
  });

  it("knows who may write", async () => {
    const { people } = await open();

    expect(
      await Promise.all(["admin", "ada", "grace", "mallory", "nobody"].map((login) => people.permission(login))),
    ).toEqual(["admin", "write", "write", "read", "none"]);
  });

  it("is told of a comment by a signed delivery that names the installation", async () => {
    const secret = "a secret of this test";
    const received = Promise.withResolvers<{ readonly headers: IncomingHttpHeaders; readonly body: string }>();
    const server = createServer(async (request, response) => {
      const body = await text(request);
      response.end();
      if (request.headers["x-github-event"] === "issue_comment") received.resolve({ headers: request.headers, body });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await standIn.deliverTo({ url: `http://127.0.0.1:${port}/`, secret });

    const issue = await standIn.openIssue("ada", "Move blog");
    const id = await standIn.comment("ada", issue, "/migrate blog");

    const { headers, body } = await received.promise;
    server.close();
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    expect(headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
    expect(JSON.parse(body)).toMatchObject({
      action: "created",
      comment: { id },
      sender: { login: "ada", type: "User" },
      installation: { id: 1 },
    });
  });

  it("says that it is not installed where it is not", async () => {
    await expect(forges.open({ owner: "acme", name: "other" })).rejects.toThrow(UserError);
  });
});
