import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { binaryKustomize } from "../../src/adapters/engines/binary-kustomize.ts";
import { sandboxedKustomize } from "../../src/adapters/engines/sandboxed-kustomize.ts";
import type { Build } from "../../src/app/kustomize.ts";
import type { FileContent, FileTree } from "../../src/domain/file-tree.ts";

const { CORPUS_DIR, KUSTOMIZE_BIN } = process.env;
if (KUSTOMIZE_BIN === undefined || !existsSync(KUSTOMIZE_BIN)) {
  throw new Error("KUSTOMIZE_BIN must name a kustomize v5.8.1 to compare the engine with");
}

const folders = [fileURLToPath(new URL("../../examples", import.meta.url))];
if (CORPUS_DIR !== undefined) folders.push(CORPUS_DIR);
const repositories = folders.flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name)),
);

const timeoutMs = 300_000;
const engine = sandboxedKustomize({ timeoutMs });
const binary = binaryKustomize(KUSTOMIZE_BIN);
afterAll(async () => {
  await Promise.all([engine.close(), binary.close()]);
});

it("compares with the release that is inside the engine", async () => {
  expect(await engine.version()).toBe(`kustomize ${await binary.version()} (sandboxed)`);
});

describe.each(repositories)("the engine and the binary on %s", (repository) => {
  it(
    "give the same objects in the same order, or both refuse",
    async () => {
      const files = readTree(repository);
      const paths = kustomizations(files);

      const [fromEngine, fromBinary] = await Promise.all([
        engine.buildAll(files, paths),
        binary.buildAll(files, paths),
      ]);

      const built = fromEngine.filter(({ ok }) => ok).length;
      const objects = fromEngine.reduce((sum, build) => sum + (build.ok ? build.objects.length : 0), 0);
      console.log(`${basename(repository)}: ${paths.length} kustomizations, ${built} built, ${objects} objects`);
      expect(byPath(paths, fromEngine)).toEqual(byPath(paths, fromBinary));
    },
    timeoutMs * 2,
  );
});

/** Both refuse in kustomize's words, but with other paths and network errors in them: only that they refuse is compared. */
function byPath(paths: readonly string[], builds: readonly Build[]): Record<string, unknown> {
  return Object.fromEntries(paths.map((path, index) => [path, comparable(builds[index])]));
}

function comparable(build: Build | undefined): unknown {
  if (build === undefined) return "no answer";
  return build.ok ? { objects: build.objects, warnings: build.warnings } : build.cause;
}

function kustomizations(files: FileTree): string[] {
  const names = /^kustomization\.ya?ml$|^Kustomization$/;
  return [
    ...new Set([...files.keys()].filter((path) => names.test(basename(path))).map((path) => dirname(path))),
  ].sort();
}

function readTree(root: string): FileTree {
  const files = new Map<string, FileContent>();
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (entry.isFile() && !path.startsWith(".git/")) files.set(path, contentOf(readFileSync(join(root, path))));
  }
  return files;
}

function contentOf(bytes: Buffer): FileContent {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : bytes;
}
