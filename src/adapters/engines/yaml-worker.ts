/**
 * The thread that reads what the kustomize binary printed. A YAML parser needs
 * a second for a few megabytes, and the tree's author decides how many there are.
 */
import { parentPort, workerData } from "node:worker_threads";
import { parseAllDocuments } from "yaml";
import type { Json } from "../../domain/manifest.ts";

/** The engine of the sandbox has the same limit (engines/kustomize/main.go). */
const maxDepth = 500;

const { text } = workerData as { readonly text: string };
parentPort?.postMessage(lines());

function lines(): string[] {
  const documents = parseAllDocuments(text, { logLevel: "error" });
  const objects = "empty" in documents ? [] : documents.map((one) => one.toJS({ maxAliasCount: 0 }) as Json);
  if (objects.some((object) => depthOf(object) > maxDepth)) {
    return [`${JSON.stringify({ refused: `an object is nested more than ${maxDepth} levels deep` })}\n`];
  }
  return [...objects.map((object) => `${JSON.stringify({ object })}\n`), '{"built":true}\n'];
}

function depthOf(value: Json): number {
  let depth = 0;
  for (let level: readonly Json[] = [value]; level.length > 0; depth += 1) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? (Object.values(one) as Json[]) : []));
  }
  return depth;
}
