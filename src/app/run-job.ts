import { answerCommand, type CommandPorts } from "./answer-command.ts";
import type { JobOutcome } from "./ports.ts";
import { JobPayload } from "./webhook-keys.ts";

/** Told of what became of a job; keys and words only, never contents. */
export type JobLog = { readonly info: (fields: Record<string, unknown>, message: string) => void };

/** Runs one job. Errors are the store's to judge: a TransientError is tried again, anything else too, up to its limit. */
export async function runJob(payload: unknown, ports: CommandPorts, log: JobLog): Promise<JobOutcome> {
  const read = JobPayload.safeParse(payload);
  if (!read.success) return { type: "failed", reason: "the payload is not one that this version knows" };
  const { owner, repo, issue, comment } = read.data;
  const came = await answerCommand({ repository: { owner, name: repo }, issue, comment }, ports);
  log.info({ repository: `${owner}/${repo}`, comment, ...came }, "command looked at");
  return { type: "done" };
}
