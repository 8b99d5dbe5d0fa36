import { Buffer } from "node:buffer";

/** GitHub's 65,535 are counted in bytes, whatever its documentation says; the rest is for our own closing words. */
const OUTPUT_BYTES = 65_000;
/** No limit is documented for the title; more than a line helps nobody. */
const TITLE_LENGTH = 255;

/**
 * A safety net below the texts' own budgets: Markdown of at most `bytes` bytes,
 * cut between lines, an open fence closed, and the cut said.
 */
export function cutMarkdown(text: string, bytes: number = OUTPUT_BYTES): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const closing = "\n\n_Cut here: the text is longer than GitHub takes._\n";
  for (let kept = bytes - Buffer.byteLength(closing); ; ) {
    const body = wholeLines(text, kept);
    const fence = openFence(body);
    const whole = `${body}${fence === undefined ? "" : `\n${fence}`}${closing}`;
    const excess = Buffer.byteLength(whole) - bytes;
    // Less text may end inside another fence, with other signs to close it.
    if (excess <= 0) return whole;
    kept -= excess;
  }
}

/** A check's title: one line. */
export function cutTitle(title: string): string {
  const line = title.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length > TITLE_LENGTH ? `${letters.slice(0, TITLE_LENGTH - 1).join("")}…` : line;
}

/** As much of the text as fits, up to its last line break; a first line that is too long is cut between characters. */
function wholeLines(text: string, bytes: number): string {
  const head = new TextDecoder("utf-8").decode(Buffer.from(text).subarray(0, bytes)).replace(/\uFFFD+$/, "");
  const end = head.lastIndexOf("\n");
  return end > 0 ? head.slice(0, end) : head;
}

/** The fence that must close what the text leaves open (CommonMark 4.5): the same sign, at least as long. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split("\n")) {
    const [, fence = "", rest = ""] = line.match(/^ {0,3}(`{3,}|~{3,})(.*)$/) ?? [];
    if (fence === "") continue;
    if (open === undefined) open = fence.startsWith("`") && rest.includes("`") ? undefined : fence;
    else if (fence.startsWith(open) && rest.trim() === "") open = undefined;
  }
  return open;
}
