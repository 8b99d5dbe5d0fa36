/**
 * The thread that reads what the kustomize binary printed. A YAML parser needs
 * a second for a few megabytes, and the tree's author decides how many there are.
 */
import { parentPort, workerData } from "node:worker_threads";
import { parseAllDocuments } from "yaml";
import type { Json } from "../../domain/manifest.ts";

const { text } = workerData as { readonly text: string };
const documents = parseAllDocuments(text, { logLevel: "error" });
const objects = "empty" in documents ? [] : documents.map((document) => document.toJS({ maxAliasCount: 0 }) as Json);
parentPort?.postMessage(objects.map((object) => `${JSON.stringify({ object })}\n`));
