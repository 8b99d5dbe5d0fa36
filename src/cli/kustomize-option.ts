import { kustomizeFromEnvironment } from "../adapters/engines/kustomize-from-environment.ts";
import type { Kustomize } from "../app/kustomize.ts";

/** The sandboxed engine, or the binary that KUSTOMIZE_BIN names. */
export function kustomizeOf(env: NodeJS.ProcessEnv): Kustomize {
  const kustomizeBin = env["KUSTOMIZE_BIN"];
  return kustomizeFromEnvironment(kustomizeBin === undefined || kustomizeBin === "" ? {} : { kustomizeBin });
}
