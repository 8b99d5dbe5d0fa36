import { z } from "zod";
import { TransientError, UserError } from "../../app/errors.ts";
import type { BranchCommit, Branches, RepositoryFiles } from "../../app/ports.ts";
import type { Connection } from "./connection.ts";
import { wasAnswered } from "./errors.ts";
import { writeCommits } from "./write-commits.ts";

/** GitHub's own account, the committer of what it signs for an app. */
const GITHUB_COMMITTER = "web-flow";

const Account = z.object({ login: z.string() }).nullish();
const Verification = z.object({ verified: z.boolean() }).optional();
const ListedCommit = z.object({
  sha: z.string(),
  author: Account,
  committer: Account,
  commit: z.object({ message: z.string(), tree: z.object({ sha: z.string() }), verification: Verification }),
});
const Comparison = z.object({ commits: z.array(ListedCommit) });
const Anything = z.unknown();

/** Branches by Git Data: a branch appears or moves once, with all of its commits. */
export function githubBranches(connection: Connection, files: Pick<RepositoryFiles, "tip">): Branches {
  const ref = (branch: string) => ({ ref: `heads/${branch}` });

  async function expectTip(branch: string, expected: string | undefined): Promise<void> {
    if ((await files.tip(branch)) !== expected) throw moved(branch);
  }

  return {
    async find(branch, base) {
      const tip = await files.tip(branch);
      return tip === undefined ? undefined : { tip, commits: await commitsAbove(connection, base, tip, branch) };
    },

    async publish(branch, base, commits, replaces) {
      for (const { path } of commits.flatMap((commit) => commit.files)) assertWritable(path);
      await expectTip(branch, replaces);
      const tip = await writeCommits(connection, await commitOf(files, base), commits);
      if (replaces !== undefined) {
        await expectTip(branch, replaces);
        // Git Data has no compare-and-swap for a rebuilt branch: a push between these two calls is lost.
        await connection.call(Anything, "PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
          ...ref(branch),
          sha: tip,
          force: true,
        });
        return tip;
      }
      try {
        await connection.call(Anything, "POST /repos/{owner}/{repo}/git/refs", {
          ref: `refs/heads/${branch}`,
          sha: tip,
        });
      } catch (error) {
        if (!wasAnswered(error, 422) || (await files.tip(branch)) === undefined) throw error;
        await expectTip(branch, tip);
      }
      return tip;
    },

    async remove(branch, tip) {
      const current = await files.tip(branch);
      if (current === undefined) return;
      if (current !== tip) throw moved(branch);
      try {
        await connection.call(Anything, "DELETE /repos/{owner}/{repo}/git/refs/{ref}", ref(branch));
      } catch (error) {
        // 422: somebody else removed it in between.
        if (!wasAnswered(error, 404, 422) || (await files.tip(branch)) !== undefined) throw error;
      }
    },
  };
}

async function commitsAbove(
  connection: Connection,
  base: string,
  tip: string,
  branch: string,
): Promise<readonly BranchCommit[]> {
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  try {
    const pages = await connection.pages(Comparison, route, { basehead: `${base}...${tip}` });
    return pages.flatMap((page) => page.commits).map((commit) => branchCommit(connection, commit));
  } catch (error) {
    if (!wasAnswered(error, 404)) throw error;
    throw new UserError(
      `The branch \`${branch}\` shares no history with \`${base}\``,
      `Delete the branch \`${branch}\` or give it another name.`,
      {
        cause: error,
      },
    );
  }
}

function branchCommit(
  connection: Connection,
  { sha, author, committer, commit }: z.infer<typeof ListedCommit>,
): BranchCommit {
  const { self, isStandIn } = connection;
  // Anybody may write any name and address into a commit. GitHub signs for an app only what the app itself sent.
  const signed =
    commit.verification?.verified === true &&
    (committer?.login === GITHUB_COMMITTER || committer?.login === self.login);
  return {
    sha,
    tree: commit.tree.sha,
    message: commit.message,
    author: author?.login,
    ours: author?.login === self.login && (signed || isStandIn),
  };
}

async function commitOf(files: Pick<RepositoryFiles, "tip">, base: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(base)) return base;
  const tip = await files.tip(base);
  if (tip === undefined)
    throw new UserError(`There is no branch \`${base}\``, "Push it, or correct the Application's targetRevision.");
  return tip;
}

/** A token that may write workflows could run anything; the App has no such right, and says so before GitHub does. */
function assertWritable(path: string): void {
  const parts = path.split("/");
  const outside = parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git");
  const workflow = parts[0]?.toLowerCase() === ".github" && parts[1]?.toLowerCase() === "workflows";
  if (outside || workflow)
    throw new UserError(`Lanekeeper does not write to \`${path}\``, "Correct `paths` in .github/lanekeeper.yml.");
}

function moved(branch: string): TransientError {
  return new TransientError(`The branch ${branch} changed while we were looking`);
}
