import type { DeclaredApplication } from "../domain/application.ts";
import { closureRefusal } from "../domain/catalogue/closure-refusal.ts";
import { destinationNamespace, type ExpectedCluster } from "../domain/catalogue/destination.ts";
import { findApplication } from "../domain/catalogue/find-application.ts";
import { findingRefusal } from "../domain/catalogue/finding-refusal.ts";
import { kustomizationClosure } from "../domain/catalogue/kustomization-closure.ts";
import { readCatalogue } from "../domain/catalogue/read-catalogue.ts";
import { readersOfOverlay } from "../domain/catalogue/readers-of-overlay.ts";
import { meansRepository } from "../domain/catalogue/repo-url.ts";
import { followedBy } from "../domain/catalogue/revision.ts";
import { pluginNote, sourceRefusal } from "../domain/catalogue/source-refusal.ts";
import { tieRefusal } from "../domain/catalogue/tie-refusal.ts";
import { normalisePath } from "../domain/catalogue/tree-path.ts";
import type { ClusterView } from "../domain/cluster.ts";
import type { FileTree } from "../domain/file-tree.ts";
import { unknown } from "../domain/known.ts";
import type { Manifest } from "../domain/manifest.ts";
import { overlayFilePaths, overlayPaths } from "../domain/overlay/paths.ts";
import type { Built } from "../domain/proof.ts";
import { redactText } from "../domain/redact.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import type { Settings } from "../domain/settings.ts";
import type { RepositoryIdentity, Snapshot } from "../domain/snapshot.ts";
import { TransientError } from "./errors.ts";
import type { Build, Kustomize } from "./kustomize.ts";
import type { Cluster, ClusterQuestion } from "./ports.ts";

/** The repository at one commit, or a folder. */
export type RepositoryLook = {
  readonly identity: RepositoryIdentity;
  readonly files: FileTree;
  /** The same repository at another branch's tip; undefined when there is no such branch. Absent for a folder. */
  readonly at?: (branch: string) => Promise<RepositoryLook | undefined>;
};

/** Which app, by which settings, asked on which day (YYYY-MM-DD in UTC). */
export type ObserveQuestion = { readonly app: string; readonly settings: Settings; readonly date: string };

export type ObservePorts = {
  readonly kustomize: Kustomize;
  /** undefined: offline; live state is taken from the render. */
  readonly cluster: Cluster | undefined;
  /** How Applications may name that cluster as their destination (server URLs and names); absent: not compared. */
  readonly destinations?: readonly string[];
  readonly now: () => Date;
  /** Told of each step as it begins. */
  readonly progress: (step: string) => void;
};

/** Where Argo CD keeps Applications that name no namespace. */
const ARGOCD_NAMESPACE = "argocd";

export type Observed =
  | {
      readonly ok: true;
      readonly snapshot: Snapshot;
      /** What the base's build can need. */
      readonly files: FileTree;
      readonly notes: readonly string[];
      /** What the cluster was asked. */
      readonly question: ClusterQuestion;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Everything that a plan is made of, or why the app cannot be looked at. */
export async function observe(
  look: RepositoryLook,
  { app, settings, date }: ObserveQuestion,
  ports: ObservePorts,
): Promise<Observed> {
  ports.progress("looking for the app in Git");
  const catalogue = readCatalogue(look.files, look.identity);
  const early = findApplication(catalogue, app);
  // Where Git alone cannot tell, the Application's owner in the cluster can.
  const finding =
    early.outcome === "ambiguous" && ports.cluster !== undefined
      ? findApplication(
          catalogue,
          app,
          (await ports.cluster.observe(questionOf(app, ARGOCD_NAMESPACE, [], settings))).application,
        )
      : early;
  if (finding.outcome !== "found") return refused(findingRefusal(app, finding, catalogue));
  const { application } = finding;
  const base = await baseOf(look, application);
  if (base === undefined) return refused(noSuchBranch(application));
  const tie = tieRefusal(application, base.identity, settings, expectedCluster(application, ports.destinations));
  const cause = tie.refusal ?? sourceRefusal(application, base.files, settings);
  if (cause !== undefined) return refused(cause);
  const sourcePath = pathOf(application);
  const paths = overlayPaths(settings, app, sourcePath, date, []);
  const closure = kustomizationClosure(base.files, sourcePath);
  const unbuildable = closureRefusal(closure, paths.dualLane);
  if (unbuildable !== undefined) return refused(unbuildable);

  ports.progress("rendering what Argo CD renders today");
  const [build, kustomize] = await Promise.all([
    ports.kustomize.build(closure.files, sourcePath),
    ports.kustomize.version(),
  ]);
  const today = built(build);
  if (!today.ok)
    return refused(
      refusal(
        "base-does-not-build",
        `${sourcePath} does not build today, in kustomize's own words: ${today.message}`,
        "Mend the base first; Argo CD cannot render it either.",
        { file: closureEntry(closure.files, sourcePath) },
      ),
    );

  if (ports.cluster !== undefined) ports.progress("looking at the cluster, read-only");
  const namespaces = namespacesOf(today.objects, destinationNamespace(application));
  const question = questionOf(app, application.namespace ?? ARGOCD_NAMESPACE, namespaces, settings);
  const cluster: ClusterView | undefined = await ports.cluster?.observe(question);
  const live =
    cluster === undefined
      ? undefined
      : findingRefusal(app, findApplication(catalogue, app, cluster.application), catalogue);
  const reader = readersOfOverlay(
    catalogue,
    cluster?.applications ?? unknown("no cluster was asked"),
    [...overlayFilePaths(paths), paths.runbook],
    base.identity,
    base.files,
    app,
  );
  const first = live ?? pluginLive(application, cluster) ?? reader;
  if (first !== undefined) return refused(first);
  return {
    ok: true,
    files: closure.files,
    notes: cluster === undefined ? [...tie.notes, pluginNote] : tie.notes,
    question,
    snapshot: {
      at: cluster?.observedAt ?? ports.now().toISOString(),
      settings,
      repository: base.identity,
      application,
      sourcePath,
      base: { objects: today.objects, warnings: build.ok ? build.warnings : [], kustomize },
      existing: below(base.files, [paths.primaryOnly, paths.dualLane]),
      runbooks: [...base.files.keys()].filter((path) => path.startsWith(`${settings.paths.runbooks}/`)),
      observation: cluster === undefined ? { mode: "offline" } : { mode: "live", cluster },
    },
  };
}

/** The branch that the Application follows: its files are what Argo CD renders, and where the pull request goes (design §5). */
async function baseOf(look: RepositoryLook, { sources }: DeclaredApplication): Promise<RepositoryLook | undefined> {
  const followed = followedBy(sources[0]?.targetRevision ?? "", look.identity.branch);
  const branch =
    followed.type === "branch"
      ? followed.branch
      : followed.type === "default-branch"
        ? look.identity.defaultBranch
        : undefined;
  if (branch === undefined || branch === look.identity.branch || look.at === undefined) return look;
  // Another repository's branch is no matter of ours; the tie says so.
  if (meansRepository(sources[0]?.repoURL ?? "", look.identity) !== true) return look;
  return look.at(branch);
}

function noSuchBranch({ name, place, lines, sources }: DeclaredApplication): Refusal {
  return refusal(
    "other-revision",
    `Application \`${name}\` follows \`${sources[0]?.targetRevision ?? ""}\`, and this repository has no branch of that name`,
    "A tag or a commit does not follow a merge; let the Application follow a branch first.",
    { file: place.file, line: lines.source ?? place.line },
  );
}

function expectedCluster(
  { destination }: DeclaredApplication,
  destinations: readonly string[] | undefined,
): ExpectedCluster | undefined {
  if (destinations === undefined) return undefined;
  const named = (wanted: (text: string) => boolean) =>
    destinations.find((each) => each === destination.server || each === destination.name) ?? destinations.find(wanted);
  const found = named((each) => each.includes("://") === (destination.server !== undefined));
  return found === undefined ? {} : found.includes("://") ? { server: found } : { name: found };
}

/** A plugin that claims the folder by its own discovery is seen in the live Application only (facts §6). */
function pluginLive({ name, place }: DeclaredApplication, cluster: ClusterView | undefined): Refusal | undefined {
  const type = cluster?.application.state === "known" ? cluster.application.value.sourceType : undefined;
  if (type === undefined || type === "" || type === "Kustomize") return undefined;
  return refusal(
    "plugin",
    `Argo CD renders \`${name}\` as ${type}, not as kustomize (\`status.sourceType\`), so an overlay would not be what it applies`,
    "Let Argo CD render the folder with kustomize first.",
    place,
  );
}

function refused(cause: Refusal | undefined): Observed {
  if (cause === undefined) throw new Error("an app that was not found has to be refused");
  return { ok: false, refusal: cause };
}

function questionOf(
  app: string,
  namespace: string,
  namespaces: readonly string[],
  { lanes }: Settings,
): ClusterQuestion {
  return {
    application: { name: app, namespace },
    namespaces,
    lanes: { label: lanes.label, primary: lanes.primary, secondary: lanes.secondary },
  };
}

/** A broken tree is an answer about the app; an ended sandbox is not. */
export function built(build: Build): Built {
  if (build.ok) return { ok: true, objects: build.objects };
  if (build.cause === "crashed") throw new TransientError(`kustomize did not finish: ${build.message}`);
  // kustomize repeats what it could not read, and that may be somebody's secret.
  return { ok: false, message: redactText(build.message) };
}

function pathOf(application: DeclaredApplication): string {
  return normalisePath(application.sources[0]?.path ?? "") ?? "";
}

function closureEntry(files: FileTree, path: string): string {
  const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) =>
    path === "" ? name : `${path}/${name}`,
  );
  return names.find((name) => files.has(name)) ?? path;
}

function namespacesOf(objects: readonly Manifest[], destination: string | undefined): readonly string[] {
  return [
    ...new Set([
      ...(destination === undefined ? [] : [destination]),
      ...objects.flatMap(({ metadata }) => metadata.namespace ?? []),
    ]),
  ];
}

function below(files: FileTree, folders: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, content]) =>
      folders.some((folder) => path.startsWith(`${folder}/`))
        ? [[path, typeof content === "string" ? content : ""] as const]
        : [],
    ),
  );
}
