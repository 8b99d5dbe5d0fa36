import { z } from "zod";
import type { StandIn } from "../adapters/github/stand-in.ts";
import { branchName } from "../domain/names.ts";

const Pull = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  html_url: z.string(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  labels: z.array(z.object({ name: z.string() })),
});
const Compare = z.object({
  commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })),
});
const Commit = z.object({ files: z.array(z.object({ filename: z.string() })).optional() });
const Runs = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      conclusion: z.string().nullable(),
      output: z.object({ title: z.string().nullable() }),
    }),
  ),
});
const Comments = z.array(z.object({ user: z.object({ login: z.string() }), body: z.string() }));

/** What the demo shows at its end, read back from the stand-in: the pull request as a reviewer finds it. */
export async function demoReport(standIn: StandIn, issue: number, app: string): Promise<string> {
  const { owner, name } = standIn.repository;
  const root = `/repos/${owner}/${name}`;
  const get = (path: string) => standIn.request("grace", "GET", `${root}${path}`);
  const branch = branchName({ env: "prod", app }, "migrate");
  const [pull] = z.array(Pull).parse(await get(`/pulls?head=${owner}:${branch}&state=open`));
  const comments = Comments.parse(await get(`/issues/${issue}/comments`));
  const answer = comments.findLast(({ user }) => user.login === standIn.botLogin)?.body ?? "";
  if (pull === undefined) return section("The answer on the issue", answer);
  const { commits } = Compare.parse(await get(`/compare/main...${pull.head.sha}`));
  const runs = Runs.parse(await get(`/commits/${pull.head.sha}/check-runs`)).check_runs;
  const listed = await Promise.all(
    commits.map(async ({ sha, commit }) => {
      const files = Commit.parse(await get(`/commits/${sha}`)).files ?? [];
      return [
        commit.message.trim().replaceAll("\n", "\n     "),
        ...files.map(({ filename }) => `     + ${filename}`),
      ].join("\n");
    }),
  );
  return [
    section("The answer on the issue", answer),
    section(
      `Pull request #${pull.number}`,
      [
        `Title:  ${pull.title}`,
        `Branch: ${pull.head.ref}`,
        `Labels: ${pull.labels.map((label) => label.name).join(", ")}`,
      ].join("\n"),
    ),
    section("Its commits", listed.map((text, at) => `  ${at + 1}. ${text}`).join("\n")),
    section(
      "Its checks",
      runs
        .map(({ name: check, conclusion, output }) => `  ${check}: ${conclusion ?? "pending"} (${output.title ?? ""})`)
        .join("\n"),
    ),
    section("Its body", pull.body),
    section(
      "How to look around",
      [
        "npm run demo -- --keep            leaves it running and says how to comment again",
        "npm run demo -- --app bookshelf   another app of examples/homelab",
        "npx lanekeeper plan shop --repo examples/homelab --offline --out /tmp/shop   the files on disk",
        "npx lanekeeper help               the command line",
      ].join("\n"),
    ),
  ].join("\n\n");
}

function section(title: string, text: string): string {
  return `── ${title} ${"─".repeat(Math.max(0, 90 - title.length))}\n${text}`;
}
