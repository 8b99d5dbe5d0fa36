import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where lab/build.mjs puts what it builds. */
const built = resolve(import.meta.dirname, "../../../.cache/lab/bin");

/** The folder of the programs: LAB_BIN, KUBEBUILDER_ASSETS, or the lab's own. Throws with the way to get it when there is none. */
export function labPrograms(): string {
  const folder = process.env["LAB_BIN"] ?? process.env["KUBEBUILDER_ASSETS"] ?? built;
  const missing = ["etcd", "kube-apiserver"].filter((program) => !existsSync(join(folder, program)));
  if (missing.length > 0) {
    throw new Error(
      `These tests need a real API server, and ${folder} lacks ${missing.join(" and ")}: run \`npm run lab:build\`, or set LAB_BIN or KUBEBUILDER_ASSETS.`,
    );
  }
  return folder;
}
