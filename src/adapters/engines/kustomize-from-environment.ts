import type { Kustomize } from "../../app/kustomize.ts";
import { binaryKustomize } from "./binary-kustomize.ts";
import { sandboxedKustomize } from "./sandboxed-kustomize.ts";

/** The binary that KUSTOMIZE_BIN names, if it names one, else the engine in the sandbox. */
export function kustomizeFromEnvironment({ kustomizeBin }: { readonly kustomizeBin?: string | undefined }): Kustomize {
  return kustomizeBin === undefined ? sandboxedKustomize() : binaryKustomize(kustomizeBin);
}
