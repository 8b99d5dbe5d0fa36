/** Something the person can mend; said to them with a remedy, never retried. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** The other side is unwell; the same call may work later. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  /** Milliseconds to wait before the next try, where the other side said so. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}
