import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fromMarkdown } from "mdast-util-from-markdown";

/** The project's folder. */
export const root = join(import.meta.dirname, "../..");

type Node = {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly lang?: string | null;
  readonly meta?: string | null;
  readonly children?: readonly Node[];
};

/** A block of code: its language, what stands beside it (`yaml repository-file`), and its text. */
export type Fence = { readonly language: string; readonly note: string; readonly text: string };

const skipped = new Set(["node_modules", ".git", ".cache", ".lanekeeper", "dist"]);

/** Every Markdown file of the project by its path. */
export function documents(folder = root): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : documents(path);
    return entry.name.endsWith(".md") ? [relative(root, path)] : [];
  });
}

export function textOf(document: string): string {
  return readFileSync(join(root, document), "utf8");
}

/** The text between a heading and the next one of its level or above. Throws when there is no such heading. */
export function section(document: string, heading: string): string {
  const lines = textOf(document).split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start < 0) throw new Error(`${document} has no heading "${heading}"`);
  const level = lines[start]?.match(/^#+/)?.[0].length ?? 1;
  const rest = lines.slice(start + 1);
  let fenced = false;
  const end = rest.findIndex((line) => {
    if (line.trimStart().startsWith("```")) fenced = !fenced;
    return !fenced && (line.match(/^#+(?= )/)?.[0].length ?? 9) <= level;
  });
  return rest.slice(0, end < 0 ? undefined : end).join("\n");
}

/** The rows of the table whose header begins with `first`, without header and rule; cells are trimmed Markdown. */
export function table(text: string, first: string): readonly (readonly string[])[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => cells(line)[0] === first);
  if (start < 0) throw new Error(`there is no table that begins with "${first}"`);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end < 0 ? undefined : end).map(cells);
}

/**
 * The rows of a table that is made from the code alone. With UPDATE_DOCS=1 the table is written anew first, so that
 * nobody has to copy rows by hand.
 */
export function madeTable(
  document: string,
  heading: string,
  first: string,
  rows: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const text = section(document, heading);
  if (process.env.UPDATE_DOCS !== "1") return table(text, first);
  const lines = text.split("\n");
  const start = lines.findIndex((line) => cells(line)[0] === first) + 2;
  const length = table(text, first).length;
  const written = lines
    .toSpliced(start, length, ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`))
    .join("\n");
  writeFileSync(
    join(root, document),
    textOf(document).replace(text, () => written),
  );
  return table(written, first);
}

function cells(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  return line
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** What stands in code in running text and in cells: "`nodes`, `pods`" gives both names. Fenced blocks are left out. */
export function codes(text: string): readonly string[] {
  return nodes(text).flatMap(({ type, value }) => (type === "inlineCode" && value !== undefined ? [value] : []));
}

/** Every link and image target. */
export function links(text: string): readonly string[] {
  return nodes(text).flatMap(({ url }) => url ?? []);
}

/** Every fenced block. */
export function fences(text: string): readonly Fence[] {
  return nodes(text)
    .filter(({ type }) => type === "code")
    .map(({ lang, meta, value }) => ({ language: lang ?? "", note: meta ?? "", text: value ?? "" }));
}

/** The anchors that GitHub gives a document's headings. */
export function anchors(text: string): readonly string[] {
  return nodes(text)
    .filter(({ type }) => type === "heading")
    .map((heading) =>
      wordsOf(heading)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/ /g, "-"),
    );
}

function wordsOf({ value, children }: Node): string {
  return value ?? (children ?? []).map(wordsOf).join("");
}

function nodes(text: string): readonly Node[] {
  const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)];
  return walk(fromMarkdown(text) as Node);
}
