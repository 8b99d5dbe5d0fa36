import { checkoutIdentity } from "../adapters/folder/checkout.ts";
import { readFolder } from "../adapters/folder/read-folder.ts";
import { UserError } from "../app/errors.ts";
import type { RepositoryLook } from "../app/observe.ts";
import { requestOf } from "../app/request-of.ts";
import { SETTINGS_FILE } from "../app/settings-port.ts";
import { readSettings } from "../config/read-settings.ts";
import { isObjectName } from "../domain/command/object-names.ts";
import { readFlags } from "../domain/command/read-flags.ts";
import type { Request } from "../domain/draft.ts";
import { textOf } from "../domain/file-tree.ts";
import type { Settings } from "../domain/settings.ts";
import { type OptionValues, text } from "./verb.ts";

/** Options of every verb that looks at a repository. */
export const repositoryOptions = {
  repo: { type: "string" },
  env: { type: "string" },
  strategy: { type: "string" },
  attest: { type: "string" },
  snapshot: { type: "string" },
  offline: { type: "boolean" },
  date: { type: "string" },
  json: { type: "boolean" },
} as const;

export const repositoryMeanings = {
  repo: "the repository's folder (default: the current one)",
  env: "the environment of .github/lanekeeper.yml (default: the only one; prod without that file)",
  strategy: "A, B1, B2, C or stay for the whole app, or workload=S,…",
  attest: "multi-writer: two writers at once are safe",
  snapshot: "a file recorded by `lanekeeper snapshot`, in the cluster's place",
  offline: "ask no cluster; live gates say unknown",
  date: "the day of the request, YYYY-MM-DD (default: today in UTC)",
  json: "print JSON",
};

export type Asked = { readonly look: RepositoryLook; readonly settings: Settings; readonly request: Request };

/** Reads the folder, its settings and the wishes. Throws UserError with everything that is wrong in words. */
export async function askedOf(app: string, options: OptionValues, now: Date): Promise<Asked> {
  if (!isObjectName(app))
    throw new UserError(
      `${JSON.stringify(app.slice(0, 80))} cannot be the name of an app`,
      "Name an Argo CD Application by its metadata.name.",
    );
  const date = text(options, "date") ?? now.toISOString().slice(0, 10);
  if (!isDate(date)) throw new UserError(`--date ${date} is not a day`, "Write it as YYYY-MM-DD.");
  const wishes = wishesOf(options);
  const folder = text(options, "repo") ?? ".";
  const [files, identity] = await Promise.all([readFolder(folder), checkoutIdentity(folder)]);
  const answer = readSettings(textOf(files, SETTINGS_FILE), wishes.env);
  if (!answer.ok) {
    const problems = answer.problems.map(
      ({ line, message }) => `  ${SETTINGS_FILE}${line === undefined ? "" : `:${line}`}: ${message}`,
    );
    throw new UserError(
      `The settings cannot be used:\n${problems.join("\n")}`,
      `Mend ${SETTINGS_FILE}, or take it away to use the runbook's own values.`,
    );
  }
  return {
    look: { files, identity },
    settings: answer.settings,
    request: requestOf(wishes, "offline", `${date}T00:00:00Z`),
  };
}

/** The same words as in a comment, so that both doors understand the same. */
function wishesOf(options: OptionValues) {
  const words = ["env", "strategy", "attest"].flatMap((name) => {
    const value = text(options, name);
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  const { flags, misread } = readFlags(words);
  if (misread !== undefined)
    throw new UserError(
      misread.message,
      misread.nearest === undefined ? "See `lanekeeper help`." : `Did you mean ${misread.nearest}?`,
    );
  return flags;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}
