import { Worker } from "node:worker_threads";
import type { EngineAnswer } from "./engine-protocol.ts";
import { threadUrl } from "./thread-url.ts";

/** Turns the YAML of a build into the answer that the sandboxed engine gives, in a thread that may take `timeoutMs`. */
export async function readYaml(text: string, timeoutMs: number): Promise<EngineAnswer> {
  return await new Promise((resolve) => {
    const reader = new Worker(threadUrl("yaml-worker"), {
      workerData: { text },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    const timer = setTimeout(() => finish({ pieces: [], stderr: "", failure: { cause: "timeout" } }), timeoutMs);
    const finish = (answer: EngineAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      void reader.terminate();
    };
    const crashed = (message: string): void =>
      finish({ pieces: [], stderr: "", failure: { cause: "crashed", message } });
    reader.on("message", (pieces: string[]) => finish({ pieces, stderr: "", failure: undefined }));
    reader.on("error", (error) => crashed(`what kustomize printed cannot be read: ${String(error)}`));
    reader.on("exit", (code) => crashed(`the thread that reads kustomize's objects ended with code ${code}`));
  });
}
