import { nearest } from "../domain/command/nearest.ts";
import type { JsonObject } from "../domain/manifest.ts";
import type { AppChoices, Settings, Severity } from "../domain/settings.ts";
import type { AppSettings, EnvironmentSettings, RepositorySettings } from "./repository-schema.ts";

export type SettingsFor =
  | { readonly ok: true; readonly value: Settings }
  /** Which environment is meant cannot be told; said to the person. */
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/**
 * The settings of one environment; `env` may be left out where there is only one. `attestedBy` is recorded with the
 * attestations of the file.
 */
export function settingsFor(repository: RepositorySettings, env: string | undefined, attestedBy: string): SettingsFor {
  const names = Object.keys(repository.environments);
  const name = env ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined)
    return {
      ok: false,
      message: `There are several environments: ${names.join(", ")}.`,
      remedy: `Say which one: \`--env ${names[0]}\`.`,
    };
  const environment = Object.hasOwn(repository.environments, name) ? repository.environments[name] : undefined;
  if (environment === undefined) {
    const near = nearest(name, names);
    return {
      ok: false,
      message: `There is no environment \`${name}\`${near === undefined ? "." : `; did you mean \`${near}\`?`} Known: ${names.join(", ")}.`,
      remedy: `Use a known one, or add it under \`environments\` in the settings.`,
    };
  }
  return { ok: true, value: settings(name, environment, repository, attestedBy) };
}

function settings(
  name: string,
  environment: EnvironmentSettings,
  repository: RepositorySettings,
  attestedBy: string,
): Settings {
  const { cluster, paths, lanes, gates, approvals, bakeHours, evidence } = environment;
  const taint = lanes.taint ?? { key: lanes.label, value: lanes.secondary, effect: "NoSchedule" };
  return {
    environment: name,
    cluster,
    paths,
    lanes: { ...lanes, taint },
    thresholds: { restartsPerHour: gates.restarts.max },
    severities: dictionary(
      Object.entries(gates).flatMap(([gate, { severity }]): [string, Severity][] =>
        severity === undefined ? [] : [[gate, severity]],
      ),
    ),
    approvals,
    bakeHours,
    evidence,
    fragileImages: repository.fragileImages,
    apps: dictionary(
      Object.entries(repository.apps).map(([app, choices]) => [app, choicesOf(choices, name, attestedBy)]),
    ),
  };
}

/** An app's choices, with those for this environment in place of the app's own. */
function choicesOf(app: AppSettings, environment: string, attestedBy: string): AppChoices {
  const own = Object.hasOwn(app.environments, environment) ? app.environments[environment] : undefined;
  const attest = own?.attest ?? app.attest ?? [];
  const replicator: unknown = own?.replicator ?? app.replicator;
  return {
    classes: byWorkload(own?.class ?? app.class),
    strategies: byWorkload(own?.strategy ?? app.strategy),
    attestations: attest.map((what) => ({ what, by: attestedBy })),
    // The schema lets nothing but JSON through.
    replicator: replicator as JsonObject | undefined,
  };
}

function byWorkload<T extends string>(choice: T | Record<string, T> | undefined): Readonly<Record<string, T>> {
  if (choice === undefined) return dictionary<T>([]);
  return dictionary(Object.entries(typeof choice === "string" ? { "*": choice } : choice));
}

/** Without a prototype: names are other people's, and `constructor` is a legal one. */
function dictionary<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
