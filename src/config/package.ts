import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of package.json: templates, engines and examples stand below it, whether run from src or from dist. */
export const packageRoot = rootAbove(import.meta.dirname);

/** Lanekeeper's version, as package.json says it. */
export const version = readVersion(packageRoot);

function rootAbove(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("package.json was not found above the sources");
  return rootAbove(parent);
}

function readVersion(root: string): string {
  const found: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (typeof found === "object" && found !== null && "version" in found && typeof found.version === "string")
    return found.version;
  throw new Error("package.json has no version");
}
