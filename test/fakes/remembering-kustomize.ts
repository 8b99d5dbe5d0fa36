import type { Build, Kustomize } from "../../src/app/kustomize.ts";
import { digest } from "../../src/domain/canonical.ts";

/** The engine, asked once for each tree: the same files build to the same objects. */
export function remembering(engine: Kustomize): Kustomize {
  const known = new Map<string, Promise<readonly Build[]>>();
  const buildAll: Kustomize["buildAll"] = (files, paths) => {
    const key = digest({ paths, files: [...files].map(([path, content]) => [path, String(content)]).sort() }, 40);
    const builds = known.get(key) ?? engine.buildAll(files, paths);
    known.set(key, builds);
    return builds;
  };
  return {
    buildAll,
    async build(files, path) {
      const [build] = await buildAll(files, [path]);
      if (build === undefined) throw new Error("no answer");
      return build;
    },
    version: () => engine.version(),
    close: () => engine.close(),
  };
}
