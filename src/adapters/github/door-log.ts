import type { Logger } from "pino";

/** What a log line says of an error. */
type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly status?: string | number;
  readonly code?: string | number;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
};

/**
 * The logger for everything that handles deliveries. Probot and @octokit/webhooks hang the whole delivery on the
 * error of a wrong signature, and errors inside errors carry it again, so that no list of redacted paths covers it:
 * here an error is reduced to its own words and frames, however deep.
 */
export function doorLog(log: Logger): Logger {
  return log.child({}, { serializers: { err: loggedError } });
}

/** An error without anything that was hung on it. */
export function loggedError(value: unknown): LoggedError {
  return reduced(value, new Set());
}

function reduced(value: unknown, seen: Set<unknown>): LoggedError {
  if (!(value instanceof Error)) return { type: typeof value, message: "", stack: "" };
  seen.add(value);
  const inner = (value instanceof AggregateError ? value.errors : []).filter((each) => !seen.has(each));
  return {
    type: value.name,
    message: value.message,
    stack: frames(value.stack ?? ""),
    ...word("status", value),
    ...word("code", value),
    ...(value.cause === undefined || seen.has(value.cause) ? {} : { cause: reduced(value.cause, seen) }),
    ...(inner.length === 0 ? {} : { errors: inner.map((each) => reduced(each, seen)) }),
  };
}

/** A stack begins with the message as it was when the error was made, and a parser's message quotes what it read. */
function frames(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}

function word(name: "status" | "code", error: object): { readonly [key: string]: string | number } {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" || typeof value === "number" ? { [name]: value } : {};
}
