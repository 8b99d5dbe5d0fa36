import type { Build, Kustomize } from "../../app/kustomize.ts";
import type { FileTree } from "../../domain/file-tree.ts";
import { enginesFolder, engineVersion } from "./artifact.ts";
import { EnginePool } from "./engine-pool.ts";
import { loadEngine } from "./load-engine.ts";
import { readBuilds } from "./read-builds.ts";
import { refusedTree } from "./tree-limits.ts";

export type SandboxedKustomizeOptions = {
  /** How long one call may take. */
  readonly timeoutMs?: number;
  /** The size of all files of a tree together. */
  readonly maxInputBytes?: number;
  /** The size of all objects of a call, as JSON. */
  readonly maxOutputBytes?: number;
  /** How many builds run at once. */
  readonly workers?: number;
  /** How long a worker is kept for the next build. */
  readonly idleMs?: number;
  /** Where the engine and its checksum are. */
  readonly folder?: string;
};

const megabyte = 1024 * 1024;

/**
 * kustomize's own code as WebAssembly, each build in a new instance that has
 * nothing but the tree. Throws only when the engine is not there or not the
 * recorded one.
 */
export function sandboxedKustomize(options: SandboxedKustomizeOptions = {}): Kustomize {
  const { timeoutMs = 20_000, maxInputBytes = 32 * megabyte, maxOutputBytes = 32 * megabyte } = options;
  const { workers = 2, idleMs = 10_000, folder = enginesFolder() } = options;
  let module: Promise<WebAssembly.Module> | undefined;
  const loadOnce = (): Promise<WebAssembly.Module> => {
    module ??= loadEngine("kustomize", folder).catch((error: unknown) => {
      module = undefined;
      throw error;
    });
    return module;
  };
  const pool = new EnginePool(loadOnce, { timeoutMs, workers, idleMs });

  async function buildAll(files: FileTree, paths: readonly string[]): Promise<readonly Build[]> {
    const refused = refusedTree(files, paths, maxInputBytes);
    if (refused !== undefined) return paths.map(() => refused);
    const list = Array.from(files, ([path, content]) => ({ path, content }));
    const answer = await pool.ask({ header: { paths }, files: list, maxOutputBytes });
    return await readBuilds(answer, paths.length, { timeoutMs, maxOutputBytes });
  }

  return {
    buildAll,
    async build(files, path) {
      const [build] = await buildAll(files, [path]);
      if (build === undefined) throw new Error("the engine gave no answer for the one path it was asked for");
      return build;
    },
    version: async () => `kustomize ${await engineVersion("kustomize", folder)} (sandboxed)`,
    close: () => pool.close(),
  };
}
