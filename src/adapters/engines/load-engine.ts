import { Worker } from "node:worker_threads";
import { threadUrl } from "./thread-url.ts";

/**
 * The engine `name` of `folder`, compiled in a thread of its own. Rejects where
 * it is not there or not the one that checksums.json records.
 */
export async function loadEngine(name: string, folder: string): Promise<WebAssembly.Module> {
  return await new Promise((resolve, reject) => {
    const loader = new Worker(threadUrl("engine-loader"), { workerData: { name, folder }, env: {}, execArgv: [] });
    loader.on("message", resolve);
    loader.on("error", reject);
    loader.on("exit", (code) => reject(new Error(`the thread that loads the engine ${name} ended with code ${code}`)));
  });
}
