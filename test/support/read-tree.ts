import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileContent, FileTree } from "../../src/domain/file-tree.ts";

/** The regular files below a folder by their path in it; `.git` and `node_modules` are left out, links not followed. */
export function readTree(dir: string): FileTree {
  const files = new Map<string, FileContent>();
  const walk = (folder: string) => {
    const entries = readdirSync(join(dir, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name === ".git" || entry.name === "node_modules") continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(dir, path));
      files.set(path, isUtf8(bytes) ? bytes.toString("utf8") : new Uint8Array(bytes));
    }
  };
  walk("");
  return files;
}
