import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of the programs. Throws with the way to get it when there is none. */
export function labPrograms(): string {
  const folder = process.env["LAB_BIN"] ?? process.env["KUBEBUILDER_ASSETS"];
  if (folder === undefined) {
    throw new Error(
      "These tests need a real API server: set LAB_BIN (or KUBEBUILDER_ASSETS) to a folder with etcd and kube-apiserver, as `setup-envtest use -p path` prints it.",
    );
  }
  const missing = ["etcd", "kube-apiserver"].filter((program) => !existsSync(join(folder, program)));
  if (missing.length > 0)
    throw new Error(`${folder} lacks ${missing.join(" and ")}: see CONTRIBUTING.md on how to get them.`);
  return folder;
}
