import { canonicalJson, sameJson } from "./canonical.ts";
import type { Draft } from "./draft.ts";
import { type Manifest, refOf, refText } from "./manifest.ts";
import { doubledEntry } from "./overlay/doubled.ts";
import { valueAt } from "./overlay/intent.ts";
import type { ObjectChange, PlanPromise } from "./plan.ts";
import { type Refusal, refusal } from "./refusal.ts";
import type { Restart } from "./report.ts";

/** What kustomize made of one folder: its objects, or its own words. */
export type Built =
  | { readonly ok: true; readonly objects: readonly Manifest[] }
  | { readonly ok: false; readonly message: string };

/** What the engines answered: the base with the new files beside it, and both stages. */
export type Proof = { readonly base: Built; readonly primaryOnly: Built; readonly dualLane: Built };

/** What follows from the answers: promises with their verdicts, or the refusal. */
export type Proven =
  | {
      readonly ok: true;
      readonly promises: readonly PlanPromise[];
      readonly diff: readonly ObjectChange[];
      readonly restarts: readonly Restart[];
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Compares what kustomize built with what each stage meant, object by object (design §6 rule 6). */
export function examine(before: readonly Manifest[], draft: Draft, proof: Proof): Proven {
  const { overlay, paths } = draft;
  for (const [folder, built] of [
    [paths.base, proof.base],
    [paths.primaryOnly, proof.primaryOnly],
    [paths.dualLane, proof.dualLane],
  ] as const) {
    if (!built.ok)
      return {
        ok: false,
        refusal: refusal("stage-does-not-build", `${folder} does not build: ${built.message}`, unheardOf, {
          file: `${folder}/kustomization.yaml`,
        }),
      };
  }
  if (!proof.base.ok || !proof.primaryOnly.ok || !proof.dualLane.ok)
    throw new Error("unreachable: every build was looked at");
  const strays = [
    ...differences(before, proof.base.objects).map((what) => ({ what, file: `${paths.base}/kustomization.yaml` })),
    ...differences(overlay.expected.primaryOnly, proof.primaryOnly.objects).map((what) => ({
      what,
      file: `${paths.primaryOnly}/kustomization.yaml`,
    })),
    ...differences(overlay.expected.dualLane, proof.dualLane.objects).map((what) => ({
      what,
      file: `${paths.dualLane}/kustomization.yaml`,
    })),
  ];
  const stray = strays[0];
  if (stray !== undefined)
    return {
      ok: false,
      refusal:
        doubledRefusal(draft) ??
        refusal("stage-differs", `What kustomize builds is not what was meant: ${stray.what}`, unheardOf, {
          file: stray.file,
        }),
    };
  const diff = changes(before, draft);
  const made = promises(before, proof.primaryOnly.objects, proof.dualLane.objects, diff);
  const broken = made.find(({ holds }) => !holds);
  if (broken !== undefined) {
    return {
      ok: false,
      refusal: refusal("stage-differs", `A promise would not hold. ${broken.promise}: ${broken.detail}`, unheardOf, {
        file: `${paths.dualLane}/kustomization.yaml`,
      }),
    };
  }
  return { ok: true, diff, restarts: restarts(diff, draft), promises: made };
}

const unheardOf = "This is a case that Lanekeeper does not know; please report it with the base.";

/** The one known cause of a stage that differs, in the base's own words. */
function doubledRefusal({ chosen, paths }: Draft): Refusal | undefined {
  for (const { facts } of chosen) {
    const { kind, ref, manifest } = facts.workload;
    const doubled = doubledEntry(manifest);
    if (doubled === undefined) continue;
    return refusal(
      "stage-differs",
      `${kind} ${ref.name} has ${doubled}; kustomize keeps only the last one as soon as anything patches it, so no overlay leaves it as it is`,
      "Take one of the two out of the base first.",
      { file: `${paths.base === "" ? "" : `${paths.base}/`}kustomization.yaml` },
    );
  }
  return undefined;
}

/** In words, the objects that are missing, extra or other than expected. An empty map is not an absent one here. */
export function differences(expected: readonly Manifest[], built: readonly Manifest[]): readonly string[] {
  const wanted = new Map(expected.map((manifest) => [refText(refOf(manifest)), manifest]));
  const got = new Map(built.map((manifest) => [refText(refOf(manifest)), manifest]));
  return [
    ...[...wanted.keys()].filter((ref) => !got.has(ref)).map((ref) => `${ref} is missing`),
    ...[...got.keys()].filter((ref) => !wanted.has(ref)).map((ref) => `${ref} appeared`),
    ...[...wanted].flatMap(([ref, manifest]) => {
      const other = got.get(ref);
      return other === undefined || sameJson(manifest, other)
        ? []
        : [`${ref} differs at ${firstDifference(manifest, other)}`];
    }),
  ];
}

function firstDifference(a: unknown, b: unknown, path = ""): string {
  if (
    typeof a === "object" &&
    a !== null &&
    typeof b === "object" &&
    b !== null &&
    !Array.isArray(a) &&
    !Array.isArray(b)
  ) {
    const left = a as Record<string, unknown>;
    const right = b as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (!sameJson(left[key], right[key])) return firstDifference(left[key], right[key], `${path}/${key}`);
    }
  }
  return `${path || "/"} (meant ${brief(a)}, built ${brief(b)})`;
}

function brief(value: unknown): string {
  const text = value === undefined ? "nothing" : canonicalJson(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function changes(before: readonly Manifest[], { overlay }: Draft): readonly ObjectChange[] {
  const states = { "primary-only": before, "dual-lane": overlay.expected.primaryOnly };
  const updates = overlay.intents.map(({ stage, object, fields }): ObjectChange => {
    const manifest = states[stage].find((each) => refText(refOf(each)) === refText(object));
    const changed = fields
      .map(({ path, after }) => ({ path, before: valueAt(manifest, path), after }))
      .filter((field) => !sameJson(field.before, field.after));
    return { stage, change: "update", object, fields: changed };
  });
  const created = overlay.additions.map(
    ({ stage, expected }): ObjectChange => ({ stage, change: "create", object: refOf(expected), fields: [] }),
  );
  return [...updates.filter(({ fields }) => fields.length > 0), ...created];
}

/** A change below `spec.template` gives every pod of the workload a new revision; a replica count alone restarts nobody. */
function restarts(diff: readonly ObjectChange[], { strategy }: Draft): readonly Restart[] {
  return strategy.workloads.flatMap(({ name, kind, namespace }) =>
    (["primary-only", "dual-lane"] as const).map((stage): Restart => {
      const change = diff.find(
        (each) =>
          each.stage === stage &&
          each.change === "update" &&
          each.object.kind === kind &&
          each.object.name === name &&
          each.object.namespace === namespace,
      );
      const fields =
        change?.fields.filter(({ path }) => path[1] === "template").map(({ path }) => path.slice(3).join(".")) ?? [];
      return {
        stage,
        workload: name,
        reason: fields.length === 0 ? undefined : `its pod template changes (${fields.join(", ")})`,
      };
    }),
  );
}

const immutable: readonly (readonly string[])[] = [
  ["spec", "selector"],
  ["spec", "volumeClaimTemplates"],
  ["spec", "serviceName"],
  ["spec", "podManagementPolicy"],
];

function promises(
  before: readonly Manifest[],
  first: readonly Manifest[],
  second: readonly Manifest[],
  diff: readonly ObjectChange[],
): readonly PlanPromise[] {
  const at = (stage: string) => diff.filter((change) => change.stage === stage);
  const named = (changes: readonly ObjectChange[]) =>
    changes
      .map(
        ({ object, change, fields }) =>
          `${refText(object)}: ${change === "create" ? "new, zero replicas" : fields.map(({ path }) => path.join(".")).join(", ")}`,
      )
      .join("; ");
  const gone = before.filter(
    (manifest) =>
      ![first, second].every((stage) => stage.some((other) => refText(refOf(other)) === refText(refOf(manifest)))),
  );
  const touched = before.filter((manifest) =>
    [first, second].some((stage) =>
      immutable.some(
        (path) =>
          !sameJson(
            valueAt(manifest, path),
            valueAt(
              stage.find((other) => refText(refOf(other)) === refText(refOf(manifest))),
              path,
            ),
          ),
      ),
    ),
  );
  const claims = before.filter(({ kind }) => kind === "PersistentVolumeClaim");
  const outside = at("dual-lane").filter((change) => !isReach(change));
  return [
    {
      promise: "Commit 1 changes these fields of these objects and nothing else",
      holds: true,
      detail: named(at("primary-only")) || "no field at all",
    },
    {
      promise: "Commit 2 adds only reach to the secondary",
      holds: outside.length === 0,
      detail: outside.length === 0 ? named(at("dual-lane")) : named(outside),
    },
    {
      promise: "No selector, claim template or immutable field changes",
      holds: touched.length === 0,
      detail:
        touched.length === 0
          ? "compared in both stages with the base"
          : touched.map((manifest) => refText(refOf(manifest))).join(", "),
    },
    {
      promise: "No object and no claim is deleted",
      holds: gone.length === 0,
      detail:
        gone.length === 0
          ? `${before.length} objects of the base, ${claims.length} of them claims, are in both stages`
          : gone.map((manifest) => refText(refOf(manifest))).join(", "),
    },
    {
      promise: "Taking the overlay away gives back the base as it was",
      holds: true,
      detail: "no file of the base is written, and it builds to the same objects with the overlays beside it",
    },
  ];
}

const reach = ["tolerations", "affinity", "minAvailable", "maxUnavailable"];

function isReach({ change, fields, object }: ObjectChange): boolean {
  if (change === "create") return true;
  if (object.kind === "PodDisruptionBudget") return fields.every(({ path }) => reach.includes(String(path.at(-1))));
  return fields.every(({ path }) => path[1] === "template" && reach.includes(String(path[3])));
}
