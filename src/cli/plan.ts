import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { kustomizeFromEnvironment } from "../adapters/engines/kustomize-from-environment.ts";
import { observedBy, withAliases } from "../app/configured-cluster.ts";
import { UserError } from "../app/errors.ts";
import { makePlan } from "../app/make-plan.ts";
import { version } from "../config/package.ts";
import type { Decision } from "../domain/decide.ts";
import type { Plan } from "../domain/plan.ts";
import { createRenderer, type Renderer } from "../render/renderer.ts";
import { clusterOf } from "./cluster-options.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { ownEnvironment } from "./own-environment.ts";
import { planJson } from "./plan-json.ts";
import { askedOf, repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import { type CliVerb, type OptionValues, text } from "./verb.ts";

/** `lanekeeper plan <app>`: the report that the pull request would be made of, and on request its files. */
export const plan: CliVerb = {
  usage:
    "lanekeeper plan <app> [--repo DIR] [--env E] [--strategy …] [--attest …] [--snapshot FILE | --offline] [--date YYYY-MM-DD] [--out DIR] [--json]",
  says: "plans the move of one app and prints the report; writes nothing but --out",
  options: { ...repositoryOptions, out: { type: "string" } },
  meanings: {
    ...repositoryMeanings,
    out: "write each file of the plan below this folder, by its path in the repository",
  },
  words: 1,
  async run({ word, options, env, terminal }) {
    const texts = createRenderer();
    const { decision, offline } = await planOf(word, options, env, texts, terminal.progress);
    const out = text(options, "out");
    if (out !== undefined) await writeFiles(decision.plan, out);
    terminal.out(
      options["json"] === true ? JSON.stringify(planJson(decision.plan), undefined, 2) : texts.planText(decision),
    );
    return exitCodeOf(decision.plan, offline);
  },
};

/** The decision that the options ask for, and whether no cluster was asked. */
export async function planOf(
  app: string,
  options: OptionValues,
  env: NodeJS.ProcessEnv,
  texts: Renderer,
  progress: (step: string) => void,
): Promise<{ readonly decision: Decision; readonly offline: boolean }> {
  const now = new Date();
  const { look, settings, request } = await askedOf(app, options, now);
  const environment = ownEnvironment(env);
  const cluster = await clusterOf(options, environment, settings.cluster);
  const kustomize = kustomizeFromEnvironment(environment);
  try {
    const known = cluster === undefined ? look : { ...look, identity: withAliases(look.identity, cluster.aliases) };
    const decision = await makePlan(
      known,
      { app, settings, request },
      { kustomize, ...observedBy(cluster), texts, version, now: () => now, progress },
    );
    return { decision, offline: cluster === undefined };
  } finally {
    await kustomize.close();
  }
}

async function writeFiles(made: Plan, out: string): Promise<void> {
  if (made.outcome === "refused") return;
  const root = resolve(out);
  for (const { path, content } of made.commits.flatMap(({ files }) => files)) {
    const target = resolve(join(root, path));
    if (!target.startsWith(root + sep))
      throw new UserError(`${path} leads out of ${out}`, "Mend `paths` in .github/lanekeeper.yml.");
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
