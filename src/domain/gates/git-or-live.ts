import { type JsonObject, objectAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { type Finding, unread } from "./findings.ts";
import { isOffline, liveWorkload } from "./look.ts";

/** Something that a pod spec asks for, and whether only the running one does. */
export type Shown<T> = { readonly what: T; readonly liveOnly: boolean };

/** What is in Git, then what only the running workload has; `unread` when that could not be looked at. */
export type GitOrLive<T> = { readonly shown: readonly Shown<T>[]; readonly unread: readonly Finding[] };

/**
 * Looks at a workload's pod spec in Git and as it runs: what somebody set by hand and Git does not write survives every
 * sync, and Argo CD shows the app as Synced (facts §1.4). `key` tells what is the same thing in both. Offline it is
 * Git's alone.
 */
export function gitOrLive<T>(
  workload: Workload,
  snapshot: Snapshot,
  look: (pod: JsonObject) => readonly T[],
  key: (what: T) => string,
): GitOrLive<T> {
  const written = look(workload.pod);
  const inGit = written.map((what) => ({ what, liveOnly: false }));
  if (isOffline(snapshot)) return { shown: inGit, unread: [] };
  const live = liveWorkload(snapshot, workload);
  if (live.state === "unknown") return { shown: inGit, unread: [unread("the workloads", live.reason)] };
  if (live.state === "absent") return { shown: inGit, unread: [] };
  const keys = new Set(written.map(key));
  const added = look(objectAt(live.value.template.spec)).filter((what) => !keys.has(key(what)));
  return { shown: [...inGit, ...added.map((what) => ({ what, liveOnly: true }))], unread: [] };
}

/** What to say after the text about something that only runs. */
export function liveOnlyText({ liveOnly }: Pick<Shown<unknown>, "liveOnly">): string {
  return liveOnly ? " (live and not in Git: no sync takes it away)" : "";
}
