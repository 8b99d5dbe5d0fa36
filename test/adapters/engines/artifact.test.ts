import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { enginesFolder } from "../../../src/adapters/engines/artifact.ts";
import { sandboxedKustomize } from "../../../src/adapters/engines/sandboxed-kustomize.ts";
import { anApp, aTree } from "./trees.ts";

const artifact = "kustomize.wasm.br";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engines-"));
  await copyFile(join(enginesFolder(), "checksums.json"), join(folder, "checksums.json"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it("refuses to run an engine of which one byte is another", async () => {
  const bytes = await readFile(join(enginesFolder(), artifact));
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await writeFile(join(folder, artifact), bytes);

  const build = sandboxedKustomize({ folder }).build(aTree(anApp("shop")), "shop");

  await expect(build).rejects.toThrow(/has the SHA-256 [0-9a-f]{64}, but checksums\.json beside it says/);
});

it("says which file is missing, and builds once it is there", async () => {
  const kustomize = sandboxedKustomize({ folder });
  await expect(kustomize.build(aTree(anApp("shop")), "shop")).rejects.toThrow(artifact);

  await copyFile(join(enginesFolder(), artifact), join(folder, artifact));

  expect(await kustomize.build(aTree(anApp("shop")), "shop")).toMatchObject({ ok: true });
  await kustomize.close();
});
