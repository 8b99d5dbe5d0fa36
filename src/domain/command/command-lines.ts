const token = "/migrate";

/** True when the line is the exact token alone or followed by a blank; `/migrated` is another word. */
export function isCommandLine(line: string): boolean {
  return (
    line.startsWith(token) &&
    (line.length === token.length || line[token.length] === " " || line[token.length] === "\t")
  );
}

/**
 * Whether a command stands in the lines after the first one, at column 0 and outside fenced code and HTML
 * comments. Quotes, lists and indented code never start at column 0 with our token.
 */
export function holdsCommandLine(rest: string): boolean {
  let fence: string | undefined;
  let inComment = false;
  for (const line of rest.split(/\r\n|\n|\r/)) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
    } else if (inComment) {
      inComment = !line.includes("-->");
    } else if (isCommandLine(line)) {
      return true;
    } else {
      fence = openedFence(line);
      inComment = fence === undefined && line.lastIndexOf("<!--") > line.lastIndexOf("-->");
    }
  }
  return false;
}

/** The backticks or tildes that open a code block on this line. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
function openedFence(line: string): string | undefined {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line);
  if (fence?.[1] === undefined) return undefined;
  const info = line.slice(fence[0].length);
  return fence[1].startsWith("`") && info.includes("`") ? undefined : fence[1];
}

/** A fence ends with at least as many of the same sign and nothing after it. */
function closes(line: string, fence: string): boolean {
  const end = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return end?.startsWith(fence) ?? false;
}
