import type { MigrationKey } from "./names.ts";

export type MarkerKind = "status" | "pull-request";
export type Marker = { readonly kind: MarkerKind; readonly key: MigrationKey };

/** `<!-- lanekeeper:status prod/shop -->`: how our own comment and body are found again. */
export function markerText({ kind, key }: Marker): string {
  return `<!-- lanekeeper:${kind} ${key.env}/${key.app} -->`;
}

/** The text with its marker as the first line, where GitHub shows nothing of it. */
export function withMarker(text: string, marker: Marker): string {
  return `${markerText(marker)}\n${text}`;
}

/**
 * The inverse of {@link withMarker}; undefined when the text does not begin with a marker. Only the first line
 * counts, and other people's text never holds `<!--` (see `clean`), so nobody can forge one further down.
 */
export function readMarker(body: string): { readonly marker: Marker; readonly text: string } | undefined {
  const match = body.match(/^<!-- lanekeeper:(status|pull-request) ([a-z0-9-]+)\/([a-z0-9.-]+) -->(?:\r?\n|$)/);
  const [line, kind, env, app] = match ?? [];
  if (line === undefined || env === undefined || app === undefined) return undefined;
  return {
    marker: { kind: kind === "status" ? "status" : "pull-request", key: { env, app } },
    text: body.slice(line.length),
  };
}
