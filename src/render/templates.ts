import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's templates/, found from this file's folder upwards: the same from src/ and from dist/src/. */
export function templatesDirectory(from: string = import.meta.dirname): string {
  const candidate = join(from, "templates");
  if (existsSync(join(candidate, "overlay", "patch.yaml.hbs"))) return candidate;
  const parent = dirname(from);
  if (parent === from) throw new Error("No templates/ folder beside the program");
  return templatesDirectory(parent);
}

/** Every template's source by its path without `.hbs` (`overlay/patch.yaml`). */
export function readTemplates(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".hbs"));
  return new Map(
    files
      .sort()
      .map((name) => [
        name.replaceAll("\\", "/").slice(0, -".hbs".length),
        readFileSync(join(directory, name), "utf8"),
      ]),
  );
}
