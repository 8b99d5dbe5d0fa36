import type { Settings } from "../domain/settings.ts";

/** What the repository's file came to: the settings of one environment, or every problem in words. */
export type SettingsAnswer =
  | { readonly ok: true; readonly settings: Settings; readonly environments: readonly string[] }
  | {
      readonly ok: false;
      readonly problems: readonly { readonly line: number | undefined; readonly message: string }[];
    };

/**
 * Reads `.github/lanekeeper.yml` (undefined: there is none, the runbook's values hold) for an environment (undefined:
 * the only one).
 */
export type ReadSettings = (file: string | undefined, environment: string | undefined) => SettingsAnswer;

export const SETTINGS_FILE = ".github/lanekeeper.yml";
