import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { z } from "zod";

const Checksum = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().positive() });
const Checksums = z.record(z.string(), z.object({ version: z.string(), wasm: Checksum, compressed: Checksum }));

/**
 * Reads, verifies, decompresses and compiles the engine `name` of `folder`.
 * Throws where the artifact is not the one that checksums.json records: the
 * bytes are compared before anything is done with them.
 */
export async function compileEngine(name: string, folder: string): Promise<WebAssembly.Module> {
  const { wasm, compressed } = await recorded(name, folder);
  const path = join(folder, `${name}.wasm.br`);
  const bytes = await readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== compressed.sha256) {
    throw new Error(`${path} has the SHA-256 ${sha256}, but checksums.json beside it says ${compressed.sha256}`);
  }
  return await WebAssembly.compile(brotliDecompressSync(bytes, { maxOutputLength: wasm.bytes }));
}

/** The release of the program inside the engine `name`, without loading it. */
export async function engineVersion(name: string, folder: string): Promise<string> {
  return (await recorded(name, folder)).version;
}

/** The package's folder of engines, found from src/ and from a compiled copy of it alike. */
export function enginesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "engines");
    if (existsSync(join(candidate, "checksums.json"))) return candidate;
    if (folder === dirname(folder)) throw new Error("there is no engines/checksums.json in any folder above");
  }
}

async function recorded(name: string, folder: string): Promise<z.infer<typeof Checksums>[string]> {
  const path = join(folder, "checksums.json");
  const engine = Checksums.parse(JSON.parse(await readFile(path, "utf8")))[name];
  if (engine === undefined) throw new Error(`${path} does not know an engine named ${name}`);
  return engine;
}
