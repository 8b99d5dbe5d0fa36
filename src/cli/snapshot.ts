import { writeFile } from "node:fs/promises";
import { kustomizeFromEnvironment } from "../adapters/engines/kustomize-from-environment.ts";
import { observedBy } from "../app/configured-cluster.ts";
import { UserError } from "../app/errors.ts";
import { observe } from "../app/observe.ts";
import { recordSnapshot } from "../app/record.ts";
import { liveCluster } from "./cluster-options.ts";
import { exitCodes } from "./exit-codes.ts";
import { ownEnvironment } from "./own-environment.ts";
import { askedOf, repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import { type CliVerb, text } from "./verb.ts";

/** `lanekeeper snapshot <app> -o FILE`: what the cluster says of one app, redacted, in a file that replays anywhere. */
export const snapshot: CliVerb = {
  usage: "lanekeeper snapshot <app> -o FILE [--repo DIR] [--env E]",
  says: "records what the cluster says of one app, redacted, to replay it with --snapshot",
  options: { repo: repositoryOptions.repo, env: repositoryOptions.env, output: { type: "string", short: "o" } },
  meanings: {
    repo: repositoryMeanings.repo,
    env: repositoryMeanings.env,
    output: "-o FILE: where to write the recording",
  },
  words: 1,
  async run({ word, options, env, terminal }) {
    const output = text(options, "output");
    if (output === undefined) throw new UserError("The file to write is missing", "Say `-o FILE`.");
    const now = new Date();
    const { look, settings, request } = await askedOf(word, options, now);
    const environment = ownEnvironment(env);
    const cluster = await liveCluster(environment, settings.cluster);
    const kustomize = kustomizeFromEnvironment(environment);
    try {
      const observed = await observe(
        look,
        { app: word, settings, date: request.date },
        { kustomize, ...observedBy(cluster), now: () => now, progress: terminal.progress },
      );
      if (!observed.ok) throw new UserError(observed.refusal.message, observed.refusal.remedy);
      const { observation } = observed.snapshot;
      if (observation.mode === "offline") throw new Error("a cluster was asked, so the look cannot be offline");
      await writeFile(
        output,
        recordSnapshot(observation.cluster, {
          app: word,
          namespaces: observed.question.namespaces,
          lanes: observed.question.lanes,
        }),
      );
      const unknown = Object.entries(observation.cluster).flatMap(([part, value]) =>
        typeof value === "object" && value.state === "unknown" ? [`  ${part}: ${value.reason}`] : [],
      );
      terminal.out(
        [`recorded ${word} to ${output}`, ...(unknown.length === 0 ? [] : ["unknown:", ...unknown])].join("\n"),
      );
      return unknown.length === 0 ? exitCodes.proposed : exitCodes.unknown;
    } finally {
      await kustomize.close();
    }
  },
};
