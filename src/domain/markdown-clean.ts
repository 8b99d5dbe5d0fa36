const escaper = String.fromCodePoint(0x1b);
const bell = String.fromCodePoint(0x07);
const introducer = String.fromCodePoint(0x9b);

/** ECMA-48 control sequences: CSI (`ESC [ … letter`, or 0x9b), OSC (`ESC ] … BEL` or `ESC \\`) and two-character ones. */
const terminalSequences = new RegExp(
  [
    `(?:${escaper}\\[|${introducer})[0-?]*[ -/]*[@-~]`,
    `${escaper}\\][^${bell}${escaper}]*(?:${bell}|${escaper}\\\\)?`,
    `${escaper}[ -/]*[0-Z\\\\^-~]`,
  ].join("|"),
  "gu",
);

/**
 * Other people's text without what is read differently than it is seen: terminal sequences, control characters,
 * bidirectional and zero-width signs, private and unassigned ones; every kind of line break is `\n`. The opening
 * of an HTML comment is broken, so that no marker of ours can stand in it, not even inside code.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(terminalSequences, "")
    .replaceAll("\t", "  ")
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "")
    .replaceAll("<!--", "<! --");
}

/** The same on one line, blanks joined, trimmed. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** At most `characters` characters; what is cut is marked by an ellipsis. */
export function clip(text: string, characters: number): string {
  const letters = Array.from(text);
  return letters.length <= characters
    ? text
    : `${letters
        .slice(0, characters - 1)
        .join("")
        .trimEnd()}…`;
}
