import { createPrivateKey } from "node:crypto";
import { fileOf, type ReadFile } from "./variable-file.ts";

/** The key that PRIVATE_KEY holds, else PRIVATE_KEY_PATH's file, or the problem in words. */
export function privateKeyOf(
  env: Readonly<Record<string, string | undefined>>,
  readFile: ReadFile,
): { readonly pem: string | undefined; readonly problems: readonly string[] } {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = env;
  const problem = (message: string) => ({ pem: undefined, problems: [message] });
  if (text === undefined && path === undefined)
    return problem("PRIVATE_KEY is missing: the App's private key (or PRIVATE_KEY_PATH, the file that holds it)");
  const read = text !== undefined ? ({ ok: true, text } as const) : fileOf("PRIVATE_KEY_PATH", path ?? "", readFile);
  if (!read.ok) return problem(read.problem);
  const pem = readPrivateKey(read.text);
  if (pem !== undefined) return { pem, problems: [] };
  return problem(
    text !== undefined
      ? "PRIVATE_KEY is not an RSA private key in PEM, nor one in base64"
      : "PRIVATE_KEY_PATH names a file that holds no RSA private key in PEM",
  );
}

/**
 * The App's private key as PEM, from what Probot accepts: PEM, PEM whose line breaks are written as `\n` or lost, or
 * either in base64. undefined when it is no RSA private key; the text itself is never part of a message.
 */
export function readPrivateKey(text: string): string | undefined {
  const trimmed = text.trim();
  const decoded = trimmed.includes("-----BEGIN") ? trimmed : Buffer.from(trimmed, "base64").toString("utf8").trim();
  const match = decoded
    .replaceAll("\\n", "\n")
    .trim()
    .match(/^-----BEGIN ((?:RSA )?PRIVATE KEY)-----\s([\s\S]+?)\s?-----END \1-----$/);
  if (match === null) return undefined;
  const [, kind, body = ""] = match;
  const pem = `-----BEGIN ${kind}-----\n${body.trim().split(/\s+/).join("\n")}\n-----END ${kind}-----\n`;
  return isRsaKey(pem) ? pem : undefined;
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch (error) {
    // What OpenSSL cannot decode it refuses with a coded error; anything else would be ours.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
