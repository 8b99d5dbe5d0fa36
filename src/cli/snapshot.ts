import { writeFile } from "node:fs/promises";
import { UserError } from "../app/errors.ts";
import { recordSnapshot } from "../app/record.ts";
import { planQuestionCluster } from "./question-of.ts";
import { askedOf, repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import { liveCluster } from "./cluster-options.ts";
import { kustomizeOf } from "./kustomize-option.ts";
import { exitCodes } from "./exit-codes.ts";
import { type CliVerb, text } from "./verb.ts";

/** `lanekeeper snapshot <app> -o FILE`: what the cluster says of one app, redacted, in a file that replays anywhere. */
export const snapshot: CliVerb = {
  usage: "lanekeeper snapshot <app> -o FILE [--repo DIR] [--env E]",
  says: "records what the cluster says of one app, redacted, to replay it with --snapshot",
  options: { repo: repositoryOptions.repo, env: repositoryOptions.env, output: { type: "string", short: "o" } },
  meanings: { repo: repositoryMeanings.repo, env: repositoryMeanings.env, output: "-o FILE: where to write the recording" },
  words: 1,
  async run({ word, options, env, terminal }) {
    const output = text(options, "output");
    if (output === undefined) throw new UserError("The file to write is missing", "Say `-o FILE`.");
    const { look, settings } = await askedOf(word, options, new Date());
    const cluster = await liveCluster(env);
    const kustomize = kustomizeOf(env);
    try {
      terminal.progress("looking at the cluster, read-only");
      const question = await planQuestionCluster(word, look, settings, kustomize);
      const view = await cluster.observe(question);
      await writeFile(output, recordSnapshot(view, question));
      const unknown = Object.entries(view).flatMap(([part, value]) => (typeof value === "object" && value !== null && "state" in value && value.state === "unknown" ? [`${part}: ${value.reason}`] : []));
      terminal.out(`recorded ${word} to ${output}${unknown.length === 0 ? "" : `\nunknown:\n${unknown.map((each) => `  ${each}`).join("\n")}`}`);
      return unknown.length === 0 ? exitCodes.proposed : exitCodes.unknown;
    } finally {
      await kustomize.close();
    }
  },
};
