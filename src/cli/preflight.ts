import { createRenderer } from "../render/renderer.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { planOf } from "./plan.ts";
import { planJson } from "./plan-json.ts";
import { repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import type { CliVerb } from "./verb.ts";

/** `lanekeeper preflight <app>`: the gates alone, with what was seen and the command that shows the same. */
export const preflight: CliVerb = {
  usage: "lanekeeper preflight <app> [--repo DIR] [--env E] [--strategy …] [--attest …] [--snapshot FILE | --offline] [--date YYYY-MM-DD] [--json]",
  says: "runs every gate for one app and prints what was seen",
  options: repositoryOptions,
  meanings: repositoryMeanings,
  words: 1,
  async run({ word, options, env, terminal }) {
    const texts = createRenderer();
    const { decision, offline } = await planOf(word, options, env, texts, terminal.progress);
    terminal.out(options["json"] === true ? JSON.stringify(planJson(decision.plan), undefined, 2) : texts.preflightText(decision));
    return exitCodeOf(decision.plan, offline);
  },
};
