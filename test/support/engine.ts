import { afterAll } from "vitest";
import { sandboxedKustomize } from "../../src/adapters/engines/sandboxed-kustomize.ts";
import type { Kustomize } from "../../src/app/kustomize.ts";
import { built } from "../../src/app/observe.ts";
import type { Draft } from "../../src/domain/draft.ts";
import type { FileContent, FileTree } from "../../src/domain/file-tree.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import type { Proof } from "../../src/domain/proof.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Wishes } from "../../src/domain/strategy/plan-strategies.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { aSnapshot } from "./snapshot.ts";
import { draftOf } from "./workloads.ts";

/** The real engine for one test file, closed when it ends. Patient, because other programs may want the processor. */
export function useEngine(): Kustomize {
  const engine = sandboxedKustomize({ timeoutMs: 120_000 });
  afterAll(() => engine.close());
  return engine;
}

/** A base as files below `base/`: YAML is JSON, so objects may stand as they are. */
export function aBase(objects: readonly Manifest[], kustomization: Readonly<Record<string, unknown>> = {}): FileTree {
  return new Map([
    [
      "base/kustomization.yaml",
      JSON.stringify({ resources: objects.map((_, at) => `object-${at}.yaml`), ...kustomization }),
    ],
    ...objects.map((object, at): [string, FileContent] => [`base/object-${at}.yaml`, JSON.stringify(object)]),
  ]);
}

/** One base with what the engine makes of it: built today, drafted with the real texts, both stages built. */
export type Proved = {
  readonly snapshot: Snapshot;
  readonly draft: Draft;
  readonly proof: Proof;
  readonly files: FileTree;
};

export type Case = {
  readonly base: FileTree;
  readonly wishes?: Partial<Wishes>;
  readonly snapshot?: Parameters<typeof aSnapshot>[0];
};

const { overlayFile } = createRenderer();

/** Builds many bases and their stages in two calls of the engine. Throws when a base does not build or is refused. */
export async function proveAll(engine: Kustomize, cases: readonly Case[]): Promise<readonly Proved[]> {
  const bases = new Map(
    cases.flatMap(({ base }, at) => [...base].map(([path, content]) => [`${at}/${path}`, content] as const)),
  );
  const today = await engine.buildAll(
    bases,
    cases.map((_, at) => `${at}/base`),
  );
  const drafted = cases.map(({ wishes, snapshot: changes }, at) => {
    const build = today[at];
    if (build?.ok !== true) throw new Error(`base ${at} does not build: ${build?.message}`);
    const snapshot: Snapshot = {
      ...aSnapshot({
        ...changes,
        objects: build.objects,
        settings: { ...changes?.settings, paths: { ...runbookSettings.paths, overlays: `${at}/overlays` } },
      }),
      sourcePath: `${at}/base`,
    };
    return { snapshot, draft: draftOf(snapshot, wishes, overlayFile) };
  });
  const files = new Map([
    ...bases,
    ...drafted.flatMap(({ draft }) =>
      [...draft.files.primaryOnly, ...draft.files.dualLane].map(({ path, content }) => [path, content] as const),
    ),
  ]);
  const builds = await engine.buildAll(
    files,
    drafted.flatMap(({ draft: { paths } }) => [paths.base, paths.primaryOnly, paths.dualLane]),
  );
  return drafted.map(({ snapshot, draft }, at) => {
    const [base, primaryOnly, dualLane] = builds.slice(3 * at, 3 * at + 3).map(built);
    if (base === undefined || primaryOnly === undefined || dualLane === undefined)
      throw new Error("fewer builds than were asked");
    return { snapshot, draft, files, proof: { base, primaryOnly, dualLane } };
  });
}
