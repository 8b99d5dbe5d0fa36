import { type Decision, decide, refuse, type Texts } from "../domain/decide.ts";
import { type Drafted, draft, type Request } from "../domain/draft.ts";
import { runGates } from "../domain/gates/index.ts";
import { examine } from "../domain/proof.ts";
import type { Settings } from "../domain/settings.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import type { GateResult } from "../domain/verdict.ts";
import { type Workload, workloadsOf } from "../domain/workload.ts";
import { built, type ObservePorts, observe, type RepositoryLook } from "./observe.ts";

/** Which app, by which settings, for whom. */
export type PlanQuestion = { readonly app: string; readonly settings: Settings; readonly request: Request };

export type PlanPorts = ObservePorts & { readonly texts: Texts; readonly version: string };

/**
 * Observe, draft, prove, decide: the plan of one app, or its refusal. Reads only. Throws TransientError when the
 * sandbox could not finish a build.
 */
export async function makePlan(look: RepositoryLook, question: PlanQuestion, ports: PlanPorts): Promise<Decision> {
  const key = { app: question.app, env: question.settings.environment };
  const observed = await observe(
    look,
    { app: question.app, settings: question.settings, date: question.request.date },
    ports,
  );
  if (!observed.ok) return { plan: refuse(key, observed.refusal), report: undefined };
  const { snapshot, files, notes } = observed;

  ports.progress("choosing strategies and writing overlays");
  const drafted = draft(snapshot, question.request, ports.version, ports.texts.overlayFile);
  const verdicts = gatesOf(snapshot, drafted, question);
  if (!drafted.ok)
    return {
      plan: refuse(key, drafted.refusal, { strategy: drafted.strategy, verdicts, warnings: notes }),
      report: undefined,
    };
  const warned = { ...drafted.draft, warnings: [...notes, ...drafted.draft.warnings] };

  ports.progress("building the base and both stages with kustomize");
  const tree = new Map([
    ...files,
    ...[...warned.files.primaryOnly, ...warned.files.dualLane].map(({ path, content }) => [path, content] as const),
  ]);
  const builds = await ports.kustomize.buildAll(tree, [
    warned.paths.base,
    warned.paths.primaryOnly,
    warned.paths.dualLane,
  ]);
  const [base, primaryOnly, dualLane] = builds.map(built);
  if (base === undefined || primaryOnly === undefined || dualLane === undefined)
    throw new Error("kustomize answered fewer builds than were asked");
  const proven = examine(snapshot.base.objects, warned, { base, primaryOnly, dualLane });
  if (!proven.ok)
    return {
      plan: refuse(key, proven.refusal, { strategy: warned.strategy, verdicts, warnings: warned.warnings }),
      report: undefined,
    };
  return decide(snapshot, question.request, warned, proven, verdicts, ports.version, ports.texts);
}

function gatesOf(snapshot: Snapshot, drafted: Drafted, { request }: PlanQuestion): readonly GateResult[] {
  const strategy = drafted.ok ? drafted.draft.strategy : drafted.strategy;
  const of = (workload: Workload) =>
    strategy?.workloads.find(
      ({ kind, name, namespace }) =>
        kind === workload.kind && name === workload.ref.name && namespace === workload.ref.namespace,
    );
  return runGates(
    snapshot,
    workloadsOf(snapshot.base.objects),
    (workload) => of(workload)?.strategy ?? "stay",
    drafted.ok ? drafted.draft.attestations : request.wishes.attestations,
  );
}
