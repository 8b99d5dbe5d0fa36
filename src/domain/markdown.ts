import { clean, cleanLine } from "./markdown-clean.ts";

declare const safe: unique symbol;

/**
 * Markdown that may be shown on GitHub as it is. Only this file's functions make it: our own words through
 * {@link md}, everybody else's through `neutral`, `code` or `fence`. Views hold nothing else, so a text that
 * nobody neutralised does not compile.
 */
export type Markdown = string & { readonly [safe]: true };

/** Our own words as a template literal; what is put in must be safe already, or a number. */
export function md(words: TemplateStringsArray, ...values: readonly (Markdown | number)[]): Markdown {
  return words.map((part, index) => `${part}${values[index] ?? ""}`).join("") as Markdown;
}

/** Safe pieces with our own words between them. */
export function joined(
  pieces: readonly Markdown[],
  between: ", " | "; " | " " | "\n" | "\n\n" | "<br>" = ", ",
): Markdown {
  return pieces.join(between) as Markdown;
}

/** What must not keep its meaning. One pass, because what replaces one sign holds others. */
const meaningful =
  /[\\`*[\]|~$_&<@#]|\bGH-|:\/\/|\bwww\.|(?<![\w-])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40}(?![\w-])/giu;

/** An invisible gap as an entity: it breaks GitHub's autolinks and is seen in the source. */
const gap = "&#8203;";

/**
 * Other people's text as one harmless line: no mention, reference, closing keyword with a reference, link, image,
 * HTML, heading, list, table or emphasis comes of it. Single-backtick spans stay code, because our own sentences
 * mark names that way and code is harmless too.
 */
export function neutral(text: string): Markdown {
  const pieces = cleanLine(text).split(/`([^`]+)`/);
  const line = pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : inert(piece))).join("");
  // What would begin a block: a list, a quote, a heading's underline, a numbered list, a table's rule.
  return line.replace(/^([-+=>:])/, "\\$1").replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2") as Markdown;
}

function inert(piece: string): string {
  return piece.replace(meaningful, (match, at: number) => {
    switch (match) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case "_":
        return isInsideWord(piece, at) ? match : "\\_";
      case "@":
      case "#":
        return `${match}${gap}`;
      case "://":
        return `:${gap}//`;
      default:
        return word(match);
    }
  });
}

/** One sign is escaped; a word that GitHub would link is broken by a gap, and a commit becomes code, so that it can be copied. */
function word(match: string): string {
  if (match.length === 1) return `\\${match}`;
  return /[-.]$/.test(match) ? `${match.slice(0, -1)}${gap}${match.slice(-1)}` : code(match);
}

/** Only an underscore between letters or digits is never emphasis (CommonMark 6.2). */
function isInsideWord(text: string, at: number): boolean {
  return /^[A-Za-z0-9]_[A-Za-z0-9]$/.test(text.slice(Math.max(0, at - 1), at + 2));
}

/** Text as a code span, whatever backticks are in it; one line. */
export function code(text: string): Markdown {
  const line = cleanLine(text);
  if (line === "") return md`(empty)`;
  const ticks = "`".repeat(longestRun(line) + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${ticks}${padding}${line}${padding}${ticks}` as Markdown;
}

/** Text as a code block that nothing inside can close. */
export function fence(text: string, language: "bash" | "diff" | "yaml" | "text" | "mermaid"): Markdown {
  const body = clean(text).replace(/\n+$/, "");
  const ticks = "`".repeat(Math.max(3, longestRun(body) + 1));
  return `${ticks}${language}\n${body}\n${ticks}` as Markdown;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
