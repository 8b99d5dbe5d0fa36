import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../app/errors.ts";
import type { Cluster, ClusterQuestion } from "../../app/ports.ts";
import { openRecording, type Recording } from "../../app/record.ts";
import type { ClusterView } from "../../domain/cluster.ts";
import { unknown } from "../../domain/known.ts";
import { unknownInNamespaces, unknownView } from "./unknown-view.ts";

/**
 * A cluster that answers from recordings: one file, or a folder of `<app>.snapshot.json`. A question that the
 * recording does not answer (another app, other lanes, another namespace) is answered with unknown and why.
 * Throws UserError when `path` is not there, or is one file and no recording.
 */
export function recordedCluster(path: string): Cluster {
  if (isFolder(path)) return { observe: async (question) => replay(await fromFolder(path, question), question) };
  const recording = openRecording(readFileSync(path, "utf8"));
  return { observe: async (question) => replay(recording, question) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    throw new UserError(`There is no recording at \`${path}\`.`, "Name a file or a folder of recordings.", { cause });
  }
}

/** The app's recording, or why there is none. */
async function fromFolder(folder: string, { application }: ClusterQuestion): Promise<Recording | string> {
  // The name comes from a comment: only what can name an Application may become part of a path.
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(application.name)) return `there is no recording of this app`;
  try {
    return openRecording(await readFile(join(folder, `${application.name}.snapshot.json`), "utf8"));
  } catch (error) {
    if (error instanceof UserError) return `the recording of ${application.name} cannot be read: ${error.message}`;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return `there is no recording of ${application.name}`;
    }
    throw error;
  }
}

function replay(recording: Recording | string, question: ClusterQuestion): ClusterView {
  if (typeof recording === "string") return unknownView(new Date().toISOString(), recording);
  const { app, namespaces, lanes, view } = recording;
  const { application } = question;
  if (app !== application.name) {
    return unknownView(view.observedAt, `the recording is of ${app}, not of ${application.name}`);
  }
  const missing = question.namespaces.find((namespace) => !namespaces.includes(namespace));
  const { label, primary, secondary } = question.lanes;
  const otherSecondary = lanes.label !== label || lanes.secondary !== secondary;
  return {
    ...view,
    ...(missing === undefined ? {} : unknownInNamespaces(`the recording does not hold namespace ${missing}`)),
    ...(otherSecondary
      ? { podsOnSecondary: unknown(`the recording was made for the lane ${lanes.label}=${lanes.secondary}`) }
      : {}),
    ...(otherSecondary || lanes.primary !== primary
      ? {
          podRequests: unknown(
            `the recording was made for the lanes ${lanes.primary} and ${lanes.secondary} of ${lanes.label}`,
          ),
        }
      : {}),
  };
}
