import { z } from "zod";
import { nearest } from "../domain/command/nearest.ts";
import { isObject, type Json, type JsonObject, objectAt } from "../domain/manifest.ts";
import { type Problem, pathText, problemsOf, withEmptySections } from "./issues.ts";
import { nameProblems } from "./map-names.ts";
import { type RepositorySettings, repositoryFile } from "./repository-schema.ts";
import { type FileProblem, readYaml } from "./yaml-file.ts";

export type ReadRepositoryFile =
  | { readonly ok: true; readonly value: RepositorySettings }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** The JSON schema of `.github/lanekeeper.yml`, for editors: defaults are optional, unknown keys are refused. */
export const repositoryFileJsonSchema: JsonObject = JSON.parse(
  JSON.stringify(z.toJSONSchema(repositoryFile, { io: "input", target: "draft-7" })),
);

/**
 * Reads `.github/lanekeeper.yml`; no file is the runbook's defaults. Gives all problems at once, in words, each with
 * its line; never throws, whatever the file holds. `path` is the file's name in the problems.
 */
export function readRepositoryFile(text: string | undefined, path: string): ReadRepositoryFile {
  const read = readYaml(text ?? "", path);
  if (!read.ok) return read;
  const { value: written, lineOf } = read.yaml;
  const value = withEmptySections(written, repositoryFileJsonSchema);
  const parsed = repositoryFile.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, value, repositoryFileJsonSchema)),
    ...nameProblems(value, repositoryFileJsonSchema),
    ...strangeEnvironments(value),
  ];
  if (parsed.success && problems.length === 0) return { ok: true, value: parsed.data };
  const placed = problems.map((problem) => ({ file: path, line: lineOf(problem.path), message: sentence(problem) }));
  return { ok: false, problems: placed.sort((a, b) => a.line - b.line).slice(0, 50) };
}

function sentence({ path, message }: Problem): string {
  return path.length === 0 ? `the file ${message}` : `${pathText(path)}: ${message}`;
}

/** Choices for an environment that the file does not name would never be used. */
function strangeEnvironments(value: Json): Problem[] {
  const environments = objectAt(objectAt(value).environments ?? { prod: {} });
  const known = Object.keys(environments);
  return Object.entries(objectAt(objectAt(value).apps)).flatMap(([app, choices]) =>
    Object.keys(isObject(choices) ? objectAt(choices.environments) : {})
      .filter((name) => !known.includes(name))
      .map((name) => {
        const near = nearest(name, known);
        return {
          path: ["apps", app, "environments", name],
          message: `there is no environment \`${name}\`${near === undefined ? "." : `; did you mean \`${near}\`?`} Known: ${known.join(", ")}`,
        };
      }),
  );
}
