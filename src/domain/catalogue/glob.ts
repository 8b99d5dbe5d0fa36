/**
 * The four kinds of glob that Argo CD uses, each with its own idea of a star:
 * - `directories`: Go's path.Match, where no wildcard crosses a slash (ApplicationSet, git directories);
 * - `pathspec`: git's own, where every wildcard crosses slashes, and a plain folder means all below it
 *   (ApplicationSet, git files, the default);
 * - `doublestar`: only `**` crosses slashes (ApplicationSet, git files, the new globbing);
 * - `manifests`: gobwas/glob without separators, where every wildcard crosses slashes (directory.include and exclude).
 */
export type GlobKind = "directories" | "pathspec" | "doublestar" | "manifests";

type Token =
  | { readonly type: "char"; readonly char: string }
  | { readonly type: "one"; readonly slashes: boolean }
  | { readonly type: "any"; readonly slashes: boolean }
  | {
      readonly type: "class";
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
      readonly slashes: boolean;
    };

/** Braces and `**` multiply a glob into plain ones; a glob that makes more than this is not taken apart. */
const variantLimit = 256;
/** Stands for a `**` that crosses slashes once a glob is taken apart; no path holds it. */
const anything = "\u0000";
/** In UTF-16 units; nobody writes longer ones by hand. */
const lengthLimit = 1024;

/**
 * True when the glob matches the whole path. The work grows with pattern times path, whatever the pattern, so that a
 * hostile glob costs nothing. `whenTooMuch` is the answer for a glob too long or with too many variants to try: pass what
 * is the careful one.
 */
export function globMatches(kind: GlobKind, glob: string, path: string, whenTooMuch = true): boolean {
  if (kind === "pathspec" && !/[*?[\\]/.test(glob)) {
    const folder = glob.replace(/\/+$/, "");
    return path === glob || folder === "" || folder === "." || path.startsWith(`${folder}/`);
  }
  const literal = /^[^*?[{\\]*/.exec(glob)?.[0] ?? "";
  if (!path.startsWith(literal)) return false;
  const variants = glob.length > lengthLimit ? undefined : variantsOf(kind, glob);
  return variants === undefined ? whenTooMuch : variants.some((variant) => matches(tokensOf(kind, variant), path));
}

function variantsOf(kind: GlobKind, glob: string): readonly string[] | undefined {
  const variants = kind === "manifests" || kind === "doublestar" ? expandBraces(glob) : [glob];
  if (kind !== "doublestar" || variants === undefined) return variants;
  const all = variants.flatMap((variant) => withAndWithout(variant.split("/")).slice(0, variantLimit + 1));
  return all.length > variantLimit ? undefined : all;
}

/** A segment `**` is any number of folders, also none; within a segment, two stars are one. */
function withAndWithout([segment, ...rest]: readonly string[]): readonly string[] {
  if (segment === undefined) return [];
  if (segment === "**" && rest.length === 0) return [anything];
  if (rest.length === 0) return [segment];
  const tails = withAndWithout(rest).slice(0, variantLimit + 1);
  if (segment === "**") return [...tails, ...tails.map((tail) => `${anything}/${tail}`)];
  const alone = rest.length === 1 && rest[0] === "**" ? [segment] : [];
  return [...alone, ...tails.map((tail) => `${segment}/${tail}`)];
}

function expandBraces(glob: string): readonly string[] | undefined {
  const open = glob.indexOf("{");
  if (open === -1) return [glob];
  const options: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < glob.length; at += 1) {
    const char = glob[at];
    if (char === "{") depth += 1;
    if (char === "," && depth === 1) {
      options.push(glob.slice(from, at));
      from = at + 1;
    }
    if (char === "}") depth -= 1;
    if (char !== "}" || depth !== 0) continue;
    options.push(glob.slice(from, at));
    const expanded: string[] = [];
    for (const option of options) {
      const variants = expandBraces(`${glob.slice(0, open)}${option}${glob.slice(at + 1)}`);
      if (variants === undefined) return undefined;
      expanded.push(...variants);
      if (expanded.length > variantLimit) return undefined;
    }
    return expanded;
  }
  return [glob];
}

function tokensOf(kind: GlobKind, glob: string): readonly Token[] {
  const slashes = kind === "pathspec" || kind === "manifests";
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob[at] ?? "";
    if (char === anything) tokens.push({ type: "any", slashes: true });
    else if (char === "*") tokens.push({ type: "any", slashes });
    else if (char === "?") tokens.push({ type: "one", slashes });
    else if (char === "\\" && at + 1 < glob.length) {
      at += 1;
      tokens.push({ type: "char", char: glob[at] ?? "" });
    } else if (char === "[") {
      const end = glob.indexOf("]", at + 2);
      if (end === -1) return [{ type: "char", char: anything }];
      // Go's path.Match lets a class take in a slash, though no star and no question mark does.
      tokens.push(classOf(glob.slice(at + 1, end), slashes || kind === "directories"));
      at = end;
    } else tokens.push({ type: "char", char });
  }
  return tokens;
}

function classOf(body: string, slashes: boolean): Token {
  const negated = body.startsWith("!") || body.startsWith("^");
  const ranges: (readonly [string, string])[] = [];
  const chars = negated ? body.slice(1) : body;
  for (let at = 0; at < chars.length; at += 1) {
    const from = chars[at] ?? "";
    const to = chars[at + 1] === "-" ? chars[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return { type: "class", negated, ranges, slashes };
}

/** Follows every way to match at once; `reached[i]` says that the first i tokens took in the text so far. */
function matches(tokens: readonly Token[], text: string): boolean {
  let reached = skipStars(tokens, [true]);
  for (const char of text) {
    const next: boolean[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (reached[at] !== true || token === undefined || !takes(token, char)) continue;
      next[token.type === "any" ? at : at + 1] = true;
    }
    reached = skipStars(tokens, next);
  }
  return reached[tokens.length] === true;
}

function skipStars(tokens: readonly Token[], reached: boolean[]): boolean[] {
  for (let at = 0; at < tokens.length; at += 1) {
    if (reached[at] === true && tokens[at]?.type === "any") reached[at + 1] = true;
  }
  return reached;
}

function takes(token: Token, char: string): boolean {
  if (token.type === "char") return token.char === char;
  if (char === "/" && !token.slashes) return false;
  if (token.type !== "class") return true;
  return token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
}
