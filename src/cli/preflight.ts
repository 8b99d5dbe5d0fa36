import { UserError } from "../app/errors.ts";
import { createRenderer } from "../render/renderer.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { printAccess } from "./explain-access.ts";
import { planOf } from "./plan.ts";
import { planJson } from "./plan-json.ts";
import { repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import type { CliVerb } from "./verb.ts";

/** `lanekeeper preflight <app>`: the gates alone, with what was seen and the command that shows the same. */
export const preflight: CliVerb = {
  usage:
    "lanekeeper preflight <app> [--repo DIR] [--env E] [--strategy …] [--attest …] [--snapshot FILE | --offline] [--date YYYY-MM-DD] [--json]",
  says: "runs every gate for one app and prints what was seen",
  options: {
    ...repositoryOptions,
    "explain-access": { type: "boolean" },
    namespace: { type: "string", multiple: true },
  },
  meanings: {
    ...repositoryMeanings,
    "explain-access": "print what the cluster lets us do against what is needed, for no app",
    namespace: "with --explain-access: a namespace with apps, where access is by namespace",
  },
  words: 1,
  wordless: "explain-access",
  async run({ word, options, env, terminal }) {
    if (options["explain-access"] === true) {
      if (word !== "")
        throw new UserError("--explain-access is about the cluster, not about one app", "Leave out the app.");
      return await printAccess(options, env, terminal);
    }
    const texts = createRenderer();
    const { decision, offline } = await planOf(word, options, env, texts, terminal.progress);
    terminal.out(
      options["json"] === true ? JSON.stringify(planJson(decision.plan), undefined, 2) : texts.preflightText(decision),
    );
    return exitCodeOf(decision.plan, offline);
  },
};
