import { execFile } from "node:child_process";
import type { EngineFailure } from "./engine-protocol.ts";

export type RunOptions = {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
};

export type ProgramResult =
  | { readonly started: false; readonly reason: string }
  | {
      readonly started: true;
      readonly stdout: string;
      readonly stderr: string;
      /** undefined: it was ended; `failure` says why. */
      readonly exitCode: number | undefined;
      readonly failure: EngineFailure | undefined;
    };

/** Runs a program without a shell and without standard input, and ends it when a limit is reached. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramResult> {
  const { cwd, env, signal, timeoutMs, maxOutputBytes } = options;
  return await new Promise((resolve) => {
    const limits = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: maxOutputBytes } as const;
    const child = execFile(
      program,
      args,
      { cwd, env, signal, encoding: "utf8", ...limits },
      (error, stdout, stderr) => {
        const ended = (failure: EngineFailure): void =>
          resolve({ started: true, stdout, stderr, exitCode: undefined, failure });
        if (error === null) return resolve({ started: true, stdout, stderr, exitCode: 0, failure: undefined });
        if (signal.aborted) return ended({ cause: "crashed", message: "the engine was closed" });
        if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return ended({ cause: "too-large" });
        if (typeof error.code === "number") {
          return resolve({ started: true, stdout, stderr, exitCode: error.code, failure: undefined });
        }
        if (error.code !== undefined && error.code !== null) return resolve({ started: false, reason: error.code });
        if (error.killed === true) return ended({ cause: "timeout" });
        return ended({ cause: "crashed", message: `it was ended by ${error.signal ?? "a signal"}` });
      },
    );
    child.stdin?.end();
  });
}
