import { markerText } from "./marker.ts";
import type { MigrationKey } from "./names.ts";

/** What a status comment stands for. Comment ids only grow, so a greater one was written later. */
export type Answered = {
  /** The newest command that it answers. */
  readonly comment: number;
  /** How that command was reacted to, for the day the answer was written and the reaction was not. */
  readonly reaction: "+1" | "-1" | "confused";
  /** The newest command of a verb that changes something; 0 when there was none. */
  readonly acted: number;
};

/** The hidden first line of the status comment: one comment an issue and migration, one more for what names no app. */
export function statusMarker(key: MigrationKey | undefined): string {
  return key === undefined ? "<!-- lanekeeper:status -->" : markerText({ kind: "status", key });
}

/** What every status comment holds, whatever it is about. */
export const ANSWERED = "<!-- lanekeeper:answered ";

/** The hidden second line. */
export function answeredLine({ comment, reaction, acted }: Answered): string {
  return `${ANSWERED}${comment} ${reaction} acted ${acted} -->`;
}

/** The inverse of {@link answeredLine}, from a status comment's body; undefined when it names none. */
export function readAnswered(body: string): Answered | undefined {
  const line = body.split("\n", 2)[1]?.trim() ?? "";
  const [, comment, said, acted] =
    line.match(/^<!-- lanekeeper:answered (\d{1,15}) (\+1|-1|confused) acted (\d{1,15}) -->$/) ?? [];
  const reaction = (["+1", "-1", "confused"] as const).find((known) => known === said);
  return reaction === undefined ? undefined : { comment: Number(comment), reaction, acted: Number(acted) };
}
