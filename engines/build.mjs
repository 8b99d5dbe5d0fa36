#!/usr/bin/env node
/**
 * node engines/build.mjs [--check]
 *
 * Compiles the engines to WebAssembly, compresses them and records their
 * checksums. With --check nothing is written: everything is compiled again in
 * a new folder and must be, byte for byte, what is committed.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { withMemoryCeiling } from "./wasm-memory.mjs";

/** The one Go that makes these bytes. Another version is fetched and used by the installed one. */
const toolchain = "go1.26.8";

const engines = [
  {
    name: "kustomize",
    version: "v5.8.1",
    // What `managedByLabel` writes into objects, as the release's own build does.
    linkerFlags: ["-X", "sigs.k8s.io/kustomize/api/provenance.version=v5.8.1"],
    // Files beside the source that a program of the same module prints.
    generated: [{ file: "schema.pb", program: "./shorten" }],
    memoryCeilingBytes: 512 * 1024 * 1024,
  },
];

const folder = fileURLToPath(new URL(".", import.meta.url));
const rebuild = "Run `npm run engines:build` and commit engines/, or find out who changed it.";
const checksumsFile = join(folder, "checksums.json");

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const unknown = args.find((arg) => arg !== "--check");
  if (unknown !== undefined) return fail(`There is no option ${unknown}.`, "Use --check, or nothing to build.");
  const found = installedGo();
  if (found === undefined) {
    return fail(
      "No Go was found, and the engines are Go programs.",
      `Install Go 1.21 or newer from https://go.dev/dl (it fetches ${toolchain} by itself) and put it on PATH. Only who changes engines/ needs it: the compiled engines are committed.`,
    );
  }
  const scratch = mkdtempSync(join(tmpdir(), "engines-"));
  try {
    return args.includes("--check") ? check(scratch) : build(scratch);
  } catch (error) {
    if (typeof error.status !== "number") throw error;
    return fail(
      `Go could not compile an engine; what it said is above.`,
      `${toolchain} must be installed, or GOPROXY must lead to a server that has it and the modules of go.sum.`,
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function build(scratch) {
  const checksums = {};
  for (const engine of engines) {
    for (const { file, program } of engine.generated)
      writeFileSync(join(folder, engine.name, file), print(engine, program));
    const wasm = compile(engine, scratch);
    const compressed = compress(wasm);
    checksums[engine.name] = {
      version: engine.version,
      toolchain,
      wasm: { sha256: sha256(wasm), bytes: wasm.length },
      compressed: { sha256: sha256(compressed), bytes: compressed.length },
    };
    writeFileSync(artifact(engine), compressed);
    console.log(`${engine.name}: ${wasm.length} bytes, ${compressed.length} compressed, sha256 ${sha256(wasm)}`);
  }
  writeFileSync(checksumsFile, `${JSON.stringify(checksums, null, 2)}\n`);
  return 0;
}

function check(scratch) {
  const recorded = JSON.parse(readFileSync(checksumsFile, "utf8"));
  let code = 0;
  for (const engine of engines) {
    for (const { file, program } of engine.generated) {
      if (print(engine, program).equals(readFileSync(join(folder, engine.name, file)))) continue;
      code = fail(`engines/${engine.name}/${file} is not what ${program} prints.`, rebuild);
    }
    const wanted = recorded[engine.name];
    const committed = readFileSync(artifact(engine));
    const shas = {
      "checksums.json": wanted?.wasm.sha256,
      "the committed artifact": sha256(brotliDecompressSync(committed)),
      "this build": sha256(compile(engine, scratch)),
    };
    if (new Set(Object.values(shas)).size === 1 && wanted.compressed.sha256 === sha256(committed)) {
      console.log(`${engine.name}: a new build gives the committed bytes (sha256 ${wanted.wasm.sha256})`);
      continue;
    }
    const lines = Object.entries(shas).map(([what, sha]) => `  ${sha}  ${what}`);
    lines.push(
      `  ${wanted?.compressed.sha256}  checksums.json, compressed`,
      `  ${sha256(committed)}  the committed artifact, compressed`,
    );
    code = fail(
      `${engine.name}: the committed engine is not what its source compiles to.\n${lines.join("\n")}`,
      rebuild,
    );
  }
  return code;
}

function compile(engine, scratch) {
  const output = join(scratch, `${engine.name}.wasm`);
  const linkerFlags = ["-s", "-w", ...engine.linkerFlags].join(" ");
  go(engine, ["build", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags, "-o", output, "."], {
    GOOS: "wasip1",
    GOARCH: "wasm",
  });
  return withMemoryCeiling(readFileSync(output), engine.memoryCeilingBytes);
}

/** What a Go program of the engine's module prints, run on this machine. */
function print(engine, program) {
  return go(engine, ["run", program], {});
}

function go(engine, args, target) {
  const { GOOS: _os, GOARCH: _architecture, ...inherited } = process.env;
  return execFileSync("go", args, {
    cwd: join(folder, engine.name),
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...inherited,
      ...target,
      ...ofThisMachine(),
      GOTOOLCHAIN: toolchain,
      CGO_ENABLED: "0",
      // go.sum and go.mod are the pins: a build may not change them.
      GOFLAGS: "-mod=readonly",
      GOWORK: "off",
      GOENV: "off",
      GOEXPERIMENT: "",
      GOWASM: "",
    },
  });
}

/** Where modules come from is this machine's own affair; what is made of them is not. */
function ofThisMachine() {
  const names = ["GOPROXY", "GONOSUMDB", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GOMODCACHE", "GOCACHE"];
  const values = JSON.parse(execFileSync("go", ["env", "-json", ...names], { encoding: "utf8" }));
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

function installedGo() {
  try {
    return execFileSync("go", ["env", "GOVERSION"], {
      encoding: "utf8",
      env: { ...process.env, GOTOOLCHAIN: "local" },
    }).trim();
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function compress(wasm) {
  return brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  });
}

function artifact(engine) {
  return join(folder, `${engine.name}.wasm.br`);
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function fail(message, remedy) {
  console.error(`${message}\n${remedy}`);
  return 1;
}
