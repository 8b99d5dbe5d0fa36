import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/domain/canonical.ts";
import { type Json, type JsonObject, listAt, type Manifest, objectAt } from "../../../src/domain/manifest.ts";
import { valueAt } from "../../../src/domain/overlay/intent.ts";
import { examine } from "../../../src/domain/proof.ts";
import { createRenderer } from "../../../src/render/renderer.ts";
import { aBase, type Case, type Proved, proveAll, useEngine } from "../../support/engine.ts";
import { randomWorkload } from "../../support/random-workloads.ts";
import { attested, draftOf, podIn } from "../../support/workloads.ts";

const engine = useEngine();
const { overlayFile } = createRenderer();
const hostname = "kubernetes.io/hostname";
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const sample = fc.sample(randomWorkload, { numRuns: 60, seed });
const proved: Proved[] = [];

/** Bases go to the engine in handfuls: one call for all of them costs what one alone would. */
beforeAll(async () => {
  for (let at = 0; at < sample.length; at += 15)
    proved.push(...(await proveAll(engine, sample.slice(at, at + 15).map(asCase))));
}, 240_000);

function asCase({ manifest, strategy }: (typeof sample)[number]): Case {
  return { base: aBase([manifest]), wishes: { ...attested, strategies: { web: strategy } } };
}

/** Holds a property against every workload of the sample; what fails is told with the seed and the workload. */
function everyWorkload(property: (proved: Proved, before: Manifest) => void): void {
  for (const one of proved) {
    const [before] = one.snapshot.base.objects;
    if (before === undefined) throw new Error("an empty base");
    try {
      property(one, before);
    } catch (error) {
      throw new Error(`SEED=${seed} with ${one.draft.strategy.headline} for ${JSON.stringify(before)}`, {
        cause: error,
      });
    }
  }
}

function objectsOf(built: Proved["proof"]["base"]): readonly Manifest[] {
  if (!built.ok) throw new Error(built.message);
  return built.objects;
}

const named = (objects: readonly Manifest[], name = "web"): Manifest => {
  const found = objects.find(({ kind, metadata }) => kind !== "Service" && metadata.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("whatever workload people write", () => {
  it("both stages build to exactly what was meant, and nothing else changes", () => {
    everyWorkload(({ snapshot, draft, proof }, before) => {
      const result = examine(snapshot.base.objects, draft, proof);
      expect(result.ok ? [] : result.refusal.message, JSON.stringify(before)).toEqual([]);

      const stages = [objectsOf(proof.base), objectsOf(proof.primaryOnly), objectsOf(proof.dualLane)].map((objects) =>
        named(objects),
      );
      for (const [at, stage] of (["primary-only", "dual-lane"] as const).entries()) {
        const paths = (result.ok ? result.diff : [])
          .filter((change) => change.stage === stage && change.object.name === "web")
          .flatMap(({ fields }) => fields.map(({ path }) => path.join("/")));
        const [was, is] = [stages[at], stages[at + 1]];
        expect(
          changedPaths(was, is).filter(
            (changed) => !paths.some((path) => changed === path || changed.startsWith(`${path}/`)),
          ),
        ).toEqual([]);
      }
    });
  });

  it("every demand of the overlay holds of the workload's own pods, in every alternative, once", () => {
    everyWorkload(({ proof, draft }, before) => {
      const selector = valueAt(before, ["spec", "selector"]);
      const [home, both] = [podIn(named(objectsOf(proof.primaryOnly))), podIn(named(objectsOf(proof.dualLane)))];
      const strategy = draft.strategy.headline;

      expect(lanesOf(home)).toEqual([[["primary"]]]);
      expect(lanesOf(both)).toEqual(strategy === "A" ? [[["primary", "secondary"]]] : [[["primary"]]]);
      for (const pod of [home, both]) {
        if (strategy === "A") {
          expect(ours(pod).map(({ labelSelector }) => labelSelector)).toEqual([selector]);
          const keys = listAt(pod["topologySpreadConstraints"]).map((each) => `${objectAt(each)["topologyKey"]}`);
          expect(keys.filter((key) => key === hostname)).toHaveLength(1);
          expect(new Set(keys).size).toBe(keys.length);
        }
        expect(pod["nodeName"] ?? "").toBe("");
      }
      for (const term of listAt(
        valueAt(both, ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]),
      ).map(objectAt)) {
        if (term["matchLabelKeys"] !== undefined) expect(term["labelSelector"]).toEqual(selector);
      }
    });
  });

  it("the app's own entries are all still there, but for pins and a spread over hostnames", () => {
    everyWorkload(({ proof }, before) => {
      const [was, is] = [podIn(before), podIn(named(objectsOf(proof.dualLane)))];
      const spreads = (pod: JsonObject) =>
        texts(listAt(pod["topologySpreadConstraints"]).filter((each) => objectAt(each)["topologyKey"] !== hostname));

      expect(texts(listAt(is["tolerations"]))).toEqual(expect.arrayContaining(texts(listAt(was["tolerations"]))));
      expect(spreads(is)).toEqual(expect.arrayContaining(spreads(was)));
      for (const path of [
        "requiredDuringSchedulingIgnoredDuringExecution",
        "preferredDuringSchedulingIgnoredDuringExecution",
      ]) {
        const list = (pod: JsonObject) => texts(listAt(valueAt(pod, ["affinity", "podAntiAffinity", path])));
        expect(list(is)).toEqual(expect.arrayContaining(list(was)));
      }
      expect(valueAt(is, ["affinity", "podAffinity"])).toEqual(valueAt(was, ["affinity", "podAffinity"]));
      expect(valueAt(is, ["affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution"])).toEqual(
        valueAt(was, ["affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution"]),
      );
      const kept = Object.entries(objectAt(was["nodeSelector"])).filter(
        ([key]) => key !== hostname && key !== "workload-lane",
      );
      expect(objectAt(is["nodeSelector"])).toEqual(Object.fromEntries(kept));
    });
  });

  it("a standby has no pods, a selector of its own and only the secondary to go to", () => {
    everyWorkload(({ proof, draft }, before) => {
      if (draft.strategy.headline !== "B2") return;
      const standby = named(objectsOf(proof.dualLane), "web-standby");
      const selector = objectAt(valueAt(before, ["spec", "selector"]));

      expect(valueAt(standby, ["spec", "replicas"])).toBe(0);
      expect(valueAt(standby, ["spec", "selector"])).toEqual({
        ...selector,
        matchLabels: { ...objectAt(selector["matchLabels"]), "failover-role": "standby" },
      });
      expect(lanesOf(podIn(standby))).toEqual([[["secondary"]]]);
      expect(texts(listAt(podIn(standby)["containers"]).map((each) => objectAt(each)["image"] ?? null))).toEqual(
        texts(listAt(podIn(before)["containers"]).map((each) => objectAt(each)["image"] ?? null)),
      );
    });
  });

  it("drafting over stage 1 as it was built changes nothing of stage 1 any more", async () => {
    const first = proved.slice(0, 15);
    const again = await proveAll(
      engine,
      first.map(({ proof, draft }) => ({
        base: aBase(objectsOf(proof.primaryOnly)),
        wishes: { ...attested, strategies: { web: draft.strategy.headline } },
      })),
    );
    for (const [at, { draft }] of again.entries()) {
      expect(draft.overlay.expected.primaryOnly, `SEED=${seed}`).toEqual(first[at]?.draft.overlay.expected.primaryOnly);
    }
  }, 240_000);

  it("drafting the same twice gives the same bytes", () => {
    everyWorkload(({ snapshot, draft: { files, strategy } }) => {
      const texts = draftOf(snapshot, { ...attested, strategies: { web: strategy.headline } }, overlayFile);
      expect(texts.files).toEqual(files);
    });
  });
});

/** What each alternative of a pod's required node affinity says of the lane with the operator In. */
function lanesOf(pod: JsonObject): readonly Json[] {
  const terms = listAt(
    valueAt(pod, ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"]),
  ).map(objectAt);
  const said = terms.map((term) =>
    listAt(term["matchExpressions"])
      .map(objectAt)
      .filter(({ key, operator }) => key === "workload-lane" && operator === "In")
      .map(({ values }) => values ?? null),
  );
  return [...new Map(said.map((lanes) => [canonicalJson(lanes), lanes])).values()];
}

/** The constraints that the overlay wrote: those that count per revision. */
function ours(pod: JsonObject): readonly JsonObject[] {
  return listAt(pod["topologySpreadConstraints"])
    .map(objectAt)
    .filter((each) => each["matchLabelKeys"] !== undefined);
}

function texts(values: readonly Json[]): string[] {
  return values.map(canonicalJson);
}

/** Every path at which two values differ, down to lists, which are compared whole. */
function changedPaths(before: unknown, after: unknown, path = ""): readonly string[] {
  if (
    canonicalJson(before ?? "absent") === canonicalJson(after ?? "absent") &&
    (before === undefined) === (after === undefined)
  )
    return [];
  // A map that was not there is told by its members.
  const [was, is] = [before ?? {}, after ?? {}];
  if (!isMap(was) || !isMap(is)) return [path];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => changedPaths(was[key], is[key], path === "" ? key : `${path}/${key}`));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
