import { distance } from "fastest-levenshtein";

const longestWord = 64;

/**
 * The candidate that a mistyped word most likely meant; undefined when none is near.
 * The only candidate that begins with the word wins; else a third of the letters may differ, case aside.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > longestWord) return undefined;
  const wanted = word.toLowerCase();

  const [longer, ...others] = wanted.length < 3 ? [] : candidates.filter((it) => it.toLowerCase().startsWith(wanted));
  if (longer !== undefined && others.length === 0) return longer;

  const allowed = wanted.length < 3 ? 0 : Math.ceil(wanted.length / 3);
  return candidates
    .map((candidate) => ({ candidate, differing: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ differing }) => differing <= allowed)
    .sort((a, b) => a.differing - b.differing)[0]?.candidate;
}
