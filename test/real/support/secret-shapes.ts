import { createHash } from "node:crypto";

/** A secret as it was planted: the text around it, and what must not be seen of it again. */
export type Planted = {
  readonly place: string;
  readonly shape: string;
  readonly text: string;
  readonly secret: string;
};

export type Shape = {
  readonly shape: string;
  /** The secret alone, and the text that it stands in. */
  readonly make: (of: Letters) => readonly [secret: string, text: string];
};

/** Letters that nothing else in the world has, and that are the same in every run. */
type Letters = {
  /** A word that only the name before it gives away. */
  readonly word: string;
  readonly any: (length: number, alphabet?: string) => string;
};

const small = "abcdefghijklmnopqrstuvwxyz";
const capitals = small.toUpperCase();
const digits = "0123456789";
const alphanumeric = `${capitals}${small}${digits}`;
const hexadecimal = "0123456789abcdef";

/** The token is the secret; `prefix` says what it is. */
function token(prefix: string, length: number, alphabet = alphanumeric): Shape["make"] {
  return ({ any }) => {
    const secret = any(length, alphabet);
    return [secret, `using ${prefix}${secret} failed`];
  };
}

/** A word in a text that names it. */
function word(before: string, after = ""): Shape["make"] {
  return (of) => [of.word, `${before}${of.word}${after}`];
}

function key(kind: string, end: boolean): Shape["make"] {
  return ({ any }) => {
    const secret = any(60);
    const tail = end ? `\n-----END ${kind}-----` : "";
    return [secret, `bad key: -----BEGIN ${kind}-----\n${secret}${tail}`];
  };
}

/** Shapes of secrets. Put together from pieces so that no scanner takes them for real. */
export const shapes: readonly Shape[] = [
  { shape: "a bearer token", make: ({ any }) => withText(any(24), (it) => `401 for Authorization: Bearer ${it}`) },
  { shape: "a bearer token without its header", make: ({ any }) => withText(any(16), (it) => `sent bearer ${it}`) },
  { shape: "basic credentials", make: ({ any }) => withText(`${any(15)}=`, (it) => `said no to Basic ${it}`) },
  { shape: "a cookie", make: word("Cookie: session=", "; theme=dark") },
  { shape: "an AWS key id", make: token("AKIA", 16, `${capitals}${digits}`) },
  { shape: "an AWS secret key", make: ({ any }) => withText(`${any(19)}/${any(20)}`, (it) => `with ${it} failed`) },
  { shape: "a GitHub token", make: token("ghp_", 36) },
  { shape: "a GitHub server token", make: token("ghs_", 20) },
  { shape: "a fine-grained GitHub token", make: token("github_pat_", 40) },
  { shape: "a GitLab token", make: token("glpat-", 20) },
  { shape: "a Slack token", make: token("xoxb-123456789012-", 14) },
  { shape: "a Slack app token", make: token("xapp-1-", 24) },
  { shape: "a payment key", make: token("sk_live_", 24) },
  { shape: "an npm token", make: token("npm_", 36) },
  { shape: "a Google key", make: token("AIza", 35) },
  { shape: "a key of a language model", make: token("sk-proj-", 40) },
  { shape: "a Hugging Face token", make: token("hf_", 34) },
  { shape: "a Docker token", make: token("dckr_pat_", 27) },
  { shape: "a PyPI token", make: token("pypi-", 40) },
  { shape: "a Vault token", make: token("hvs.", 24) },
  { shape: "an age key", make: token("AGE-SECRET-KEY-1", 58, `${capitals}${digits}`) },
  {
    shape: "a JWT",
    make: ({ any }) => withText(any(40), (it) => `token eyJhbGciOiJIUzI1NiJ9.${it}.${any(22)} is old`),
  },
  { shape: "a private key", make: key("RSA PRIVATE KEY", true) },
  { shape: "an OpenSSH private key", make: key("OPENSSH PRIVATE KEY", true) },
  { shape: "a PGP private key", make: key("PGP PRIVATE KEY BLOCK", true) },
  { shape: "a private key that was cut off", make: key("PRIVATE KEY", false) },
  { shape: "password=", make: word("dial failed: host=db password=", " user=shop") },
  { shape: "an environment variable", make: word("SHOP_DB_PASSWORD=") },
  { shape: "token:", make: word("token: ") },
  {
    shape: "a quoted password with spaces",
    make: (of) => withText(`${of.word} battery`, (it) => `password="correct ${it}"`),
  },
  { shape: "JSON", make: word('{"clientSecret":"', '","user":"bob"}') },
  { shape: "JSON inside JSON", make: word('{\\"api_key\\":\\"', '\\"}') },
  { shape: "a Docker configuration", make: word('{"auths":{"r.example":{"auth":"', '"}}}') },
  { shape: "a flag", make: word("exec: --db-password ", " --verbose") },
  { shape: "a flag with =", make: word("exec: --token=") },
  { shape: "a query parameter", make: word("GET https://api.example/x?access_token=", "&page=2") },
  { shape: "a signed address", make: token("https://s3.example/o?X-Amz-Signature=", 64, hexadecimal) },
  { shape: "a password in a URL", make: word("postgres://shop:", "@db:5432/shop is down") },
  { shape: "a password with an @ in a URL", make: (of) => [of.word, `postgres://shop:hun@${of.word}@db/shop`] },
  { shape: "a password with a / in a URL", make: (of) => [of.word, `amqp://shop:hun/${of.word}@mq/x`] },
  { shape: "a token in a URL", make: word("cloning https://", "@git.example/x.git") },
  { shape: "a URL without a user", make: word("redis://:", "@cache:6379/0") },
  { shape: "a random word", make: token("saw ", 24) },
  { shape: "32 hexadecimal digits", make: token("key ", 32, hexadecimal) },
  { shape: "a base32 seed", make: token("seed ", 32, `${capitals}234567`) },
];

function withText(secret: string, text: (secret: string) => string): readonly [string, string] {
  return [secret, text(secret)];
}

/** One secret of every shape, or of some of them, of letters that only this place has. */
export function secretsOf(place: string, some: readonly Shape[] = shapes): readonly Planted[] {
  return some.map(({ shape, make }) => {
    const [secret, text] = make(lettersOf(`${place}: ${shape}`));
    return { place, shape, secret, text };
  });
}

function lettersOf(seed: string): Letters {
  let drawn = 0;
  const any = (length: number, alphabet = alphanumeric): string => {
    drawn += 1;
    const bytes = [0, 1]
      .map((half) => createHash("sha512").update(`${seed} ${drawn} ${half}`).digest())
      .flatMap((all) => [...all]);
    return bytes
      .slice(0, length)
      .map((byte) => alphabet[byte % alphabet.length])
      .join("");
  };
  return { word: `hunter${any(8, digits)}`, any };
}

/** What of the planted secrets is to be seen in the texts, by name: `place, shape: in text`. */
export function leaks(planted: readonly Planted[], texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    planted
      .filter(({ secret }) => traces(secret).some((trace) => text.includes(trace)))
      .map(({ place, shape }) => `${place}, ${shape}: in ${name}`),
  );
}

/** The secret, what is left of a long one when it is cut at either end, and its usual disguise. */
function traces(secret: string): readonly string[] {
  const cut = secret.length < 24 ? [] : [secret.slice(0, 12), secret.slice(-12)];
  return [secret, ...cut, Buffer.from(secret).toString("base64").replace(/=+$/, "")];
}
