import { describe, expect, it } from "vitest";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, bot, logged, more, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

const branch = "lanekeeper/prod/shop/migrate";
const base = "b".repeat(40);
const webFlow = { login: "web-flow", type: "User" };
const commits = [
  { message: "one", files: [{ path: "overlays/prod/shop/a.yaml", content: "a: 1\n" }] },
  { message: "two", files: [{ path: "docs/shop.md", content: "# shop\n" }] },
];

function tipIs(sha: string | undefined): void {
  const told = tell().get(`${root}/git/ref/${encodeURIComponent(`heads/${branch}`)}`);
  if (sha === undefined) told.reply(404, { message: "Not Found" });
  else told.reply(200, { ref: `refs/heads/${branch}`, object: { type: "commit", sha } });
}

/** Everything that writing the two commits asks for; gives what was sent. */
function takesCommits(verified = true): unknown[] {
  const sent: unknown[] = [];
  const take = (body: unknown) => sent.push(body) > 0;
  const verification = { verified, reason: verified ? "valid" : "unsigned" };
  tell()
    .get(`${root}/git/commits/${base}`)
    .reply(200, { sha: base, tree: { sha: "t0" } });
  for (const n of [1, 2]) {
    tell()
      .post(`${root}/git/trees`, take)
      .reply(201, { sha: `t${n}` });
    tell()
      .post(`${root}/git/commits`, take)
      .reply(201, { sha: `c${n}`, tree: { sha: `t${n}` }, verification });
  }
  return sent;
}

describe("publishing a branch", () => {
  it("writes the commits one on the other, without an author, and then makes the branch", async () => {
    const { branches } = await aForge();
    tipIs(undefined);
    const sent = takesCommits();
    tell()
      .post(`${root}/git/refs`, { ref: `refs/heads/${branch}`, sha: "c2" })
      .reply(201, {});

    expect(await branches.publish(branch, base, commits, undefined)).toBe("c2");
    expect(sent).toEqual([
      {
        base_tree: "t0",
        tree: [{ path: "overlays/prod/shop/a.yaml", mode: "100644", type: "blob", content: "a: 1\n" }],
      },
      { message: "one", tree: "t1", parents: [base] },
      { base_tree: "t1", tree: [{ path: "docs/shop.md", mode: "100644", type: "blob", content: "# shop\n" }] },
      { message: "two", tree: "t2", parents: ["c1"] },
    ]);
  });

  it("replaces a branch that is still what was seen", async () => {
    const { branches } = await aForge();
    tipIs("old");
    takesCommits();
    tipIs("old");
    tell()
      .patch(`${root}/git/refs/${encodeURIComponent(`heads/${branch}`)}`, { sha: "c2", force: true })
      .reply(200, {});

    expect(await branches.publish(branch, base, commits, "old")).toBe("c2");
  });

  it("writes nothing when the branch is not what was seen", async () => {
    const { branches } = await aForge();
    for (const [there, replaces] of [
      ["theirs", "old"],
      ["theirs", undefined],
      [undefined, "old"],
    ] as const) {
      tipIs(there);
      await expect(branches.publish(branch, base, commits, replaces)).rejects.toThrow("changed while we were looking");
    }
  });

  it("does not move a branch that moved while the commits were written", async () => {
    const { branches } = await aForge();
    tipIs("old");
    takesCommits();
    tipIs("theirs");

    await expect(branches.publish(branch, base, commits, "old")).rejects.toThrow("changed while we were looking");
  });

  it("leaves it to the queue when somebody made the branch first", async () => {
    const { branches } = await aForge();
    tipIs(undefined);
    takesCommits();
    tell().post(`${root}/git/refs`).reply(422, { message: "Reference already exists" });
    tipIs("theirs");
    tipIs("theirs");

    await expect(branches.publish(branch, base, commits, undefined)).rejects.toThrow(TransientError);
  });

  it("passes on why GitHub refuses the branch", async () => {
    const { branches } = await aForge();
    tipIs(undefined);
    takesCommits();
    tell().post(`${root}/git/refs`).reply(422, { message: "Repository rule violations found" });
    tipIs(undefined);

    await expect(branches.publish(branch, base, commits, undefined)).rejects.toThrow(
      "Repository rule violations found",
    );
  });

  it("never writes workflows, or outside of the repository", async () => {
    const { branches } = await aForge();
    for (const path of [
      ".github/workflows/run.yml",
      ".GitHub/Workflows/x.yml",
      "../up.yaml",
      "/abs.yaml",
      "a/.git/config",
    ]) {
      const evil = [{ message: "m", files: [{ path, content: "" }] }];
      await expect(branches.publish(branch, base, evil, undefined)).rejects.toThrow(UserError);
    }
  });

  it("says when GitHub does not sign", async () => {
    const { branches } = await aForge({ isStandIn: false });
    tell()
      .get(`${root}/git/commits/${base}`)
      .reply(200, { sha: base, tree: { sha: "t0" } });
    tipIs(undefined);
    tell().post(`${root}/git/trees`).reply(201, { sha: "t1" });
    const verification = { verified: false, reason: "unsigned" };
    tell()
      .post(`${root}/git/commits`)
      .reply(201, { sha: "c1", tree: { sha: "t1" }, verification });
    tell().post(`${root}/git/refs`).reply(201, {});

    await branches.publish(branch, base, commits.slice(0, 1), undefined);

    expect(logged.join("\n")).toContain("GitHub did not sign our commit");
  });
});

describe("the commits of a branch", () => {
  const listed = (sha: string, author: object | null, committer: object | null, verified: boolean) => ({
    sha,
    author,
    committer,
    commit: { message: `message of ${sha}`, tree: { sha: `tree of ${sha}` }, verification: { verified, reason: "" } },
  });
  const compare = (page: number) => tell().get(`${root}/compare/${base}...tip`).query({ per_page: 100, page });

  it("are ours only when GitHub vouches for it, all pages read", async () => {
    const { branches } = await aForge({ isStandIn: false });
    tipIs("tip");
    compare(1).reply(200, { commits: [listed("1", bot, webFlow, true), listed("2", bot, bot, true)] }, more);
    compare(2).reply(200, {
      commits: [
        listed("3", bot, webFlow, false),
        listed("4", bot, { login: "ada" }, true),
        listed("5", { login: "ada" }, webFlow, true),
        listed("6", null, null, false),
      ],
    });

    const found = await branches.find(branch, base);

    expect(found?.tip).toBe("tip");
    expect(found?.commits.map(({ ours }) => ours)).toEqual([true, true, false, false, false, false]);
    expect(found?.commits[5]).toEqual({
      sha: "6",
      tree: "tree of 6",
      message: "message of 6",
      author: undefined,
      ours: false,
    });
  });

  it("cannot be told where there is no common history", async () => {
    const { branches } = await aForge();
    tipIs("tip");
    compare(1).reply(404, { message: "No common ancestor between main and x." });

    await expect(branches.find(branch, base)).rejects.toThrow(UserError);
  });

  it("are unknown, not absent, during an outage and for a body that is cut", async () => {
    const { branches } = await aForge();
    tipIs("tip");
    compare(1).times(3).reply(500, {});
    await expect(branches.find(branch, base)).rejects.toThrow("500");

    tipIs("tip");
    compare(1).reply(200, { total_commits: 3 });
    await expect(branches.find(branch, base)).rejects.toThrow("cannot be read");
  });
});

describe("removing a branch", () => {
  const ref = `${root}/git/refs/${encodeURIComponent(`heads/${branch}`)}`;

  it("removes what was seen, and is content with a branch that is gone", async () => {
    const { branches } = await aForge();
    tipIs("tip");
    tell().delete(ref).reply(204);
    await branches.remove(branch, "tip");

    tipIs(undefined);
    await branches.remove(branch, "tip");

    tipIs("tip");
    tell().delete(ref).reply(422, { message: "Reference does not exist" });
    tipIs(undefined);
    await branches.remove(branch, "tip");
  });

  it("leaves a branch that moved", async () => {
    const { branches } = await aForge();
    tipIs("theirs");

    await expect(branches.remove(branch, "tip")).rejects.toThrow(TransientError);
  });
});
