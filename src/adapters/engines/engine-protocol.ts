import type { FileContent } from "../../domain/file-tree.ts";

/** What a worker is asked: a request for the engine and the files that follow it on standard input. */
export type EngineQuestion = {
  readonly header: object;
  readonly files: readonly { readonly path: string; readonly content: FileContent }[];
  readonly maxOutputBytes: number;
};

/** What the engine wrote: whole lines in pieces. `failure` is there when the engine did not come to its own end. */
export type EngineAnswer = {
  readonly pieces: readonly string[];
  readonly stderr: string;
  readonly failure: EngineFailure | undefined;
};

/** Why the host ended an engine, or how the engine ended itself. */
export type EngineFailure =
  | { readonly cause: "too-large" }
  | { readonly cause: "timeout" }
  | { readonly cause: "crashed"; readonly message: string };
