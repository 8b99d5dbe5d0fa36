import type { Application, Catalogue, DeclaredApplicationSet, Place, Source } from "../application.ts";
import type { LiveApplication } from "../cluster.ts";
import type { FileTree } from "../file-tree.ts";
import type { Known } from "../known.ts";
import { type Refusal, refusal } from "../refusal.ts";
import type { RepositoryIdentity } from "../snapshot.ts";
import { directoryReads } from "./directory-manifests.ts";
import { type Folders, foldersOf, kustomizationNames } from "./folders.ts";
import { isVisible } from "./git-generator.ts";
import { globMatches } from "./glob.ts";
import { kustomizationClosure } from "./kustomization-closure.ts";
import { isTemplated } from "./placeholders.ts";
import { meansRepository } from "./repo-url.ts";
import { followsBranch } from "./revision.ts";
import { sourceTypeOf } from "./source-type.ts";
import { ancestors, folderOf, isBelow, normalisePath, prefixOf } from "./tree-path.ts";

/** Somebody who would take in a file that is to be written. */
type Reader = { readonly who: string; readonly how: string; readonly file: string; readonly place: Place | undefined };

type Reading = { readonly file: string; readonly how: string; readonly byKustomization: boolean };

type Asked = {
  readonly tree: FileTree;
  readonly folders: Folders;
  readonly written: readonly string[];
  readonly repository: RepositoryIdentity;
};

/**
 * Refuses when an Application (in Git or in the cluster, each of its sources) or an ApplicationSet's git generator would
 * take in a file that is to be written: it would apply a patch as an object, or make a new app of an overlay. A source
 * of another repository or of another branch reads nothing of ours; where that cannot be told it counts. A kustomize
 * source reads what its kustomization names and no more, so the app's own base is no reader. `own` names the app that is
 * written for: that its kustomization leads to its own overlay means that it is promoted already, which is said elsewhere.
 */
export function readersOfOverlay(
  catalogue: Catalogue,
  live: Known<readonly LiveApplication[]>,
  written: readonly string[],
  repository: RepositoryIdentity,
  files: FileTree,
  own?: string,
): Refusal | undefined {
  const asked: Asked = { tree: files, folders: foldersOf(files), written, repository };
  const declared = catalogue.applications.flatMap((application) => readBy(application, application.place, asked, own));
  const sets = catalogue.applicationSets.flatMap((set) => [...globbedBy(set, asked), ...readByChildren(set, asked)]);
  const running =
    live.state === "known"
      ? live.value.flatMap((application) => readBy(withSeenType(application), undefined, asked, own))
      : [];
  const readers = [...declared, ...sets, ...running];
  const [first] = readers;
  if (first === undefined) return undefined;
  const others = [...new Set(readers.map(({ who }) => who))].filter((who) => who !== first.who);
  return refusal(
    "overlay-is-read",
    `${first.who} would take in ${first.file}: ${first.how}.${others.length === 0 ? "" : ` So would ${others.slice(0, 5).join(", ")}.`}`,
    "Keep it out there (`directory.exclude`, an `exclude` in the generator, a narrower path), or set `paths.overlays` in .github/lanekeeper.yml to a folder that nothing reads.",
    first.place,
  );
}

/** A plugin that claimed the folder by its own discovery shows in the cluster alone. */
function withSeenType(application: LiveApplication): Application {
  if (application.sourceType !== "Plugin") return application;
  return { ...application, sources: application.sources.map((source) => ({ ...source, plugin: true })) };
}

function readBy(
  application: Application,
  place: Place | undefined,
  asked: Asked,
  own: string | undefined,
): readonly Reader[] {
  const who = `Application \`${application.name}\`${place === undefined ? " in the cluster" : ""}`;
  return application.sources.flatMap((source) => {
    const found = readBySource(source, asked);
    if (found === undefined || (found.byKustomization && application.name === own)) return [];
    return [{ who, place, ...found }];
  });
}

/** Children that are known by path read like Applications; those of the template's fixed path too. */
function readByChildren(set: DeclaredApplicationSet, asked: Asked): readonly Reader[] {
  const paths = [...new Set((set.children ?? []).flatMap(({ path }) => path ?? []))];
  return (set.template?.sources ?? []).flatMap((source) => {
    const templated = source.path !== undefined && isTemplated(source.path);
    const candidates = templated ? paths.map((path) => ({ ...source, path })) : [source];
    return candidates.flatMap((candidate) => {
      const found = readBySource(candidate, asked);
      return found === undefined
        ? []
        : [
            {
              who: `ApplicationSet \`${set.name}\``,
              place: { file: set.place.file, line: set.lines.path ?? set.place.line },
              ...found,
            },
          ];
    });
  });
}

function readBySource(source: Source, { tree, folders, written, repository }: Asked): Reading | undefined {
  const path = source.path === undefined || source.chart !== undefined ? undefined : normalisePath(source.path);
  if (path === undefined || isElsewhere(source.repoURL, source.targetRevision, repository)) return undefined;
  const first = (reads: (file: string) => boolean, how: string, byKustomization = false): Reading | undefined => {
    const file = written.find(reads);
    return file === undefined ? undefined : { file, how, byKustomization };
  };
  const shown = path === "" ? "the root" : `\`${path}\``;
  const exact = written.find((file) => kustomizationNames.some((name) => file === `${prefixOf(path)}${name}`));
  if (exact !== undefined) return { file: exact, how: `its source path is exactly ${shown}`, byKustomization: true };
  switch (sourceTypeOf(source, path, tree, folders)) {
    case "Kustomize": {
      // A build goes through folders that are there; most of what is written is new, and then nothing has to be walked.
      if (!written.some((file) => folders.all.has(folderOf(file)))) return undefined;
      const reached = new Set(kustomizationClosure(tree, path, folders).folders);
      return first(
        (file) => reached.has(folderOf(file)) && /\.ya?ml$/.test(file),
        `its kustomization in ${shown} builds on that folder`,
        true,
      );
    }
    case "Directory":
      return first(
        (file) => directoryReads(source, path, file),
        `it applies every manifest ${source.directory?.recurse === true ? "below" : "in"} ${shown}`,
      );
    case "Helm":
      return first(
        (file) => ["templates", "crds", "charts"].some((part) => isBelow(file, `${prefixOf(path)}${part}`)),
        `its chart in ${shown} renders that folder`,
      );
    case "Plugin":
      return first((file) => isBelow(file, path), `a plugin renders ${shown}, and what it reads there cannot be told`);
  }
}

/** Known to be another repository, or a revision that does not move with the branch that is written to. */
function isElsewhere(repoURL: string, revision: string, repository: RepositoryIdentity): boolean {
  if (!isTemplated(repoURL) && meansRepository(repoURL, repository) === false) return true;
  return !isTemplated(revision) && repository.fullName !== undefined && followsBranch(revision, repository) === false;
}

/** A folder glob sees new folders, and the folders that the files stand right in; a file glob sees the files. */
function globbedBy(set: DeclaredApplicationSet, { written, folders }: Asked): readonly Reader[] {
  const own = written.map(folderOf);
  const fresh = own.flatMap((folder) => ancestors(folder)).filter((folder) => !folders.all.has(folder));
  const candidates = { directories: [...new Set([...own, ...fresh])].filter(isVisible), files: written };
  const takes = (kind: "directories" | "files", exclude: boolean, path: string) =>
    set.globs.some(
      (glob) => glob.kind === kind && glob.exclude === exclude && matchesEither(kind, glob.glob, path, exclude),
    );
  return (["directories", "files"] as const).flatMap((kind) => {
    const file = candidates[kind].find((path) => takes(kind, false, path) && !takes(kind, true, path));
    const how =
      kind === "directories" ? "its git generator makes an app of that folder" : "its git generator reads that file";
    return file === undefined ? [] : [{ who: `ApplicationSet \`${set.name}\``, how, file, place: set.place }];
  });
}

/** Which of git's two file globbings Argo CD uses is its own setting: to take in, one has to match; to leave out, both. */
function matchesEither(kind: "directories" | "files", glob: string, path: string, exclude: boolean): boolean {
  if (kind === "directories")
    return globMatches(glob.includes("**") && !exclude ? "doublestar" : "directories", glob, path, !exclude);
  const both = [globMatches("pathspec", glob, path, !exclude), globMatches("doublestar", glob, path, !exclude)];
  return exclude ? both.every((one) => one) : both.some((one) => one);
}
