import { fitted } from "../domain/budget.ts";
import type { SectionView } from "../domain/views/body.ts";
import type { Fill } from "./fill.ts";

/** Fills every form of every section and fits them into `limit` bytes of UTF-8. */
export function filledSections(sections: readonly SectionView[], limit: number, fill: Fill): string {
  return fitted(
    sections.map(({ template, views, weight }) => ({ weight, forms: views.map((view) => fill(template, view)) })),
    limit,
  );
}
