import type { DeclaredApplication } from "./application.ts";
import { normalisePath } from "./catalogue/tree-path.ts";
import { type FileHeader, readHeader } from "./file-header.ts";
import { type FileTree, textOf } from "./file-tree.ts";
import { overlayPaths } from "./overlay/paths.ts";
import type { Settings } from "./settings.ts";

/** Where an app stands, read from files and never from commit messages (design §2). */
export type StandingInGit = {
  readonly state: "not-prepared" | "prepared" | "primary-only" | "dual-lane";
  readonly path: string;
  readonly header: FileHeader | undefined;
  readonly sentence: string;
};

/** The state of an app by its Application's path and the overlays that stand in the repository. */
export function standingInGit(application: DeclaredApplication, files: FileTree, settings: Settings): StandingInGit {
  const path = normalisePath(application.sources[0]?.path ?? "") ?? "";
  const { primaryOnly, dualLane } = overlayPaths(settings, application.name, path, "0000-00-00", []);
  const header = readHeader(
    textOf(files, `${dualLane}/kustomization.yaml`) ?? textOf(files, `${primaryOnly}/kustomization.yaml`) ?? "",
  );
  const base = { path, header };
  if (path === dualLane)
    return { ...base, state: "dual-lane", sentence: `runs from ${path}: both lanes are open to it` };
  if (path === primaryOnly)
    return { ...base, state: "primary-only", sentence: `runs from ${path}: stage 1, on the primary lane` };
  if (header !== undefined)
    return {
      ...base,
      state: "prepared",
      sentence: `runs from ${path}; its overlays stand ready (strategy ${header.strategy}), nothing refers to them yet`,
    };
  return { ...base, state: "not-prepared", sentence: `runs from ${path}; nothing is prepared yet` };
}
