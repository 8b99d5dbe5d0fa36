#!/usr/bin/env node
/**
 * node lab/build.mjs [--argocd]
 *
 * Builds the lab from published Go modules into .cache/lab/bin: etcd, kube-apiserver, kube-controller-manager,
 * kube-scheduler (Kubernetes 1.36.3), kwok and kustomize; with --argocd also Argo CD 3.2.11. The first time takes
 * about five minutes on two cores (eight with Argo CD); what is there already is left alone.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const kubernetes = "v1.36.3";
const kustomize = "v5.8.1";
const kwok = "v0.8.0";
const argocd = "3.2.11";

const folder = fileURLToPath(new URL(".", import.meta.url));
const bin = process.env.LAB_BIN ?? join(folder, "..", ".cache", "lab", "bin");
const stamp = join(bin, "built.json");
const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod", GOBIN: bin };

process.exitCode = main(process.argv.slice(2));

function main(args) {
  if (!found("go")) {
    console.error(
      "The lab is built with Go, and none was found.\n  Install Go 1.26 from https://go.dev/dl and put it on PATH.",
    );
    return 2;
  }
  mkdirSync(bin, { recursive: true });
  const built = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
  step(built, "control-plane", kubernetes, controlPlane);
  step(built, "kustomize", kustomize, () => install(`sigs.k8s.io/kustomize/kustomize/v5@${kustomize}`));
  step(built, "kwok", kwok, installKwok);
  if (args.includes("--argocd")) step(built, "argocd", argocd, installArgocd);
  console.log(`The lab's programs are in ${bin}`);
  return 0;
}

/** Does one step unless its version stands in the stamp, which is written only after the step has ended well. */
function step(built, name, version, make) {
  if (built[name] === version) return;
  console.log(`Building ${name} ${version} …`);
  const start = Date.now();
  make();
  built[name] = version;
  writeFileSync(stamp, JSON.stringify(built));
  console.log(`  ${Math.round((Date.now() - start) / 1000)} s`);
}

function controlPlane() {
  const version = "k8s.io/component-base/version";
  const flags = `-s -w -X ${version}.gitVersion=${kubernetes} -X ${version}.gitMajor=1 -X ${version}.gitMinor=36 -X ${version}.gitTreeState=clean`;
  go(["build", "-trimpath", "-o", join(bin, "control-plane"), "-ldflags", flags, "."], join(folder, "control-plane"));
  link("control-plane", ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]);
}

function installKwok() {
  install(`sigs.k8s.io/kwok/cmd/kwok@${kwok}`);
  const { Dir } = JSON.parse(
    execFileSync("go", ["mod", "download", "-json", `sigs.k8s.io/kwok@${kwok}`], {
      env,
      cwd: folder,
      encoding: "utf8",
    }),
  );
  writeFileSync(
    join(bin, "kwok-stages.yaml"),
    execFileSync(join(bin, "kustomize"), ["build", join(Dir, "kustomize", "stage", "fast")]),
  );
}

function installArgocd() {
  const home = join(folder, "argocd");
  go(
    [
      "build",
      "-trimpath",
      "-o",
      join(bin, "argocd"),
      "-ldflags",
      `-s -w -X github.com/argoproj/argo-cd/v3/common.version=${argocd}`,
      ".",
    ],
    home,
  );
  link(
    "argocd",
    ["server", "repo-server", "application-controller", "applicationset-controller"].map(
      (component) => `argocd-${component}`,
    ),
  );
  const module = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", "github.com/argoproj/argo-cd/v3"], {
    env,
    cwd: home,
    encoding: "utf8",
  }).trim();
  rmSync(join(bin, "argocd-crds"), { recursive: true, force: true });
  cpSync(join(module, "manifests", "crds"), join(bin, "argocd-crds"), { recursive: true });
}

function install(module) {
  go(["install", "-trimpath", "-ldflags", "-s -w", module], folder);
}

function go(args, cwd) {
  execFileSync("go", args, { env, cwd, stdio: ["ignore", "inherit", "inherit"] });
}

function link(target, names) {
  for (const name of names) {
    rmSync(join(bin, name), { force: true });
    symlinkSync(target, join(bin, name));
  }
}

function found(program) {
  try {
    execFileSync(program, ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
