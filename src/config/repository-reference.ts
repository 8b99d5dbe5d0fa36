import { isObject, type JsonObject, objectAt, stringAt } from "../domain/manifest.ts";
import { repositoryFileJsonSchema } from "./repository-file.ts";

/** One key of `.github/lanekeeper.yml` for people. */
export type ReferenceRow = {
  /** `environments.<env>.paths.overlays` */
  readonly key: string;
  /** As it is written in YAML; undefined when the key has no default. */
  readonly default: string | undefined;
  readonly meaning: string;
};

/** Every key with its default and meaning, in the schema's order; the gates' severities are one row. */
export const repositoryFileReference: readonly ReferenceRow[] = [
  ...new Map(rows([], repositoryFileJsonSchema).map((row) => [row.key, row])).values(),
];

function rows(path: readonly string[], node: JsonObject): ReferenceRow[] {
  const here = row(path, node);
  // What is described as a whole (a container, an environment's exceptions) is not taken apart.
  if (here.length > 0 && path.length > 1) return here;
  const children = Object.entries(objectAt(node.properties)).flatMap(([key, child]) =>
    isObject(child) ? rows([...path, key], child) : [],
  );
  // A mapping by name: environments, apps.
  const named = node.additionalProperties;
  const title = stringAt(objectAt(node.propertyNames).title);
  const inner = isObject(named) && title !== undefined ? rows([...path, `<${title}>`], named) : [];
  return [...here, ...children, ...inner];
}

function row(path: readonly string[], node: JsonObject): ReferenceRow[] {
  const meaning = stringAt(node.description);
  if (meaning === undefined) return [];
  const value = node.default;
  const key = path.join(".").replace(/\.gates\.[^.]+\.severity$/, ".gates.<gate>.severity");
  return [
    {
      key,
      default: value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value),
      meaning,
    },
  ];
}
