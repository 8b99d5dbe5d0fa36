import { z } from "zod";
import type { Job, Repository } from "./ports.ts";

/** What GitHub allows in an owner's and in a repository's name. */
const slug = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/);
const number = z.int().positive();

/** Where a command was written. Who wrote it and what it says is read again when the job runs. */
export const CommandKey = z.strictObject({
  type: z.literal("command"),
  owner: slug,
  repo: slug,
  issue: number,
  comment: number,
});
export type CommandKey = z.infer<typeof CommandKey>;

/** Every payload that the job store may hold: keys only, read back with this schema. */
export const JobPayload = z.discriminatedUnion("type", [CommandKey]);
export type JobPayload = z.infer<typeof JobPayload>;

/**
 * The job of one command. A delivery that comes twice is one job while it waits, because the comment names it and
 * not the delivery: a delivery whose first attempt failed has to be taken again. Commands about one app of a
 * repository never run at the same time; a command that names no app waits for its issue alone.
 * GitHub's names do not tell upper from lower case, so the keys do not either. Throws ZodError for impossible names.
 */
export function commandJob(
  repository: Repository,
  at: { readonly issue: number; readonly comment: number },
  app: string | undefined,
): Job {
  const payload: CommandKey = CommandKey.parse({
    type: "command",
    owner: repository.owner,
    repo: repository.name,
    ...at,
  });
  const place = `${repository.owner}/${repository.name}`.toLowerCase();
  return {
    id: `command ${place} ${at.comment}`,
    lock: app === undefined ? `issue ${place} ${at.issue}` : `app ${place} ${app}`,
    payload,
  };
}
