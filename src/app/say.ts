import { answeredLine, readAnswered, statusMarker } from "../domain/status-marker.ts";
import type { Answer, Answers } from "./answers.ts";
import type { Comment, Forge } from "./ports.ts";

/**
 * One status comment an issue and migration, edited in place, written only when it says something else. `acts`: the
 * command was one that may change more than this comment.
 */
export async function say(
  forge: Forge,
  comment: Comment,
  answer: Answer,
  acts: boolean,
  texts: Answers,
): Promise<void> {
  const key = "key" in answer ? answer.key : undefined;
  const marker = statusMarker(key);
  const text = texts.answer(answer, { by: comment.author.login, command: comment.body.split(/\r?\n/, 1)[0] ?? "" });
  const [oldest] = await forge.conversations.ours(comment.issue, marker);
  const acted = acts ? comment.id : (readAnswered(oldest?.body ?? "")?.acted ?? 0);
  const body = `${marker}\n${answeredLine({ comment: comment.id, reaction: reactionTo(answer), acted })}\n${text}`;
  if (oldest === undefined) await forge.conversations.create(comment.issue, body);
  else if (oldest.body !== body) await forge.conversations.edit(oldest.id, body);
}

/** How a command is reacted to. */
export function reactionTo(answer: Answer): "+1" | "-1" | "confused" {
  switch (answer.type) {
    case "denied":
      return "-1";
    case "mistaken":
    case "settings-problems":
    case "not-yet":
    case "user-error":
    case "foreign-commits":
    case "nothing-to-cancel":
      return "confused";
    case "decision":
      return answer.decision.plan.outcome === "refused" ? "confused" : "+1";
    case "help":
    case "standing":
    case "cancelled":
      return "+1";
  }
}
