import { z } from "zod";
import type { Job } from "../../app/ports.ts";
import { commandJob } from "../../app/webhook-keys.ts";
import { parseCommand } from "../../domain/command/parse-command.ts";

/** GitHub refuses longer comments itself, so a longer one did not come from there. */
const longestBody = 65_536;

/** What is read of an `issue_comment.created`, once it is one. */
const CommentCreated = z.object({
  action: z.literal("created"),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }),
  issue: z.object({ number: z.number() }),
  comment: z.object({
    id: z.number(),
    body: z.string(),
    user: z.object({ id: z.number() }).nullable(),
    performed_via_github_app: z.unknown(),
  }),
  sender: z.object({ id: z.number(), type: z.string() }),
});

/**
 * The key of the command in a new comment; undefined when there is none, or when no person wrote it with their own
 * hands: a bot, an app in somebody's name, a comment that another account sent.
 * These filters only spare work; the job looks at everything again. Throws ZodError when the payload is none of GitHub's.
 */
export function commandInComment(payload: unknown): Job | undefined {
  const { repository, issue, comment, sender } = CommentCreated.parse(payload);
  if (sender.type !== "User" || comment.user?.id !== sender.id) return undefined;
  if (comment.performed_via_github_app !== null && comment.performed_via_github_app !== undefined) return undefined;
  if (comment.body.length > longestBody) return undefined;

  const command = parseCommand(comment.body);
  if (command.type === "none") return undefined;
  return commandJob(
    { owner: repository.owner.login, name: repository.name },
    { issue: issue.number, comment: comment.id },
    command.app,
  );
}
