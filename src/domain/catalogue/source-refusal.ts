import type { DeclaredApplication, Place, Source } from "../application.ts";
import type { FileTree } from "../file-tree.ts";
import { type Refusal, refusal } from "../refusal.ts";
import type { Settings } from "../settings.ts";
import { isZero } from "./application-from.ts";
import { directoryRefusal } from "./directory-refusal.ts";
import { foldersOf } from "./folders.ts";
import { chartIn, sourceTypeOf } from "./source-type.ts";
import { isBelow, joinPath, normalisePath, prefixOf } from "./tree-path.ts";

/**
 * What Argo CD lays over the build that neither names, nor replicas, nor scheduling depend on. Every other key of
 * `spec.source.kustomize` changes what the overlays were proved with (design §6 rule 7).
 */
const harmlessKustomizeKeys: readonly string[] = [
  "images",
  "commonAnnotations",
  "commonAnnotationsEnvsubst",
  "forceCommonAnnotations",
  "version",
];

/** Said beside every plan: whether a plugin takes the folder over is decided inside Argo CD. */
export const pluginNote =
  "Whether a config management plugin of this Argo CD claims the folder by its own discovery cannot be seen in Git; the Application's `status.sourceType` tells.";

/** Refuses an Application whose source is of a shape that no overlay can be laid over, with the cause and its line. */
export function sourceRefusal(
  application: DeclaredApplication,
  files: FileTree,
  settings: Settings,
): Refusal | undefined {
  const { name, place, lines, sources } = application;
  const where = { file: place.file, line: lines.source ?? place.line };
  if (application.hydrated) {
    return refusal(
      "hydrator",
      `\`${name}\` uses \`spec.sourceHydrator\`: Argo CD syncs what it wrote to another branch, not this folder.`,
      "Use `spec.source` for this app while it is migrated.",
      where,
    );
  }
  if (application.multiSource) return multiSource(application, where);
  const [source] = sources;
  if (source?.chart !== undefined) return helm(application, `chart \`${source.chart}\``, where);
  if (source?.helm === true) return helm(application, "`spec.source.helm`", where);
  if (source?.plugin === true) {
    return refusal(
      "plugin",
      `\`${name}\` is rendered by a config management plugin (\`spec.source.plugin\`); what it would make of an overlay cannot be proved.`,
      "Let Argo CD render this app with plain kustomize, or migrate it by hand with the runbook.",
      where,
    );
  }
  if (source?.path === undefined) {
    return refusal(
      "missing-path",
      `\`${name}\` names no folder: \`spec.source.path\` is missing.`,
      "Set `spec.source.path` to the folder with the app's kustomization.",
      where,
    );
  }
  return pathRefusal(application, source, source.path, files, settings);
}

function pathRefusal(
  application: DeclaredApplication,
  source: Source,
  written: string,
  files: FileTree,
  settings: Settings,
): Refusal | undefined {
  const { name, place, lines } = application;
  const where = { file: place.file, line: lines.path ?? place.line };
  const path = normalisePath(written);
  if (path === undefined) {
    return refusal(
      "missing-path",
      `The path of \`${name}\`, \`${written}\`, is absolute or leaves the repository.`,
      "Give it as a folder of this repository, without a slash in front.",
      where,
    );
  }
  const folders = foldersOf(files);
  if (!folders.all.has(path)) {
    return refusal(
      "missing-path",
      `The path of \`${name}\`, \`${written}\`, is no folder of this repository.`,
      "Correct `spec.source.path`, or add the folder.",
      where,
    );
  }
  const override = [".argocd-source.yaml", `.argocd-source-${name}.yaml`]
    .map((file) => `${prefixOf(path)}${file}`)
    .find((file) => files.has(file));
  const type = sourceTypeOf(source, path, files, folders);
  if (type === "Helm")
    return helm(application, chartIn(path, folders) ?? "a chart", {
      file: chartIn(path, folders) ?? place.file,
      line: 1,
    });
  if (type === "Directory") return directoryRefusal(application, source, path, files);
  return (
    aboveOverlay(application, path, settings) ??
    kustomizeOptions(application, source) ??
    (override === undefined ? undefined : overrideFile(name, override))
  );
}

function multiSource(application: DeclaredApplication, where: Place): Refusal {
  const count = application.sources.length;
  const message = `\`${application.name}\` has ${count === 1 ? "its source" : `${count} sources`} under \`spec.sources\`; overlays are laid over an app with one \`spec.source\`.`;
  const remedy =
    count === 1
      ? "Write the one source as `spec.source`."
      : "Split the part with the workloads off into an Application of its own with one `spec.source`.";
  return refusal("multi-source", message, remedy, where);
}

function helm({ name }: DeclaredApplication, cause: string, where: Place): Refusal {
  return refusal(
    "helm",
    `\`${name}\` is rendered by Helm (${cause}); kustomize overlays cannot be laid over a chart.`,
    "Render the chart into a kustomize base (`helm template`, committed) and point the Application at it, or set the lanes through the chart's own values.",
    where,
  );
}

/** kustomize calls a base that contains the folder building on it a cycle. */
function aboveOverlay(
  { name, place, lines }: DeclaredApplication,
  path: string,
  { paths, environment }: Settings,
): Refusal | undefined {
  const overlays = joinPath("", paths.overlays) ?? paths.overlays;
  const overlay = `${prefixOf(overlays)}${environment}/${name}`;
  if (!isBelow(overlay, path) && overlay !== path) return undefined;
  const outside = path === "overlays" || isBelow(path, "overlays") ? "lanekeeper/overlays" : "overlays";
  const remedy =
    path === ""
      ? "Move the app's files into a folder of their own and point `spec.source.path` there; the root contains every folder, whatever `paths.overlays` says."
      : `Set \`paths.overlays\` in .github/lanekeeper.yml to a folder outside ${path}, for example \`${outside}\`.`;
  return refusal(
    "path-above-overlay",
    `The overlays of \`${name}\` would stand in ${overlay}, inside the app's own folder \`${path || "."}\`; kustomize refuses a base that contains its overlay as a cycle.`,
    remedy,
    { file: place.file, line: lines.path ?? place.line },
  );
}

function kustomizeOptions({ name, place, lines }: DeclaredApplication, source: Source): Refusal | undefined {
  const keys = Object.entries(source.kustomize ?? {}).filter(
    ([key, value]) => !isZero(value) && !harmlessKustomizeKeys.includes(key),
  );
  if (keys.length === 0) return undefined;
  const named = keys.map(([key]) => `\`${key}\``).join(", ");
  return refusal(
    "kustomize-options",
    `Argo CD changes the build of \`${name}\` by \`spec.source.kustomize\` (${named}), so that a build of the overlays alone would prove something else.`,
    `Write ${named} into the app's kustomization.yaml and take ${keys.length === 1 ? "it" : "them"} out of the Application.`,
    { file: place.file, line: lines.source ?? place.line },
  );
}

function overrideFile(name: string, file: string): Refusal {
  return refusal(
    "kustomize-options",
    `Argo CD changes the build of \`${name}\` by ${file}. It only looks for that file in the Application's own path, so pointing the Application at an overlay would drop it.`,
    "Write its options into the app's kustomization.yaml (image updaters can write there) and delete the file.",
    { file, line: 1 },
  );
}
