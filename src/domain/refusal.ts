import type { Place } from "./application.ts";

/** Why no right files can be written or proved: the cause, in words, and where it stands. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
};

export type RefusalCode =
  | "unknown-app"
  | "ambiguous-app"
  | "applicationset-child"
  | "applicationset"
  | "other-repository"
  | "other-revision"
  | "other-cluster"
  | "helm"
  | "plugin"
  | "hydrator"
  | "multi-source"
  | "directory"
  | "missing-path"
  | "remote-base"
  | "helm-charts"
  | "kustomize-plugin"
  | "kustomize-options"
  | "base-does-not-build"
  | "path-above-overlay"
  | "overlay-is-read"
  | "foreign-files"
  | "nothing-to-move"
  | "all-stay"
  | "contradiction"
  | "not-yet"
  | "own-anti-affinity"
  | "unsupported-server"
  | "stage-does-not-build"
  | "stage-differs"
  | "already-promoted"
  | "unusual-names";

/** A refusal; `place` is where the cause stands. */
export function refusal(
  code: RefusalCode,
  message: string,
  remedy: string,
  place?: Place | { readonly file: string; readonly line?: number | undefined },
): Refusal {
  return { code, message, remedy, file: place?.file, line: place?.line };
}
