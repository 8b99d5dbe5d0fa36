import { UserError } from "../app/errors.ts";
import { findApplication } from "../domain/catalogue/find-application.ts";
import { findingRefusal } from "../domain/catalogue/finding-refusal.ts";
import { readCatalogue } from "../domain/catalogue/read-catalogue.ts";
import { standingInGit } from "../domain/standing-in-git.ts";
import { exitCodes } from "./exit-codes.ts";
import { askedOf, repositoryMeanings, repositoryOptions } from "./repository-options.ts";
import type { CliVerb } from "./verb.ts";

/** `lanekeeper status <app>`: where the app stands, read from the files. */
export const status: CliVerb = {
  usage: "lanekeeper status <app> [--repo DIR] [--env E] [--json]",
  says: "says from the files where an app stands on its way to two lanes",
  options: { repo: repositoryOptions.repo, env: repositoryOptions.env, json: repositoryOptions.json },
  meanings: { repo: repositoryMeanings.repo, env: repositoryMeanings.env, json: repositoryMeanings.json },
  words: 1,
  async run({ word, options, terminal }) {
    const { look, settings } = await askedOf(word, options, new Date());
    const catalogue = readCatalogue(look.files, look.identity);
    const finding = findApplication(catalogue, word);
    if (finding.outcome !== "found") {
      const cause = findingRefusal(word, finding, catalogue);
      throw new UserError(
        cause?.message ?? `${word} was not found`,
        cause?.remedy ?? "Name an Application by its metadata.name.",
      );
    }
    const standing = standingInGit(finding.application, look.files, settings);
    terminal.out(
      options["json"] === true
        ? JSON.stringify({ app: word, env: settings.environment, ...standing }, undefined, 2)
        : `${word} (${settings.environment}): ${standing.sentence}`,
    );
    return exitCodes.proposed;
  },
};
