/** A label for a Mermaid picture: an allow-list of signs, at most 60, because Mermaid's own quoting is no protection. */
export function mermaidLabel(text: string): string {
  const label = text
    .replace(/[^A-Za-z0-9 ._/-]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return label === "" ? "unnamed" : label.slice(0, 60);
}
