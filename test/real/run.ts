import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Runs the tests against real servers, after saying everything that is missing and how to get it. */
const root = resolve(import.meta.dirname, "../..");
const bin = process.env["LAB_BIN"] ?? process.env["KUBEBUILDER_ASSETS"] ?? join(root, ".cache/lab/bin");
const missing = [
  ...["etcd", "kube-apiserver"]
    .filter((name) => !existsSync(join(bin, name)))
    .map(
      (name) => `${name} in ${bin}: run \`npm run lab:build\` (needs Go 1.26, some minutes), or set KUBEBUILDER_ASSETS`,
    ),
  ...(existsSync(process.env["KUSTOMIZE_BIN"] ?? join(bin, "kustomize"))
    ? []
    : [`kustomize in ${bin}: run \`npm run lab:build\`, or set KUSTOMIZE_BIN`]),
];
if (missing.length > 0) {
  console.error(
    `The tests against real servers cannot run. Missing:\n${missing.map((each) => `  - ${each}`).join("\n")}`,
  );
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "vitest.real.config.ts", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, LAB_BIN: bin, KUSTOMIZE_BIN: process.env["KUSTOMIZE_BIN"] ?? join(bin, "kustomize") },
  },
);
process.exit(status ?? 1);
