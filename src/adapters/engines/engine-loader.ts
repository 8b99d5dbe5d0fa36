/**
 * The thread that makes an engine ready. Unpacking and compiling tens of
 * megabytes holds a thread up for a fifth of a second: too long for the
 * caller's. Ends when it has handed the module over, and its memory with it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { compileEngine } from "./artifact.ts";

const { name, folder } = workerData as { readonly name: string; readonly folder: string };
parentPort?.postMessage(await compileEngine(name, folder));
