import { distance } from "fastest-levenshtein";

/** The known name that is spelt most like `name`; undefined when none comes near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const reach = Math.max(2, Math.floor(name.length / 2));
  const best = known
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .reduce<{ candidate: string; away: number } | undefined>((a, b) => (a === undefined || b.away < a.away ? b : a), undefined);
  return best !== undefined && best.away <= reach ? best.candidate : undefined;
}

/** ` Did you mean x? Known: x, y, z.`, as much of it as helps. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const shown = known.length > 16 ? [] : known;
  return `${near === undefined ? "" : `; did you mean \`${near}\`?`}${shown.length === 0 ? "" : `${near === undefined ? ";" : ""} known here: ${shown.join(", ")}`}`;
}
