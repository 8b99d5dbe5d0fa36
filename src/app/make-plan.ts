import type { DeclaredApplication } from "../domain/application.ts";
import { destinationNamespace } from "../domain/catalogue/destination.ts";
import { findApplication } from "../domain/catalogue/find-application.ts";
import { findingRefusal } from "../domain/catalogue/finding-refusal.ts";
import { closureRefusal, kustomizationClosure } from "../domain/catalogue/kustomization-closure.ts";
import { readCatalogue } from "../domain/catalogue/read-catalogue.ts";
import { readersOfOverlay } from "../domain/catalogue/readers-of-overlay.ts";
import { sourceRefusal } from "../domain/catalogue/source-refusal.ts";
import { tieRefusal } from "../domain/catalogue/tie-refusal.ts";
import { normalisePath } from "../domain/catalogue/tree-path.ts";
import type { ClusterView } from "../domain/cluster.ts";
import { type Decision, decide, refuse, type Texts } from "../domain/decide.ts";
import { draft, type Drafted, type Request } from "../domain/draft.ts";
import type { FileTree } from "../domain/file-tree.ts";
import { runGates } from "../domain/gates/index.ts";
import { unknown } from "../domain/known.ts";
import type { Manifest } from "../domain/manifest.ts";
import { overlayFilePaths, overlayPaths } from "../domain/overlay/paths.ts";
import { type Built, examine } from "../domain/proof.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import type { Settings } from "../domain/settings.ts";
import type { RepositoryIdentity, Snapshot } from "../domain/snapshot.ts";
import type { GateResult } from "../domain/verdict.ts";
import { type Workload, workloadsOf } from "../domain/workload.ts";
import { TransientError } from "./errors.ts";
import type { Build, Kustomize } from "./kustomize.ts";
import type { Cluster } from "./ports.ts";

/** The repository at one commit, or a folder. */
export type RepositoryLook = { readonly identity: RepositoryIdentity; readonly files: FileTree };

/** Which app, by which settings, for whom. */
export type PlanQuestion = { readonly app: string; readonly settings: Settings; readonly request: Request };

export type PlanPorts = {
  readonly kustomize: Kustomize;
  /** undefined: offline; live state is taken from the render. */
  readonly cluster: Cluster | undefined;
  readonly texts: Texts;
  readonly version: string;
  readonly now: () => Date;
  /** Told of each step as it begins. */
  readonly progress: (step: string) => void;
};

/** Where Argo CD keeps Applications that name no namespace. */
const ARGOCD_NAMESPACE = "argocd";

/**
 * Observe, draft, prove, decide: the plan of one app, or its refusal. Reads only. Throws TransientError when the
 * sandbox could not finish a build.
 */
export async function makePlan(look: RepositoryLook, question: PlanQuestion, ports: PlanPorts): Promise<Decision> {
  const key = { app: question.app, env: question.settings.environment };
  const observed = await observe(look, question, ports);
  if (!observed.ok) return { plan: refuse(key, observed.refusal), report: undefined };
  const { snapshot, files, notes } = observed;

  ports.progress("choosing strategies and writing overlays");
  const drafted = draft(snapshot, question.request, ports.version, ports.texts.overlayFile);
  const verdicts = gatesOf(snapshot, drafted, question);
  if (!drafted.ok) return { plan: refuse(key, drafted.refusal, { strategy: drafted.strategy, verdicts, warnings: notes }), report: undefined };
  const warned = { ...drafted.draft, warnings: [...notes, ...drafted.draft.warnings] };

  ports.progress("building the base and both stages with kustomize");
  const tree = new Map([...files, ...[...warned.files.primaryOnly, ...warned.files.dualLane].map(({ path, content }) => [path, content] as const)]);
  const builds = await ports.kustomize.buildAll(tree, [warned.paths.base, warned.paths.primaryOnly, warned.paths.dualLane]);
  const [base, primaryOnly, dualLane] = builds.map(built);
  if (base === undefined || primaryOnly === undefined || dualLane === undefined) throw new Error("kustomize answered fewer builds than were asked");
  const proven = examine(snapshot.base.objects, warned, { base, primaryOnly, dualLane });
  if (!proven.ok) return { plan: refuse(key, proven.refusal, { strategy: warned.strategy, verdicts, warnings: warned.warnings }), report: undefined };
  return decide(snapshot, question.request, warned, proven, verdicts, ports.version, ports.texts);
}

function gatesOf(snapshot: Snapshot, drafted: Drafted, { request }: PlanQuestion): readonly GateResult[] {
  const strategy = drafted.ok ? drafted.draft.strategy : drafted.strategy;
  const of = (workload: Workload) => strategy?.workloads.find(({ kind, name, namespace }) => kind === workload.kind && name === workload.ref.name && namespace === workload.ref.namespace);
  return runGates({
    snapshot,
    workloads: workloadsOf(snapshot.base.objects),
    strategyOf: (workload) => of(workload)?.strategy ?? "stay",
    classOf: (workload) => of(workload)?.class ?? "single-writer",
    attestations: drafted.ok ? drafted.draft.attestations : request.wishes.attestations,
  });
}

export type Observed = { readonly ok: true; readonly snapshot: Snapshot; readonly files: FileTree; readonly notes: readonly string[] } | { readonly ok: false; readonly refusal: Refusal };

/** Everything that a plan is made of, or why the app cannot be looked at. */
async function observe(look: RepositoryLook, { app, settings, request }: PlanQuestion, ports: PlanPorts): Promise<Observed> {
  ports.progress("looking for the app in Git");
  const catalogue = readCatalogue(look.files, look.identity);
  const early = findApplication(catalogue, app);
  // Where Git alone cannot tell, the Application's owner in the cluster can.
  const finding = early.outcome === "ambiguous" && ports.cluster !== undefined ? findApplication(catalogue, app, (await observeCluster(ports.cluster, app, ARGOCD_NAMESPACE, [], settings)).application) : early;
  if (finding.outcome !== "found") return refused(findingRefusal(app, finding, catalogue));
  const { application } = finding;
  const tie = tieRefusal(application, look.identity, settings);
  const cause = tie.refusal ?? sourceRefusal(application, look.files, settings);
  if (cause !== undefined) return refused(cause);
  const sourcePath = pathOf(application);
  const paths = overlayPaths(settings, app, sourcePath, request.date, []);
  const closure = kustomizationClosure(look.files, sourcePath);
  const unbuildable = closureRefusal(closure);
  if (unbuildable !== undefined) return refused(unbuildable);

  ports.progress("rendering what Argo CD renders today");
  const [build, kustomize] = await Promise.all([ports.kustomize.build(closure.files, sourcePath), ports.kustomize.version()]);
  const base = built(build);
  if (!base.ok) return refused(refusal("base-does-not-build", `${sourcePath} does not build today, in kustomize's own words: ${base.message}`, "Mend the base first; Argo CD cannot render it either.", { file: closureEntry(closure.files, sourcePath) }));

  if (ports.cluster !== undefined) ports.progress("looking at the cluster, read-only");
  const namespaces = namespacesOf(base.objects, destinationNamespace(application));
  const cluster = ports.cluster === undefined ? undefined : await observeCluster(ports.cluster, app, application.namespace ?? ARGOCD_NAMESPACE, namespaces, settings);
  const live = cluster === undefined ? undefined : findingRefusal(app, findApplication(catalogue, app, cluster.application), catalogue);
  const reader = readersOfOverlay(catalogue, cluster?.applications ?? unknown("no cluster was asked"), [...overlayFilePaths(paths), paths.runbook], look.identity);
  if (live !== undefined || reader !== undefined) return refused(live ?? reader);
  return {
    ok: true,
    files: closure.files,
    notes: tie.notes,
    snapshot: {
      at: cluster?.observedAt ?? ports.now().toISOString(),
      settings,
      repository: look.identity,
      application,
      sourcePath,
      base: { objects: base.objects, warnings: build.ok ? build.warnings : [], kustomize },
      existing: below(look.files, [paths.primaryOnly, paths.dualLane]),
      runbooks: [...look.files.keys()].filter((path) => path.startsWith(`${settings.paths.runbooks}/`)),
      observation: cluster === undefined ? { mode: "offline" } : { mode: "live", cluster },
    },
  };
}

function refused(cause: Refusal | undefined): Observed {
  if (cause === undefined) throw new Error("an app that was not found has to be refused");
  return { ok: false, refusal: cause };
}

function observeCluster(cluster: Cluster, app: string, namespace: string, namespaces: readonly string[], { lanes }: Settings): Promise<ClusterView> {
  return cluster.observe({ application: { name: app, namespace }, namespaces, lanes: { label: lanes.label, primary: lanes.primary, secondary: lanes.secondary } });
}

/** A broken tree is an answer about the app; an ended sandbox is not. */
function built(build: Build): Built {
  if (build.ok) return { ok: true, objects: build.objects };
  if (build.cause === "crashed") throw new TransientError(`kustomize did not finish: ${build.message}`);
  return { ok: false, message: build.message };
}

function pathOf(application: DeclaredApplication): string {
  return normalisePath(application.sources[0]?.path ?? "") ?? "";
}

function closureEntry(files: FileTree, path: string): string {
  const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) => (path === "" ? name : `${path}/${name}`));
  return names.find((name) => files.has(name)) ?? path;
}

function namespacesOf(objects: readonly Manifest[], destination: string | undefined): readonly string[] {
  return [...new Set([...(destination === undefined ? [] : [destination]), ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])])];
}

function below(files: FileTree, folders: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...files].flatMap(([path, content]) => (folders.some((folder) => path.startsWith(`${folder}/`)) ? [[path, typeof content === "string" ? content : ""] as const] : [])));
}
