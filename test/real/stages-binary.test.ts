import { afterAll, describe, expect, it } from "vitest";
import { binaryKustomize } from "../../src/adapters/engines/binary-kustomize.ts";
import { sandboxedKustomize } from "../../src/adapters/engines/sandboxed-kustomize.ts";
import { readFolder } from "../../src/adapters/folder/read-folder.ts";
import type { Kustomize } from "../../src/app/kustomize.ts";
import { makePlan } from "../../src/app/make-plan.ts";
import { readCatalogue } from "../../src/domain/catalogue/read-catalogue.ts";
import type { FileTree } from "../../src/domain/file-tree.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import type { RepositoryIdentity } from "../../src/domain/snapshot.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { repositories } from "../support/repositories.ts";

const bin = process.env["KUSTOMIZE_BIN"];
if (bin === undefined) throw new Error("KUSTOMIZE_BIN is not set; `npm run test:real` sets it");

const sandbox = sandboxedKustomize();
const binary = binaryKustomize(bin);
const texts = createRenderer();
const nowhere: RepositoryIdentity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

afterAll(async () => {
  await Promise.all([sandbox.close(), binary.close()]);
});

describe.each(repositories())("every planned app of $name", ({ folder }) => {
  it("builds with the kustomize binary, and each stage differs from the base in the planned fields only", async () => {
    const files = await readFolder(folder);
    const names = [...new Set(readCatalogue(files, nowhere).applications.map(({ name }) => name))];
    let planned = 0;
    for (const app of names) {
      const plan = await planOf(files, app, sandbox);
      if (plan.outcome === "refused") continue;
      planned += 1;
      const tree = new Map([
        ...files,
        ...plan.commits.flatMap((commit) => commit.files).map(({ path, content }) => [path, content] as const),
      ]);
      const stages = [
        ...new Set(
          plan.commits
            .slice(0, 2)
            .flatMap((commit) => commit.files)
            .map(({ path }) => path.slice(0, path.lastIndexOf("/"))),
        ),
      ];
      const basePath = resourceOf(plan, stages[0] ?? "");
      const [base, ...built] = await binary.buildAll(tree, [basePath, ...stages]);
      if (base?.ok !== true) throw new Error(`${app}: the base does not build with the binary`);
      for (const [at, stage] of built.entries()) {
        if (!stage.ok) throw new Error(`${app}: ${stages[at]} does not build with the binary: ${stage.message}`);
        expect({ app, stage: stages[at], strays: strays(base.objects, stage.objects, plan) }).toEqual({
          app,
          stage: stages[at],
          strays: [],
        });
      }
    }
    console.log(`${folder.split("/").at(-1)}: ${planned} of ${names.length} planned and built with the binary`);
    if (folder.includes("examples")) expect(planned).toBeGreaterThan(5);
  }, 600_000);
});

async function planOf(files: FileTree, app: string, kustomize: Kustomize): Promise<Plan> {
  const request = {
    wishes: { strategies: {}, attestations: [], by: "offline" },
    date: "2026-01-02",
    requestedBy: "offline",
  };
  const ports = {
    kustomize,
    cluster: undefined,
    texts,
    version: "0.0.0",
    now: () => new Date("2026-01-02T00:00:00Z"),
    progress: () => {},
  };
  const { plan } = await makePlan({ files, identity: nowhere }, { app, settings: runbookSettings, request }, ports);
  return plan;
}

/** The base that stage 1 names, resolved from its folder. */
function resourceOf(plan: Extract<Plan, { readonly planId: string }>, stage: string): string {
  const text =
    plan.commits[0]?.files.find(({ path }) => path.endsWith("primary-only/kustomization.yaml"))?.content ?? "";
  const relative = text.match(/^ {2}- (\S+)$/m)?.[1] ?? "";
  return new URL(relative, `file:///${stage}/`).pathname.slice(1).replace(/\/$/, "");
}

type Leaf = { readonly path: string; readonly value: unknown };

/** Leaves that differ between base and stage and lie below no field of the plan's diff: told without our own comparison. */
function strays(
  base: readonly Manifest[],
  stage: readonly Manifest[],
  plan: Extract<Plan, { readonly planId: string }>,
): readonly string[] {
  const key = ({ apiVersion, kind, metadata }: Manifest) =>
    `${apiVersion}/${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
  const before = new Map(base.map((object) => [key(object), object]));
  const after = new Map(stage.map((object) => [key(object), object]));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((id) => {
    const changes = plan.diff.filter(
      ({ object }) => `${object.apiVersion}/${object.kind}/${object.namespace ?? ""}/${object.name}` === id,
    );
    if (changes.some(({ change }) => change === "create") && !before.has(id)) return [];
    const allowed = changes.flatMap(({ fields }) => fields.map(({ path }) => `/${path.join("/")}`));
    const left = new Map(leaves(before.get(id)).map(({ path, value }) => [path, value]));
    const right = new Map(leaves(after.get(id)).map(({ path, value }) => [path, value]));
    return [...new Set([...left.keys(), ...right.keys()])]
      .filter(
        (path) =>
          left.get(path) !== right.get(path) &&
          !allowed.some((field) => path === field || path.startsWith(`${field}/`) || field.startsWith(`${path}/`)),
      )
      .map((path) => `${id}${path}`);
  });
}

function leaves(value: unknown, path = ""): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  const entries = Object.entries(value);
  return entries.length === 0
    ? [{ path, value: "(empty)" }]
    : entries.flatMap(([name, entry]) => leaves(entry, `${path}/${name}`));
}
