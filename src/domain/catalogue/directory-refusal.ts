import { stringify } from "yaml";
import type { DeclaredApplication, Source } from "../application.ts";
import type { FileTree } from "../file-tree.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { directoryContents } from "./directory-manifests.ts";
import { kustomizationsIn } from "./folders.ts";
import { prefixOf } from "./tree-path.ts";

/**
 * Refuses an app whose folder Argo CD applies file by file: an overlay needs a kustomization to build on. The remedy
 * holds that kustomization, and what Argo CD does differently once it is there.
 */
export function directoryRefusal(
  application: DeclaredApplication,
  source: Source,
  path: string,
  tree: FileTree,
): Refusal {
  const { name, place, lines } = application;
  const where = { file: place.file, line: lines.path ?? place.line };
  const folder = path === "" ? "the root of the repository" : path;
  const existing = kustomizationsIn(tree, path)[0];
  if (existing !== undefined) {
    return refusal(
      "directory",
      `Argo CD applies every file of ${folder} for \`${name}\` although it holds ${existing}: \`spec.source.directory\` asks for that.`,
      `Take \`directory\` out of the Application's source. Argo CD then builds ${existing}: ${differences(source)}`,
      where,
    );
  }
  const { resources, jsonnet, kustomizations } = directoryContents(source, path, tree);
  const message = `\`${name}\` is a plain-YAML app: ${folder} holds no kustomization, and an overlay needs one to build on.`;
  if (jsonnet.length > 0) {
    return refusal(
      "directory",
      `${message} It also holds Jsonnet (${jsonnet.join(", ")}), which kustomize cannot read.`,
      "Commit what the Jsonnet files print as YAML first, then add a kustomization.yaml.",
      where,
    );
  }
  if (resources.length === 0) {
    return refusal(
      "directory",
      `${message} Argo CD finds no manifest there either.`,
      "Point the Application's `path` at the folder that holds its manifests.",
      where,
    );
  }
  const file = `${prefixOf(path)}kustomization.yaml`;
  const nested =
    kustomizations.length === 0
      ? ""
      : ` Left out, because kustomize reads them as folders and not as objects: ${kustomizations.join(", ")}.`;
  const explicit = source.directory === undefined ? "" : " and take `directory` out of the Application's source";
  return refusal(
    "directory",
    message,
    `First add ${file}${explicit}:\n\n${kustomization(resources)}\nArgo CD then builds the folder with kustomize: ${differences(source)}${nested}`,
    where,
  );
}

/** The kustomization.yaml that lists what the Directory app applies today. */
function kustomization(resources: readonly string[]): string {
  return stringify({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources });
}

function differences(source: Source): string {
  const recursion = source.directory?.recurse === true ? " it no longer goes down into folders by itself," : "";
  const globs =
    source.directory?.include === undefined && source.directory?.exclude === undefined
      ? ""
      : " `include` and `exclude` no longer apply,";
  return `only files listed under \`resources\` are applied,${recursion}${globs} a new file has to be listed, and two files that declare the same object are an error instead of a warning. Compare with \`argocd app diff\` before the next sync.`;
}
