import type { ChecklistItem } from "../checklist.ts";
import { type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";

/** A line of the checklist. `id` stands in a hidden comment before the text, so that ticks are found again. */
export type ChecklistLine = {
  readonly id: Markdown;
  readonly box: Markdown;
  readonly text: Markdown;
  readonly fact: Markdown;
};

/** The checklist in two groups: what facts tick, and what people do. */
export function checklistLines(items: readonly ChecklistItem[]): {
  readonly facts: readonly ChecklistLine[];
  readonly people: readonly ChecklistLine[];
} {
  return {
    facts: items.filter(({ decidedBy }) => decidedBy === "facts").map(line),
    people: items.filter(({ decidedBy }) => decidedBy === "people").map(line),
  };
}

function line({ id, text, done, fact }: ChecklistItem): ChecklistLine {
  return { id: neutral(id), box: done ? md`[x]` : md`[ ]`, text: neutral(text), fact: neutral(clip(fact, 600)) };
}
