/** GitHub refuses bodies over 65,536 characters and check texts over 65,535 bytes; counted in bytes both fit. */
export const bodyBytes = 65_000;

/** A part of a text, from its fullest form to its shortest; the parts with the lowest weight are shortened first. */
export type Section = { readonly forms: readonly string[]; readonly weight: number };

/** The length of a text in UTF-8 bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The sections as one text of at most `limit` bytes. Whole forms are exchanged for shorter ones, never a text cut in
 * the middle, so fences and tables stay whole. Sections are left out only when all of them are at their shortest.
 */
export function fitted(sections: readonly Section[], limit: number): string {
  const chosen = sections.map(({ forms, weight }) => ({ forms, weight, at: 0 }));
  const text = () =>
    chosen
      .map(({ forms, at }) => (forms[at] ?? "").trim())
      .filter((form) => form !== "")
      .join("\n\n")
      .concat("\n");
  const byWeight = chosen.toSorted((a, b) => a.weight - b.weight);
  while (byteLength(text()) > limit) {
    const next =
      byWeight.find(({ forms, at }) => at < forms.length - 1) ?? byWeight.find(({ forms, at }) => at < forms.length);
    if (next === undefined) break;
    next.at += 1;
  }
  return text();
}

/** How many of `total` things to show, from all to none: what the forms of a list's section are made for. */
export function cuts(total: number): readonly number[] {
  const counts: number[] = [];
  for (let count = total; count > 0; count = Math.floor(count / 2)) counts.push(count);
  return [...counts, 0];
}
