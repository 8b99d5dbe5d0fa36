import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { DocumentPath } from "./read-document.ts";

/**
 * Something that a kustomization names: a `base` is a file or a folder (resources), a `folder` only a folder
 * (components), a `config` a file or folder of plugin configurations, `inline` such a configuration written in place,
 * and a `file` any other file.
 */
export type Reference = {
  readonly role: "base" | "folder" | "config" | "inline" | "file";
  readonly text: string;
  readonly path: DocumentPath;
};

/** Everything that a kustomization reads beside itself (kustomize's Kustomization type, deprecated fields included). */
export function referencesOf(kustomization: JsonObject): readonly Reference[] {
  return [
    ...texts(kustomization, "resources", "base"),
    ...texts(kustomization, "bases", "base"),
    ...texts(kustomization, "components", "folder"),
    ...["generators", "transformers", "validators"].flatMap((field) =>
      texts(kustomization, field, "config").map((entry) =>
        entry.text.includes("\n") ? { ...entry, role: "inline" as const } : entry,
      ),
    ),
    ...texts(kustomization, "crds", "file"),
    ...texts(kustomization, "configurations", "file"),
    // A patch may be written in place; a path has neither a line break nor a colon and a blank.
    ...texts(kustomization, "patchesStrategicMerge", "file").filter(({ text }) => !/\n|:\s/.test(text)),
    ...configuredFiles(kustomization),
  ];
}

/** Files that a built-in plugin's own configuration names. */
export function configuredFiles(config: JsonObject, at: DocumentPath = []): readonly Reference[] {
  const file = (text: Json | undefined, path: DocumentPath): readonly Reference[] =>
    typeof text === "string" && text !== "" ? [{ role: "file", text, path: [...at, ...path] }] : [];
  const paths = (field: string) =>
    listAt(config[field]).flatMap((entry, index) => file(objectAt(entry).path, [field, index, "path"]));
  const generators = ["configMapGenerator", "secretGenerator"].flatMap((field) =>
    listAt(config[field]).flatMap((entry, index) =>
      isObject(entry) ? generatorFiles(entry, [...at, field, index]) : [],
    ),
  );
  return [
    ...paths("patches"),
    ...paths("patchesJson6902"),
    ...paths("replacements"),
    ...generators,
    ...file(objectAt(config.openapi).path, ["openapi", "path"]),
  ];
}

/** A generator's `files` (`key=path` or `path`), `envs` and `env`; a plugin's configuration has the same fields at its top. */
export function generatorFiles(generator: JsonObject, at: DocumentPath): readonly Reference[] {
  const files = texts(generator, "files", "file").map((entry) => ({
    ...entry,
    text: entry.text.slice(entry.text.indexOf("=") + 1),
  }));
  const env = stringAt(generator.env);
  const found = [
    ...files,
    ...texts(generator, "envs", "file"),
    ...(env === undefined ? [] : [{ role: "file" as const, text: env, path: ["env"] }]),
  ];
  return found.map((entry) => ({ ...entry, path: [...at, ...entry.path] }));
}

function texts(config: JsonObject, field: string, role: Reference["role"]): readonly Reference[] {
  return listAt(config[field]).flatMap((text, index) =>
    typeof text === "string" && text !== "" ? [{ role, text, path: [field, index] }] : [],
  );
}
