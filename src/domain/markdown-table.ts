import { type Markdown, md } from "./markdown.ts";

/**
 * A cell of a table: one line, pipes escaped. A pipe counts as escaped when an odd number of backslashes stands
 * before it (GFM tables; also inside code spans, where the backslash is taken away again).
 */
export function tableCell(content: Markdown): Markdown {
  return content
    .replace(/\s*\n\s*/g, " ")
    .replace(/(\\*)\|/g, (match, slashes: string) => (slashes.length % 2 === 0 ? `${slashes}\\|` : match)) as Markdown;
}

/** A table; empty without rows. Cells are escaped here, so callers cannot forget it. */
export function table(header: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown {
  if (rows.length === 0) return md``;
  const lines = [header, header.map(() => "---"), ...rows.map((row) => row.map(tableCell))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n") as Markdown;
}
