import { z } from "zod";
import type { Comment, Conversations } from "../../app/ports.ts";
import type { Connection } from "./connection.ts";
import { unreadable, wasAnswered } from "./errors.ts";

const Account = z.object({ login: z.string(), type: z.string() });
const CommentAnswer = z.object({
  id: z.number(),
  issue_url: z.string(),
  body: z.string().nullish(),
  /** null for a deleted account. */
  user: Account.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
});
const IssueAnswer = z.object({ state: z.string(), pull_request: z.unknown().optional() });
const PullRequestAnswer = z.object({
  state: z.string(),
  head: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
});
const Reaction = z.object({ user: z.object({ login: z.string() }).nullish() });
const Anything = z.unknown();

const REACTIONS = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";

/** How far apart a stand-in's two writes of one comment may be. */
const STORED_WITHIN_MS = 50;

export function githubConversations(connection: Connection): Conversations {
  const { owner, name } = connection.repository;
  const read = (answer: z.infer<typeof CommentAnswer>) => commentOf(connection, answer);

  return {
    async comment(id) {
      const answer = await connection.find(CommentAnswer, "GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        comment_id: id,
      });
      return answer === undefined ? undefined : read(answer);
    },

    async subject(issue) {
      const found = await connection.find(IssueAnswer, "GET /repos/{owner}/{repo}/issues/{issue_number}", {
        issue_number: issue,
      });
      if (found !== undefined && (found.pull_request === undefined || found.pull_request === null)) {
        return { kind: "issue", headBranch: undefined, open: found.state === "open" };
      }
      // On GitHub a pull request is an issue too; the stand-in knows it as a pull request only.
      const pull = await connection.find(PullRequestAnswer, "GET /repos/{owner}/{repo}/pulls/{pull_number}", {
        pull_number: issue,
      });
      if (pull === undefined) return undefined;
      const ownBranch = pull.head.repo?.full_name.toLowerCase() === `${owner}/${name}`.toLowerCase();
      // A fork's branch may bear the name of one of ours.
      return { kind: "pull-request", headBranch: ownBranch ? pull.head.ref : undefined, open: pull.state === "open" };
    },

    async ours(issue, marker) {
      const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
      const pages = await connection.pages(z.array(CommentAnswer), route, { issue_number: issue });
      const found = pages
        .flat()
        .map(read)
        .filter((comment) => comment.ours && comment.body.includes(marker));
      return found.toSorted((a, b) => a.id - b.id);
    },

    async create(issue, body) {
      const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
      return read(await connection.call(CommentAnswer, route, { issue_number: issue, body }));
    },

    async edit(id, body) {
      await connection.call(Anything, "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        comment_id: id,
        body,
      });
    },

    async react(commentId, reaction) {
      const values = { comment_id: commentId, content: reaction };
      await whereReactionsAre(async () => {
        if (await hasOurReaction(connection, values)) return;
        await connection.call(Anything, `POST ${REACTIONS}`, values);
      });
    },

    async reacted(commentId) {
      return (await whereReactionsAre(() => hasOurReaction(connection, { comment_id: commentId }))) ?? false;
    },
  };
}

async function hasOurReaction(connection: Connection, values: Readonly<Record<string, unknown>>): Promise<boolean> {
  const pages = await connection.pages(z.array(Reaction), `GET ${REACTIONS}`, values);
  return pages.flat().some(({ user }) => user?.login === connection.self.login);
}

/** What `work` gives; undefined on a server without reactions, or when the comment was deleted meanwhile. */
async function whereReactionsAre<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (wasAnswered(error, 404, 405, 410)) return undefined;
    throw error;
  }
}

function commentOf({ self, isStandIn }: Connection, answer: z.infer<typeof CommentAnswer>): Comment {
  const issue = Number(answer.issue_url.match(/\/(\d+)$/)?.[1]);
  if (!Number.isSafeInteger(issue)) throw unreadable("comments", "issue_url names no issue");
  const { login = "ghost", type = "" } = answer.user ?? {};
  return {
    id: answer.id,
    issue,
    body: answer.body ?? "",
    author: { login, type: type === "User" || type === "Bot" ? type : "other" },
    createdAt: answer.created_at,
    edited: isEdited(answer, isStandIn),
    viaApp: type === "Bot" || (answer.performed_via_github_app ?? undefined) !== undefined,
    ours: login === self.login,
  };
}

/** GitHub counts in seconds and writes both times in one go; the stand-in stores a comment in two steps, a moment apart. */
function isEdited({ created_at, updated_at }: z.infer<typeof CommentAnswer>, isStandIn: boolean): boolean {
  return isStandIn ? Date.parse(updated_at) - Date.parse(created_at) > STORED_WITHIN_MS : updated_at !== created_at;
}
