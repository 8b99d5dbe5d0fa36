import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binaryKustomize } from "../../../src/adapters/engines/binary-kustomize.ts";
import { kustomizeFromEnvironment } from "../../../src/adapters/engines/kustomize-from-environment.ts";
import { anApp, aTree } from "./trees.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stand-in-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A program in kustomize's place that runs `body`, with the folder it was asked for as `folder`. */
async function standIn(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  const imports = 'const fs = require("node:fs"); const path = require("node:path");';
  await writeFile(path, `#!${process.execPath}\n${imports}\nconst folder = process.argv[3];\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

function printing(expression: string): string {
  const object = `{ apiVersion: "v1", kind: "Seen", metadata: { name: "seen" }, seen: ${expression} }`;
  return `process.stdout.write(JSON.stringify(${object}) + "\\n");`;
}

async function seenBy(expression: string, files = aTree(anApp("shop"))): Promise<unknown> {
  const build = await binaryKustomize(await standIn("prints", printing(expression))).build(files, "shop");
  return build.ok ? build.objects[0]?.seen : build;
}

describe("the program", () => {
  it("is run as Argo CD runs it, without plugins, functions or Helm", async () => {
    const args = await seenBy("process.argv.slice(2)");

    expect(args).toEqual([
      "build",
      expect.stringMatching(/\/tree\/shop$/),
      "--load-restrictor",
      "LoadRestrictionsRootOnly",
    ]);
  });

  it("finds the tree's text and bytes, and nothing but the tree", async () => {
    const files = aTree({ "shop/a.txt": "é", "b/c.bin": new Uint8Array([0, 255]) });

    const seen = await seenBy(
      'fs.readdirSync("..", { recursive: true }).sort().map((name) => [name, fs.statSync(path.join("..", name)).isFile() ? fs.readFileSync(path.join("..", name), "base64") : ""])',
      files,
    );

    expect(seen).toEqual([
      ["home", ""],
      ["tree", ""],
      ["tree/b", ""],
      ["tree/b/c.bin", "AP8="],
      ["tree/shop", ""],
      ["tree/shop/a.txt", "w6k="],
    ]);
  });

  it("gets nothing of the server's environment and no PATH to find Git on", async () => {
    expect(await seenBy("process.env")).toEqual({
      HOME: expect.stringMatching(/\/home$/),
      TMPDIR: expect.stringMatching(/\/home$/),
      PATH: "",
      HTTP_PROXY: "http://127.0.0.1:9",
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "",
    });
  });

  it("leaves nothing behind, whether it builds or not", async () => {
    const path = await standIn("fails", 'console.error("Error: at " + fs.realpathSync("..")); process.exit(1);');
    const noted = join(folder, "noted");
    const notes = await standIn("notes", `fs.writeFileSync(${JSON.stringify(noted)}, ""); ${printing("folder")}`);

    const kept = await binaryKustomize(notes).build(aTree(anApp("shop")), "shop");
    const failed = await binaryKustomize(path).build(aTree(anApp("shop")), "shop");

    expect(existsSync(noted)).toBe(true);
    expect(existsSync(String(kept.ok && kept.objects[0]?.seen))).toBe(false);
    expect(existsSync(String(!failed.ok && failed.message.slice("at ".length)))).toBe(false);
  });

  it("is not given files whose paths lead out of the repository", async () => {
    expect(await seenBy("1", aTree({ "../evil": "" }))).toMatchObject({ cause: "broken" });
  });

  it("is asked for its version", async () => {
    expect(await binaryKustomize(await standIn("version", 'console.log("v5.8.1");')).version()).toBe("v5.8.1");
  });
});

describe("the answer", () => {
  it("holds every object in order, and the warnings without their times", async () => {
    const path = await standIn(
      "warns",
      `console.error("# Warning: old"); console.error("2026/01/02 03:04:05 well-defined vars that were never replaced: A");
       for (const name of ["b", "a"]) console.log("---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: " + name);`,
    );

    expect(await binaryKustomize(path).build(aTree(anApp("shop")), "shop")).toEqual({
      ok: true,
      objects: ["b", "a"].map((name) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } })),
      warnings: ["# Warning: old", "well-defined vars that were never replaced: A"],
    });
  });

  it("is no objects for a build that prints none", async () => {
    const build = await binaryKustomize(await standIn("silent", "")).build(aTree(anApp("shop")), "shop");

    expect(build).toEqual({ ok: true, objects: [], warnings: [] });
  });

  it("is kustomize's own words without the folder that we wrote", async () => {
    const body =
      'console.error("# Warning: old\\nError: accumulating resources: " + folder + "/gone.yaml"); process.exit(1);';

    expect(await binaryKustomize(await standIn("breaks", body)).build(aTree(anApp("shop")), "shop")).toEqual({
      ok: false,
      cause: "broken",
      message: "accumulating resources: /shop/gone.yaml",
    });
  });

  it.each([
    ["endless", "timeout", "for (;;);", { timeoutMs: 500 }],
    ["prints too much", "too-large", 'process.stdout.write("x".repeat(2000));', { maxOutputBytes: 1000 }],
    ["is killed", "crashed", 'process.kill(process.pid, "SIGSEGV");', {}],
    ["prints what is not YAML", "crashed", 'console.log("a: *b");', {}],
    ["has no objects that can be walked", "too-large", 'console.log("a: " + "[".repeat(600) + "]".repeat(600));', {}],
  ])("of a program that is %s: %s", async (name, cause, body, options) => {
    const path = await standIn(name.replaceAll(" ", "-"), body);

    expect(await binaryKustomize(path, options).build(aTree(anApp("shop")), "shop")).toMatchObject({
      ok: false,
      cause,
    });
  });

  it("is that it was closed, for a build under way", async () => {
    const started = join(folder, "started");
    const path = await standIn("waits", `fs.writeFileSync(${JSON.stringify(started)}, ""); for (;;);`);
    const kustomize = binaryKustomize(path);
    const build = kustomize.build(aTree(anApp("shop")), "shop");
    await expect.poll(() => existsSync(started)).toBe(true);

    await kustomize.close();

    expect(await build).toEqual({ ok: false, cause: "crashed", message: "the engine was closed" });
  });
});

describe("KUSTOMIZE_BIN", () => {
  it("chooses the program it names", async () => {
    const kustomizeBin = await standIn("named", 'console.log("v4.0.0");');

    expect(await kustomizeFromEnvironment({ kustomizeBin }).version()).toBe("v4.0.0");
  });

  it("leaves the sandbox to answer where it is not set", async () => {
    expect(await kustomizeFromEnvironment({}).version()).toBe("kustomize v5.8.1 (sandboxed)");
  });

  it("is named in the message where nothing can be run", async () => {
    const build = binaryKustomize("/nowhere/kustomize").build(aTree(anApp("shop")), "shop");

    await expect(build).rejects.toMatchObject({ name: "UserError", remedy: expect.stringContaining("KUSTOMIZE_BIN") });
  });
});
