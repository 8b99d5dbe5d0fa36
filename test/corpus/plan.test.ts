import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFolder } from "../../src/adapters/folder/read-folder.ts";
import type { Build, Kustomize } from "../../src/app/kustomize.ts";
import { makePlan } from "../../src/app/make-plan.ts";
import { requestOf } from "../../src/app/request-of.ts";
import { readSettings } from "../../src/config/read-settings.ts";
import { canonicalJson } from "../../src/domain/canonical.ts";
import { readCatalogue } from "../../src/domain/catalogue/read-catalogue.ts";
import type { FileTree } from "../../src/domain/file-tree.ts";
import { type Manifest, refOf, refText } from "../../src/domain/manifest.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { useEngine } from "../support/engine.ts";
import { NOON } from "../support/snapshot.ts";

const corpus = process.env["CORPUS_DIR"];
const repositories = [
  join(import.meta.dirname, "../../examples/homelab"),
  ...(corpus === undefined
    ? []
    : readdirSync(corpus, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [join(corpus, entry.name)] : [],
      )),
];

const engine = useEngine();
const texts = createRenderer();
const identity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

describe.each(repositories)("%s", async (repository) => {
  const files = await readFolder(repository);
  const settings = readSettings(
    typeof files.get(".github/lanekeeper.yml") === "string" ? String(files.get(".github/lanekeeper.yml")) : undefined,
    undefined,
  );
  const { applications, applicationSets } = readCatalogue(files);
  const names = new Set([
    ...applications.map(({ name }) => name),
    ...applicationSets.flatMap((set) => [set.name, ...(set.children ?? []).map((child) => child.name)]),
  ]);

  it("has settings that can be used, and apps", () => {
    expect(settings.ok).toBe(true);
    expect(names.size).toBeGreaterThan(0);
  });

  it.each([...names])(
    `${basename(repository)}: the plan of %s is a proposal whose stages are what they say, or a refusal with its cause and file`,
    async (app) => {
      if (!settings.ok) return;
      const last = recording(engine);
      const begun = process.cpuUsage();
      const { plan } = await makePlan(
        { files, identity },
        {
          app,
          settings: settings.settings,
          request: requestOf({ strategies: undefined, attest: [] }, "offline", NOON),
        },
        {
          kustomize: last.kustomize,
          cluster: undefined,
          texts,
          version: "0.1.0",
          now: () => new Date(NOON),
          progress: () => {},
        },
      );
      const { user, system } = process.cpuUsage(begun);

      // Processor time, because the clock also counts what other programs do; the tests of this file run one by one.
      expect((user + system) / 1_000_000).toBeLessThan(10);
      if (plan.outcome === "refused") {
        const { message, remedy, file } = plan.refusal;
        expect({ message: message !== "", remedy: remedy !== "" }).toEqual({ message: true, remedy: true });
        expect([file, files.has(file ?? "") || folders(files).has(file ?? "")]).toEqual([file, true]);
        return;
      }
      const { tree, builds } = last.answer();
      const written = plan.commits.slice(0, 2).flatMap((commit) => commit.files);
      expect(written.filter(({ path, content }) => tree.get(path) !== content)).toEqual([]);
      expect(written.filter(({ path }) => files.has(path))).toEqual([]);
      expect(strayed(builds, plan)).toEqual([]);
    },
  );
});

/** An engine that keeps the last tree that it was given and what it made of it. */
function recording(kustomize: Kustomize) {
  let kept: { readonly tree: FileTree; readonly builds: readonly Build[] } | undefined;
  const keeping: Kustomize = {
    ...kustomize,
    async buildAll(tree, paths) {
      const builds = await kustomize.buildAll(tree, paths);
      kept = { tree, builds };
      return builds;
    },
  };
  return {
    kustomize: keeping,
    answer: () => {
      if (kept === undefined) throw new Error("nothing was built");
      return kept;
    },
  };
}

function folders(files: FileTree): ReadonlySet<string> {
  return new Set(
    [...files.keys()].flatMap((path) => path.split("/").map((_, at, parts) => parts.slice(0, at).join("/"))),
  );
}

/** What the stages change in the base beyond what the plan says, found by walking both, without the plan's own prover. */
function strayed(builds: readonly Build[], plan: Exclude<Plan, { readonly outcome: "refused" }>): readonly string[] {
  const [base, primaryOnly, dualLane] = builds.map((build) => (build.ok ? byName(build.objects) : undefined));
  if (base === undefined || primaryOnly === undefined || dualLane === undefined) return ["a stage does not build"];
  return [...strays("primary-only", base, primaryOnly, plan), ...strays("dual-lane", primaryOnly, dualLane, plan)];
}

function strays(
  stage: string,
  before: ReadonlyMap<string, Manifest>,
  after: ReadonlyMap<string, Manifest>,
  { diff }: Pick<Plan & { readonly outcome: "proposed" }, "diff">,
): readonly string[] {
  const meant = diff.filter((change) => change.stage === stage);
  const created = new Set(meant.filter(({ change }) => change === "create").map(({ object }) => refText(object)));
  const paths = new Map(meant.map(({ object, fields }) => [refText(object), fields.map(({ path }) => path.join("/"))]));
  const seen: string[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (is === undefined) seen.push(`${stage}: ${name} is gone`);
    else if (was === undefined) seen.push(...(created.has(name) ? [] : [`${stage}: ${name} came in`]));
    else
      seen.push(
        ...changed(was, is)
          .filter(
            (path) => !(paths.get(name) ?? []).some((allowed) => path === allowed || path.startsWith(`${allowed}/`)),
          )
          .map((path) => `${stage}: ${name} ${path}`),
      );
  }
  // What is said to change has to change, too.
  for (const [name, fields] of paths) {
    const [was, is] = [before.get(name), after.get(name)];
    const all = was === undefined || is === undefined ? [] : changed(was, is);
    seen.push(
      ...fields
        .filter((field) => !all.some((path) => path === field || path.startsWith(`${field}/`)))
        .map((field) => `${stage}: ${name} ${field} does not change`),
    );
  }
  return seen;
}

function byName(objects: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(objects.map((object) => [refText(refOf(object)), object]));
}

/** The paths at which two values differ; lists are compared whole, and a map that was not there is told by its members. */
function changed(before: unknown, after: unknown, path = ""): readonly string[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  const [was, is] = [before ?? {}, after ?? {}];
  if (!isMap(was) || !isMap(is)) return [path];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    changed(was[key], is[key], path === "" ? key : `${path}/${key}`),
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
