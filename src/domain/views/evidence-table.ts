import type { Known } from "../known.ts";
import { type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";

/** One table of what was seen, or why there is none. */
export type EvidenceTable = { readonly title: Markdown; readonly table: Markdown; readonly note: Markdown };

const mostRows = 100;

/** A list as a table; none, absent and not observed are three different sentences. */
export function evidence<T>(
  title: string,
  list: Known<readonly T[]>,
  header: readonly string[],
  row: (item: T) => readonly Markdown[],
): EvidenceTable {
  const heading = neutral(title);
  if (list.state === "absent") return { title: heading, table: md``, note: md`Not installed in this cluster.` };
  if (list.state === "unknown")
    return { title: heading, table: md``, note: md`**Not observed:** ${neutral(clip(list.reason, 300))}` };
  const left = list.value.length - mostRows;
  return {
    title: heading,
    table: table(header, list.value.slice(0, mostRows).map(row)),
    note: list.value.length === 0 ? md`None.` : left > 0 ? md`${mostRows} of ${list.value.length} shown.` : md``,
  };
}
