/**
 * The thread that an engine runs in. It is given a compiled module once and
 * then, one at a time, what to write on the engine's standard input; it gives
 * back what the engine wrote. Every question gets a new instance, so that no
 * tree can leave anything behind for the next one.
 */
import { parentPort, workerData } from "node:worker_threads";
import { Fd, File, OpenFile, WASI, wasi } from "@bjorn3/browser_wasi_shim";
import type { EngineAnswer, EngineQuestion } from "./engine-protocol.ts";

/** Text is handed over in pieces, so that the reader can do other things between them. */
const pieceLength = 256 * 1024;

class OutputTooLarge extends Error {}

/** A file descriptor that keeps what is written, up to a number of bytes. */
class Sink extends Fd {
  readonly #limit: number;
  readonly #whenFull: "throw" | "drop";
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(limit: number, whenFull: "throw" | "drop") {
    super();
    this.#limit = limit;
    this.#whenFull = whenFull;
  }

  override fd_write(data: Uint8Array): { ret: number; nwritten: number } {
    this.#bytes += data.byteLength;
    if (this.#bytes <= this.#limit) this.#chunks.push(data);
    else if (this.#whenFull === "throw") throw new OutputTooLarge();
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.byteLength };
  }

  override fd_fdstat_get(): { ret: number; fdstat: wasi.Fdstat } {
    return { ret: wasi.ERRNO_SUCCESS, fdstat: new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0) };
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

const { module } = workerData as { readonly module: WebAssembly.Module };
parentPort?.on("message", (question: EngineQuestion) => parentPort?.postMessage(answer(question)));

function answer({ header, files, maxOutputBytes }: EngineQuestion): EngineAnswer {
  const out = new Sink(maxOutputBytes, "throw");
  const err = new Sink(64 * 1024, "drop");
  const stdin = new OpenFile(new File(input(header, files)));
  // The first argument is the program's name; Go's libraries read it.
  const host = new WASI(["engine"], [], [stdin, out, err], { debug: false });
  let failure: EngineAnswer["failure"];
  try {
    const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: host.wasiImport });
    host.start(instance as Parameters<typeof host.start>[0]);
  } catch (error) {
    failure = error instanceof OutputTooLarge ? { cause: "too-large" } : { cause: "crashed", message: String(error) };
  }
  return { pieces: pieces(out.text()), stderr: err.text(), failure };
}

/** The paths and sizes on one line, then the bytes of all files. */
function input(header: object, files: EngineQuestion["files"]): Uint8Array {
  const contents = files.map(({ content }) => (typeof content === "string" ? Buffer.from(content) : content));
  const sizes = files.map(({ path }, index) => ({ path, size: contents[index]?.byteLength ?? 0 }));
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...header, files: sizes })}\n`), ...contents]);
}

/** Cuts after whole lines. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start + pieceLength);
    const end = newline === -1 ? text.length : newline + 1;
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}
