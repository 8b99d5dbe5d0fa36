const longest = 60;

/**
 * Somebody's word inside a code span of our sentence. Letters, digits and a few signs stay; everything else
 * (backticks, mentions, markup, bidirectional and invisible characters, look-alikes from other alphabets) is
 * shown by its code point, which also tells the person what they cannot see. Cut at 60 characters.
 */
export function quoted(text: string): string {
  if (text === "") return "An empty word";
  const shown = text.slice(0, longest).replace(/[^A-Za-z0-9._=,/:+~-]/gu, codePoint);
  return `\`${shown}${text.length > longest ? "…" : ""}\``;
}

function codePoint(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
