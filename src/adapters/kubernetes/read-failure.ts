/** One read that came to nothing, in words for people; becomes the reason of an unknown part. */
export class ReadFailure extends Error {
  override readonly name = "ReadFailure";
  /** The server said that we may not. */
  readonly isForbidden: boolean;

  constructor(message: string, { isForbidden = false, ...options }: ErrorOptions & { isForbidden?: boolean } = {}) {
    super(message, options);
    this.isForbidden = isForbidden;
  }
}

/** What was asked for in front of why it failed. */
export async function saying<T>(what: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof ReadFailure ? new ReadFailure(`${what}: ${error.message}`, { cause: error }) : error;
  }
}

/** An answer that is not the wanted one, in words. */
export function refusal(verb: "get" | "list", what: string, status: number): ReadFailure {
  if (status === 401)
    return new ReadFailure(`cannot ${verb} ${what}: the server does not accept our credentials (401)`);
  if (status === 403) return new ReadFailure(`forbidden: cannot ${verb} ${what}`, { isForbidden: true });
  if (status === 404) return new ReadFailure(`cannot ${verb} ${what}: the server does not know them (404)`);
  return new ReadFailure(`cannot ${verb} ${what}: the server answered ${status}`);
}

/** `10 s`, `250 ms` */
export function durationText(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}

/**
 * Why a request got no answer, from what undici, the sockets or TLS threw. Addresses stay out: evidence may be
 * public and the API server's address is not.
 */
export function connectionProblem(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) return "the connection failed";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `the server's name cannot be resolved (${code})`;
  if (/CERT|SELF_SIGNED|VERIFY|ALTNAME|SSL|TLS/.test(code)) return `the server's certificate is not accepted (${code})`;
  return `the connection failed (${code})`;
}

/** True when the connection broke before an answer began, as a kept-alive one does when the server closed it meanwhile. */
export function isBrokenConnection(error: unknown): boolean {
  return ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeOf(error.cause);
}
