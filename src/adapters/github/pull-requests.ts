import { z } from "zod";
import type { PullRequest, PullRequests } from "../../app/ports.ts";
import type { Connection } from "./connection.ts";
import { wasAnswered } from "./errors.ts";

const Label = z.object({ name: z.string() });
/** `repo` is null where a fork was deleted. `user` is null for a deleted account. */
const Side = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() });
const PullRequestAnswer = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  head: Side,
  base: Side,
  labels: z.array(Label),
});
const Anything = z.unknown();

export function githubPullRequests(connection: Connection): PullRequests {
  const { owner, name } = connection.repository;
  const read = (answer: z.infer<typeof PullRequestAnswer>) => pullRequest(connection, answer);
  const change = (number: number, fields: Readonly<Record<string, string>>) =>
    connection.call(Anything, "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", { pull_number: number, ...fields });

  async function find(branch: string): Promise<PullRequest | undefined> {
    const route = "GET /repos/{owner}/{repo}/pulls";
    const pages = await connection.pages(z.array(PullRequestAnswer), route, {
      head: `${owner}:${branch}`,
      state: "all",
    });
    // A fork of the same owner has the same `head`.
    const found = pages
      .flat()
      .map(read)
      .filter(({ head }) => head.branch === branch && head.sameRepository);
    const newest = found.toSorted((a, b) => b.number - a.number);
    return newest.find(({ state }) => state === "open") ?? newest[0];
  }

  return {
    find,

    async get(number) {
      const answer = await connection.find(PullRequestAnswer, "GET /repos/{owner}/{repo}/pulls/{pull_number}", {
        pull_number: number,
      });
      return answer === undefined ? undefined : read(answer);
    },

    async open({ branch, base, title, body }) {
      try {
        return read(
          await connection.call(PullRequestAnswer, "POST /repos/{owner}/{repo}/pulls", {
            head: branch,
            base,
            title,
            body,
          }),
        );
      } catch (error) {
        // One open pull request a branch and base: somebody, or a call of ours whose answer was lost, was first.
        const existing = wasAnswered(error, 422) ? await find(branch) : undefined;
        if (existing?.state === "open" && existing.base === base) return existing;
        throw error;
      }
    },

    async update(number, { title, body }) {
      const fields = { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
      if (Object.keys(fields).length > 0) await change(number, fields);
    },

    async close(number) {
      await change(number, { state: "closed" });
    },

    async addLabels(number, labels) {
      const route = "/repos/{owner}/{repo}/issues/{issue_number}/labels";
      const there = await connection.pages(z.array(Label), `GET ${route}`, { issue_number: number });
      // GitHub tells no upper case from lower case in labels.
      const known = new Set(there.flat().map((label) => label.name.toLowerCase()));
      const missing = labels.filter((label) => !known.has(label.toLowerCase()));
      if (missing.length > 0)
        await connection.call(Anything, `POST ${route}`, { issue_number: number, labels: missing });
    },
  };

  function pullRequest({ self }: Connection, answer: z.infer<typeof PullRequestAnswer>): PullRequest {
    const merged = answer.merged_at !== null && answer.merged_at !== undefined;
    return {
      number: answer.number,
      url: answer.html_url,
      state: merged ? "merged" : answer.state,
      title: answer.title,
      body: answer.body ?? "",
      head: {
        branch: answer.head.ref,
        sha: answer.head.sha,
        sameRepository: answer.head.repo?.full_name.toLowerCase() === `${owner}/${name}`.toLowerCase(),
      },
      base: answer.base.ref,
      labels: answer.labels.map((label) => label.name),
      ours: answer.user?.login === self.login,
    };
  }
}
