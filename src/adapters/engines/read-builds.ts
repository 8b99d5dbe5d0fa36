import { setImmediate } from "node:timers/promises";
import type { Build } from "../../app/kustomize.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { EngineAnswer, EngineFailure } from "./engine-protocol.ts";

type Line =
  | { readonly object: Manifest }
  | { readonly built: true }
  | { readonly error: string }
  | { readonly refused: string }
  | { readonly panic: string };

/**
 * Reads the kustomize engine's answer for `count` paths. The objects of a
 * large answer are parsed piece by piece, with a turn of the event loop between.
 */
export async function readBuilds(answer: EngineAnswer, count: number, describe: Limits): Promise<Build[]> {
  const warnings = answer.stderr.split("\0").map((text) => text.split("\n").filter((line) => line !== ""));
  const builds: Build[] = [];
  let objects: Manifest[] = [];
  for (const [index, piece] of answer.pieces.entries()) {
    if (index > 0) await setImmediate();
    for (const text of wholeLines(piece)) {
      const line = JSON.parse(text) as Line;
      if ("object" in line) {
        objects.push(line.object);
        continue;
      }
      builds.push(ended(line, objects, warnings[builds.length] ?? []));
      objects = [];
    }
  }
  const unanswered = missing(answer, describe);
  while (builds.length < count) builds.push(unanswered);
  return builds;
}

/** The limits of a build, for the messages. */
export type Limits = { readonly timeoutMs: number; readonly maxOutputBytes: number };

/** Why a build was ended, said to a person. */
export function failureBuild(failure: EngineFailure, { timeoutMs, maxOutputBytes }: Limits): Build {
  switch (failure.cause) {
    case "timeout":
      return { ok: false, cause: "timeout", message: `the build was ended after ${timeoutMs / 1000} s` };
    case "too-large":
      return { ok: false, cause: "too-large", message: `the objects are more than ${inMb(maxOutputBytes)} MB of text` };
    case "crashed":
      return { ok: false, cause: "crashed", message: failure.message };
  }
}

/** Bytes as a number of megabytes, for messages. */
export function inMb(bytes: number): string {
  return String(Math.round((bytes / 1024 / 1024) * 10) / 10);
}

function ended(
  line: Exclude<Line, { object: Manifest }>,
  objects: readonly Manifest[],
  warnings: readonly string[],
): Build {
  if ("built" in line) return { ok: true, objects, warnings };
  if ("error" in line) return { ok: false, cause: "broken", message: line.error };
  if ("refused" in line) return { ok: false, cause: "too-large", message: line.refused };
  return { ok: false, cause: "crashed", message: line.panic };
}

/** The engine said nothing of a path: it was ended, or it ended itself in the middle. */
function missing({ failure, stderr }: EngineAnswer, limits: Limits): Build {
  if (/out of memory|cannot allocate memory/.test(stderr)) {
    return { ok: false, cause: "too-large", message: "the build needs more memory than the sandbox has" };
  }
  if (failure !== undefined) return failureBuild(failure, limits);
  const words = stderr.split("\0").at(-1)?.trim().split("\n")[0];
  return {
    ok: false,
    cause: "crashed",
    message: words === undefined || words === "" ? "kustomize ended without an answer" : words,
  };
}

function wholeLines(piece: string): string[] {
  const lines = piece.split("\n");
  lines.pop();
  return lines;
}
