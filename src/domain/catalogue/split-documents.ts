/** One document of a YAML file: its text and the line of the file on which that text begins, counted from 1. */
export type DocumentText = { readonly text: string; readonly line: number };

/**
 * The documents of a YAML file. `---` and `...` at the start of a line end a document wherever they stand, also
 * inside a quoted or folded scalar (YAML 1.2.2 §9.1.2), so cutting the text first keeps one broken document from
 * hiding the others.
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const documents: DocumentText[] = [];
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  const cut = (end: number, next: number) => {
    const piece = text.slice(start, end);
    documents.push({ text: piece, line });
    line += newlines(text.slice(start, next));
    start = next;
  };
  for (const marker of text.matchAll(/(?<![^\n])(?:---|\.\.\.)(?=\s|$)/g)) {
    if (marker.index < start) continue;
    cut(marker.index, marker.index + marker[0].length);
  }
  cut(text.length, text.length);
  return documents;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
