/*
 * Other people's text (event messages, Argo CD's errors) is shown as evidence, and sometimes somebody has put a
 * secret into it. The allow-list of fields is the first defence; this is the second. It would rather hide a
 * harmless word than show a secret, but leaves alone what evidence is about: digests, UIDs, commits, pod names.
 */

const hidden = "[redacted]";

const secretName =
  "(?:pass(?:word|wd|phrase|code)|pwd|[_-]pass|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|credentials?|signature|sig|[_-]auth)";
const value = `(?!\\[redacted\\])(?:\\\\"(?:(?!\\\\").)*\\\\"|"(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s,;&"'})\\]]+)`;

/**
 * Shapes that say by themselves or by the name before them what they are; wide shapes first. The text is hostile:
 * each shape begins where a word begins, or is bounded, so that none takes more than linear time.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g, hidden],
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie)(\\?["']?\s*[:=]\s*)(?!\[redacted\]|\s)[^\r\n"'\\]+/gi,
    `$1$2${hidden}`,
  ],
  [/\b(bearer|basic)(\s+)(?!\[redacted\])[A-Za-z0-9+/=._~-]{8,}/gi, `$1$2${hidden}`],
  [/\beyJ[A-Za-z0-9_-]{5,4096}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,3}/g, hidden],
  [
    /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/)(?!\[redacted\]|git@)(?:[^\s/?#"'<>]{0,500}|[^\s/@:]{0,100}:(?!\d+\/)[^\s@"'<>]{0,500})@/gi,
    `$1${hidden}@`,
  ],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, hidden],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|gl[a-z]{1,8}-[A-Za-z0-9_-]{20,})/g, hidden],
  [/\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,})/g, hidden],
  [/\b(?:AIza[A-Za-z0-9_-]{30,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}|dckr_pat_[A-Za-z0-9_-]{20,})/g, hidden],
  [
    /\b(?:sk-[A-Za-z0-9_-]{20,}|hv[sbr]\.[A-Za-z0-9_-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,})/g,
    hidden,
  ],
  [new RegExp(`((?<![\\w-])--[\\w-]*${secretName}\\s+)(?!-)${value}`, "gi"), `$1${hidden}`],
  [new RegExp(`((?<![\\w.-])[\\w.-]*${secretName}\\\\?["']?\\s*[:=]\\s*)${value}`, "gi"), `$1${hidden}`],
  [new RegExp(`("auth\\\\?"\\s*:\\s*)${value}`, "gi"), `$1${hidden}`],
];

/** The text with everything that looks like a secret replaced by `[redacted]`. Doing it twice changes nothing. */
export function redactText(text: string): string {
  const named = shapes.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), text);
  return named.replace(/[A-Za-z0-9+/=_-]{20,}/g, (word, at: number) =>
    looksRandom(word) && !isDigest(named.slice(Math.max(0, at - 12), at)) ? hidden : word,
  );
}

/** Digests and container ids say what they are just before they begin. */
function isDigest(before: string): boolean {
  return /(?:sha\d+|containerd|docker|cri-o):$/.test(before);
}

function looksRandom(word: string): boolean {
  if (/^instance-manager-[0-9a-f]+$/.test(word)) return false; // Longhorn's pods
  const parts = word.split("/");
  const isBase64 = !word.startsWith("/") && word.length >= 32;
  return parts.some(isRandomPart) || (isBase64 && parts.length > 1 && isMixed(word));
}

function isRandomPart(part: string): boolean {
  if (part.length < 20 || /^[0-9a-f]{40}$/.test(part)) return false; // 40: a commit
  if (part.split(/[-_]/).every(isWordOfAName)) return false;
  if (isMixed(part)) return true;
  const hasDigits = /\d/.test(part) && /[A-Za-z]/.test(part);
  return part.length >= 24 && hasDigits && entropy(part) >= 3.2 && changes(part) >= 0.2;
}

/** A piece of a Kubernetes name, a constant or a CamelCase word: short, and of one kind. */
function isWordOfAName(segment: string): boolean {
  return /^(?:[a-z0-9]{0,16}|[A-Z0-9]{0,12}|[a-z]+|[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*[A-Z]?\d{0,2})$/.test(
    segment,
  );
}

/** Capitals, small letters and perhaps digits, changing as often as they do by chance and hardly ever in a written word. */
function isMixed(part: string): boolean {
  if (!/[a-z]/.test(part) || !/[A-Z]/.test(part) || entropy(part) < 3.5) return false;
  return changes(part) >= (/[\d+/=_]/.test(part) ? 0.3 : 0.36);
}

/** Shannon's entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** The share of neighbours that are of different kinds (capital, small, digit, other). */
function changes(text: string): number {
  const kinds = [...text].map((character) =>
    /[a-z]/.test(character) ? "small" : /[A-Z]/.test(character) ? "capital" : /\d/.test(character) ? "digit" : "other",
  );
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length / (text.length - 1);
}
