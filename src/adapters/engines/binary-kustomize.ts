import { resolve } from "node:path";
import { UserError } from "../../app/errors.ts";
import type { Build, Kustomize } from "../../app/kustomize.ts";
import type { FileTree } from "../../domain/file-tree.ts";
import { failureBuild, readBuilds } from "./read-builds.ts";
import { readYaml } from "./read-yaml.ts";
import { runProgram } from "./run-program.ts";
import { refusedTree } from "./tree-limits.ts";
import { UnwritableTree, type WrittenTree, withWrittenTree } from "./written-tree.ts";

export type BinaryKustomizeOptions = {
  /** How long one build may take, and the reading of its objects again. */
  readonly timeoutMs?: number;
  /** The size of all files of a tree together. */
  readonly maxInputBytes?: number;
  /** The size of all objects of a build, as YAML. */
  readonly maxOutputBytes?: number;
};

const megabyte = 1024 * 1024;

/**
 * A kustomize of the operator's choice, to match what the cluster's Argo CD
 * runs: `build` as Argo CD calls it, without plugins, functions or Helm. It has
 * no PATH, so it finds no Git, and a proxy that answers nothing, so it reaches
 * no server. What only the sandbox can keep from a tree: a URL of the loopback
 * address, and a base that lies above the tree on this machine's disk. Callers
 * refuse both in kustomizations before.
 */
export function binaryKustomize(path: string, options: BinaryKustomizeOptions = {}): Kustomize {
  const { timeoutMs = 20_000, maxInputBytes = 32 * megabyte, maxOutputBytes = 64 * megabyte } = options;
  const limits = { timeoutMs, maxOutputBytes };
  const program = resolve(path);
  const closing = new AbortController();

  async function run(args: readonly string[], home: string, root: string) {
    const result = await runProgram(program, args, {
      cwd: root,
      env: confined(home),
      signal: closing.signal,
      ...limits,
    });
    if (result.started) return result;
    throw new UserError(`The kustomize at ${path} cannot be run: ${result.reason}`, "Check KUSTOMIZE_BIN.");
  }

  async function buildOne({ root, home }: WrittenTree, folder: string): Promise<Build> {
    const args = ["build", resolve(root, folder), "--load-restrictor", "LoadRestrictionsRootOnly"];
    const { stdout, stderr, exitCode, failure } = await run(args, home, root);
    if (failure !== undefined) return failureBuild(failure, limits);
    const said = stderr.replaceAll(root, "");
    if (exitCode !== 0)
      return {
        ok: false,
        cause: "broken",
        message:
          said
            .split(/^Error: /m)
            .at(-1)
            ?.trim() ?? "",
      };
    const answer = await readYaml(stdout, timeoutMs);
    // The engine of the sandbox logs no times, the command line does.
    const warnings = said.replaceAll(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, "");
    const [build] = await readBuilds({ ...answer, stderr: warnings }, 1, limits);
    return build ?? failureBuild({ cause: "crashed", message: "kustomize ended without an answer" }, limits);
  }

  async function buildAll(files: FileTree, paths: readonly string[]): Promise<readonly Build[]> {
    const refused = refusedTree(files, paths, maxInputBytes);
    if (refused !== undefined) return paths.map(() => refused);
    try {
      return await withWrittenTree(files, async (tree) => {
        const builds: Build[] = [];
        for (const folder of paths) builds.push(await buildOne(tree, folder));
        return builds;
      });
    } catch (error) {
      if (!(error instanceof UnwritableTree)) throw error;
      const { message } = error;
      return paths.map(() => ({ ok: false, cause: "broken", message }));
    }
  }

  return {
    buildAll,
    async build(files, folder) {
      const [build] = await buildAll(files, [folder]);
      if (build === undefined) throw new Error("there was no answer for the one path that was asked for");
      return build;
    },
    version: () =>
      withWrittenTree(new Map(), async ({ root, home }) => (await run(["version"], home, root)).stdout.trim()),
    async close() {
      closing.abort();
    },
  };
}

/** Nothing of the server's own environment; port 9 is the one that discards. */
function confined(home: string): Record<string, string> {
  const proxy = "http://127.0.0.1:9";
  return { HOME: home, TMPDIR: home, PATH: "", HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: "" };
}
