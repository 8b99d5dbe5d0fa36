import { markerText } from "./marker.ts";
import type { MigrationKey } from "./names.ts";

/** The hidden first line of the status comment: one comment an issue and migration, one more for what names no app. */
export function statusMarker(key: MigrationKey | undefined): string {
  return key === undefined ? "<!-- lanekeeper:status -->" : markerText({ kind: "status", key });
}

/** The hidden second line: the newest command that the comment answers. Comment ids only grow. */
export function answeredLine(comment: number): string {
  return `<!-- lanekeeper:answered ${comment} -->`;
}

/** The inverse of {@link answeredLine}, from a status comment's body; undefined when it names none. */
export function readAnswered(body: string): number | undefined {
  const found = body.split("\n", 2)[1]?.trim().match(/^<!-- lanekeeper:answered (\d{1,15}) -->$/)?.[1];
  return found === undefined ? undefined : Number(found);
}
