import { SETTINGS_FILE, type SettingsAnswer } from "../app/settings-port.ts";
import { readRepositoryFile } from "./repository-file.ts";
import { settingsFor } from "./settings-for.ts";

/**
 * The port's reading of `.github/lanekeeper.yml`: the settings of one environment, or every problem. What the file
 * attests is recorded as attested by the file: who wrote the line is Git's to tell.
 */
export function readSettings(file: string | undefined, environment: string | undefined): SettingsAnswer {
  const read = readRepositoryFile(file, SETTINGS_FILE);
  if (!read.ok) return read;
  const found = settingsFor(read.value, environment, SETTINGS_FILE);
  if (!found.ok) return { ok: false, problems: [{ line: undefined, message: `${found.message} ${found.remedy}` }] };
  return { ok: true, settings: found.value, environments: Object.keys(read.value.environments) };
}
