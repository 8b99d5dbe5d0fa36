/**
 * One `# ` comment line. Whatever could end the line (YAML 1.1 counts NEL, LS and PS as line breaks too), be
 * refused by a reader (control characters) or show something else than what is read (bidi, zero width) becomes
 * a space, so no text can break out of its comment.
 */
export function commentLine(text: string): string {
  return `# ${oneLine(text)}`.trimEnd();
}

/** Comment lines for one text, broken at spaces so that no line is longer than `width` unless one word is. */
export function commentLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of oneLine(text).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `# ${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(commentLine);
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
