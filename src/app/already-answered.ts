import type { ParsedCommand } from "../domain/command/command.ts";
import { readMarker } from "../domain/marker.ts";
import { parseBranchName } from "../domain/names.ts";
import { ANSWERED, readAnswered } from "../domain/status-marker.ts";
import type { Comment, Forge } from "./ports.ts";

/** A comment that is meant for us. */
export type Understood = Exclude<ParsedCommand, { readonly type: "none" }>;

/**
 * Whether a status comment of the issue answers this very command, or a later one about the same app. What only looks
 * does not supersede what acts: people ask for the status of a command that is still being tried.
 */
export async function alreadyAnswered(
  forge: Forge,
  { id, issue }: Comment,
  parsed: Understood,
): Promise<"answered" | "superseded" | undefined> {
  const ours = await forge.conversations.ours(issue, ANSWERED);
  const answers = ours.flatMap(({ body }) => {
    const answered = readAnswered(body);
    return answered === undefined ? [] : [{ ...answered, key: readMarker(body)?.marker.key }];
  });
  const same = answers.find(({ comment }) => comment === id);
  if (same !== undefined) {
    // Only the reaction can be missing, when the answer was the last thing that a stopped run wrote.
    await forge.conversations.react(id, same.reaction);
    return "answered";
  }
  const env = parsed.type === "command" ? parsed.env : undefined;
  const about = answers.filter(({ key }) => key?.app === parsed.app && (env === undefined || key?.env === env));
  return about.some(({ comment, acted }) => (changesSomething(parsed) ? acted : comment) > id)
    ? "superseded"
    : undefined;
}

const onlyLooks: readonly string[] = ["plan", "status"];

/** True for a verb that may write more than the status comment. */
export function changesSomething(parsed: Understood): boolean {
  return parsed.type === "command" && !onlyLooks.includes(parsed.verb);
}

/** True below somebody's pull request: commands work on issues and on our own pull requests (design §3). */
export async function isElsewhere(forge: Forge, { issue }: Comment): Promise<boolean> {
  const subject = await forge.conversations.subject(issue);
  return (
    subject?.kind === "pull-request" &&
    (subject.headBranch === undefined || parseBranchName(subject.headBranch) === undefined)
  );
}
