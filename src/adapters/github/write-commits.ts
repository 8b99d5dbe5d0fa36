import { z } from "zod";
import type { CommitPlan } from "../../domain/plan.ts";
import type { Connection } from "./connection.ts";

const Tree = z.object({ sha: z.string() });
const Commit = z.object({
  sha: z.string(),
  tree: Tree,
  verification: z.object({ verified: z.boolean(), reason: z.string() }).optional(),
});

/** Writes the commits one on top of the other and gives the last. No author is named: what an app sends without one, GitHub signs. */
export async function writeCommits(
  connection: Connection,
  base: string,
  commits: readonly CommitPlan[],
): Promise<string> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  let parent = await connection.call(Commit, route, { commit_sha: base });
  for (const { message, files } of commits) {
    const tree = await connection.call(Tree, "POST /repos/{owner}/{repo}/git/trees", {
      base_tree: parent.tree.sha,
      tree: files.map(({ path, content }) => ({ path, mode: "100644", type: "blob", content })),
    });
    parent = await connection.call(Commit, "POST /repos/{owner}/{repo}/git/commits", {
      message,
      tree: tree.sha,
      parents: [parent.sha],
    });
    if (!connection.isStandIn && parent.verification?.verified !== true) {
      connection.log.warn(
        { commit: parent.sha, reason: parent.verification?.reason },
        "GitHub did not sign our commit",
      );
    }
  }
  return parent.sha;
}
