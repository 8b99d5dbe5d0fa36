/**
 * A read-only kubectl command line that a person can paste: `kubectl -n shop get pods`. Words are quoted for a
 * POSIX shell, because names in a repository are other people's text.
 */
export function kubectl(...words: readonly string[]): string {
  return ["kubectl", ...words.map(shellWord)].join(" ");
}

/** The same question for each namespace, in one line. */
export function kubectlEach(namespaces: readonly string[], ...words: readonly string[]): string {
  return [...new Set(namespaces)].map((namespace) => kubectl("-n", namespace, ...words)).join(" && ");
}

/** One word of a shell command, quoted where it needs to be; it never spans lines. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (![...word].some(isControl)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = [...word].map((character) =>
    isControl(character)
      ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
      : character === "'" || character === "\\"
        ? `\\${character}`
        : character,
  );
  return `$'${escaped.join("")}'`;
}

function isControl(character: string): boolean {
  return character < " " || character === "\u007f";
}
