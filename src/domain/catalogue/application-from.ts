import type { Application, IgnoredDifferences, Source } from "../application.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";

/**
 * The Application that a manifest describes. Total: whatever is missing or of another type is undefined or empty, as
 * Argo CD's own zero values are.
 */
export function applicationFrom(manifest: JsonObject): Application {
  const metadata = objectAt(manifest.metadata);
  const spec = objectAt(manifest.spec);
  const destination = objectAt(spec.destination);
  const syncPolicy = isObject(spec.syncPolicy) ? spec.syncPolicy : undefined;
  const multiSource = listAt(spec.sources).length > 0;
  const hydrated = isObject(spec.sourceHydrator);
  return {
    name: stringAt(metadata.name) ?? "",
    namespace: filled(metadata.namespace),
    project: filled(spec.project) ?? "default",
    sources: sourcesOf(spec),
    multiSource: multiSource && !hydrated,
    hydrated,
    destination: {
      server: filled(destination.server),
      name: filled(destination.name),
      namespace: filled(destination.namespace),
    },
    automated: isAutomated(syncPolicy),
    syncPolicy,
    syncOptions: textsAt(syncPolicy?.syncOptions),
    ignoreDifferences: listAt(spec.ignoreDifferences).filter(isObject).map(ignoredDifferences),
    labels: Object.fromEntries(
      Object.entries(objectAt(metadata.labels)).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    ),
  };
}

function ignoredDifferences(entry: JsonObject): IgnoredDifferences {
  return {
    group: scalarText(entry.group) ?? "",
    kind: scalarText(entry.kind) ?? "",
    name: filled(entry.name),
    namespace: filled(entry.namespace),
    jsonPointers: textsAt(entry.jsonPointers),
    jqPathExpressions: textsAt(entry.jqPathExpressions),
    managedFieldsManagers: textsAt(entry.managedFieldsManagers),
  };
}

function textsAt(value: Json | undefined): readonly string[] {
  return listAt(value).filter((entry) => typeof entry === "string");
}

/** Automated sync is on when `automated` is there and not switched off by `enabled: false` (Argo CD's IsAutomatedSyncEnabled). */
function isAutomated(syncPolicy: JsonObject | undefined): boolean {
  const automated = syncPolicy?.automated;
  return isObject(automated) && automated.enabled !== false;
}

/** The hydrator wins over `sources`, a list that is not empty wins over `source` (Argo CD's GetSources). */
function sourcesOf(spec: JsonObject): readonly Source[] {
  if (isObject(spec.sourceHydrator)) return hydratedSources(spec.sourceHydrator);
  const several = listAt(spec.sources);
  if (several.length > 0) return several.filter(isObject).map(sourceFrom);
  return isObject(spec.source) ? [sourceFrom(spec.source)] : [];
}

/** What the hydrator reads (the dry source) and what Argo CD then syncs (the sync source). */
function hydratedSources(hydrator: JsonObject): readonly Source[] {
  const dry = objectAt(hydrator.drySource);
  const sync = objectAt(hydrator.syncSource);
  return [
    sourceFrom(dry),
    sourceFrom({ repoURL: dry.repoURL ?? "", targetRevision: sync.targetBranch ?? "", path: sync.path ?? "" }),
  ];
}

function sourceFrom(source: JsonObject): Source {
  const directory = source.directory;
  return {
    repoURL: scalarText(source.repoURL) ?? "",
    targetRevision: scalarText(source.targetRevision) ?? "",
    path: scalarText(source.path),
    chart: filled(source.chart),
    ref: filled(source.ref),
    // An empty block says nothing: Argo CD drops it before it looks at the type (NormalizeSource).
    helm: !isZero(source.helm),
    plugin: isObject(source.plugin),
    kustomize: isObject(source.kustomize) && !isZero(source.kustomize) ? source.kustomize : undefined,
    directory:
      isObject(directory) && !isZero(directory)
        ? {
            recurse: directory.recurse === true,
            include: filled(directory.include),
            exclude: filled(directory.exclude),
          }
        : undefined,
  };
}

/** True for what Go would call a zero value, at any depth: nothing, "", 0, false, and lists and maps of only that. */
export function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (isObject(value)) return Object.values(value).every(isZero);
  return Array.isArray(value) && value.length === 0;
}

/** The text of a scalar; a number where text belongs (`targetRevision: 1.2`) is taken for its digits. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function filled(value: Json | undefined): string | undefined {
  return scalarText(value) || undefined;
}
