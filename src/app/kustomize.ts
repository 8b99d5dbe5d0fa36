import type { FileTree } from "../domain/file-tree.ts";
import type { Manifest } from "../domain/manifest.ts";

/** What one build came to: the objects, or why there are none. */
export type Build =
  | { readonly ok: true; readonly objects: readonly Manifest[]; readonly warnings: readonly string[] }
  | {
      readonly ok: false;
      /** broken: kustomize refused the tree, in its own words. The others: the sandbox ended the build. */
      readonly cause: "broken" | "timeout" | "too-large" | "crashed";
      readonly message: string;
    };

/** The port to kustomize. An adapter never throws for a bad tree: that is an answer. */
export interface Kustomize {
  /** Builds the kustomization in the folder `path` (no leading or trailing slash; "" or "." is the root) of `files`. */
  build(files: FileTree, path: string): Promise<Build>;
  /** The same for several folders of one tree, in their order: cheaper than one at a time. */
  buildAll(files: FileTree, paths: readonly string[]): Promise<readonly Build[]>;
  /** What answers, for evidence: `kustomize v5.8.1 (sandboxed)`, or the binary's own version line. */
  version(): Promise<string>;
  /** Ends workers and child processes; builds under way answer `crashed`. */
  close(): Promise<void>;
}
