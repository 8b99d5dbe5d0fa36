import { TransientError, UserError } from "../../app/errors.ts";

/** The least wait after a rate limit that names no time, as GitHub asks (docs: best practices for the REST API). */
const LIMIT_WAIT_MS = 60_000;

/**
 * What GitHub said, without the request: a request holds a token and the texts
 * of people, and loggers print every field of an error and of its cause.
 */
class GitHubAnswer extends Error {
  override readonly name = "GitHubAnswer";
  /** The HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  constructor(message: string, status: number | undefined) {
    super(message);
    this.status = status;
  }
}

/** What GitHub said to the call that threw `error`; undefined when GitHub did not refuse anything. */
function answerOf(error: unknown): GitHubAnswer | undefined {
  return error instanceof Error && error.cause instanceof GitHubAnswer ? error.cause : undefined;
}

/** Whether the call that threw `error` was answered with one of the statuses. */
export function wasAnswered(error: unknown, ...statuses: readonly number[]): boolean {
  const status = answerOf(error)?.status;
  return status !== undefined && statuses.includes(status);
}

/**
 * An error of octokit in the project's three kinds. `route` is the template of
 * the call (`GET /repos/{owner}/{repo}`), never its values. What is neither an
 * answer nor a broken connection is our bug and comes back as it is.
 */
export function githubError(error: unknown, route: string, now: number = Date.now()): unknown {
  if (!isRequestError(error)) return isTimeout(error) ? unreachable(route, "no answer in time") : error;
  const { response } = error;
  if (response === undefined) return unreachable(route, briefly(error.message));
  const said = briefly(messageOf(response.data) ?? "");
  const cause = new GitHubAnswer(
    `GitHub answered ${error.status} to ${route}${said === "" ? "" : `: ${said}`}`,
    error.status,
  );
  const retryAfterMs = limitWait(error.status, response.headers, said, now);
  if (retryAfterMs !== undefined)
    return new TransientError(`GitHub limits our calls (${route})`, { cause, retryAfterMs });
  if (error.status >= 500 || error.status === 408) {
    const wait = seconds(response.headers["retry-after"]);
    return new TransientError(cause.message, wait === undefined ? { cause } : { cause, retryAfterMs: wait });
  }
  return refused(error.status, said, route, cause);
}

/** The failure for an answer of 200 whose body is not what GitHub documents: a proxy's page, a cut body. */
export function unreadable(route: string, problem: string): TransientError {
  return new TransientError(`GitHub's answer to ${route} cannot be read: ${briefly(problem)}`);
}

function refused(status: number, said: string, route: string, cause: GitHubAnswer): Error {
  switch (status) {
    case 401:
      // A fresh installation token is refused for a moment until GitHub's replicas know it.
      return new TransientError(`GitHub does not accept our token (${route})`, { cause });
    case 403:
      return new UserError(
        `GitHub does not allow this: ${said}`,
        "Grant the app the permissions of app.yml on this repository and accept them; check rulesets and that the repository is not archived.",
        { cause },
      );
    case 404:
    case 410:
    case 451:
      return new UserError(
        `GitHub does not show ${route} to this app (${status})`,
        "Check that it exists and that the app is installed on the repository.",
        {
          cause,
        },
      );
    case 409:
      return new TransientError(`GitHub reports a conflict: ${said}`, { cause });
    case 422:
      return new UserError(
        `GitHub refuses this: ${said}`,
        "If a ruleset or a branch protection forbids it, let the app's branches (lanekeeper/**) pass.",
        {
          cause,
        },
      );
    default:
      return new Error(cause.message, { cause });
  }
}

/** How long GitHub asks us to wait, in milliseconds; undefined when this is no rate limit. */
function limitWait(status: number, headers: Headers, said: string, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const asked = seconds(headers["retry-after"]);
  if (asked !== undefined) return asked;
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = seconds(headers["x-ratelimit-reset"]);
    // One second more, so that the limit is over on GitHub's clock too.
    return reset === undefined ? LIMIT_WAIT_MS : Math.max(reset - now, 0) + 1_000;
  }
  return status === 429 || /\brate limit\b/i.test(said) ? LIMIT_WAIT_MS : undefined;
}

type Headers = Readonly<Record<string, string | number | undefined>>;
type RequestFailure = Error & {
  readonly status: number;
  readonly response?: { readonly headers: Headers; readonly data: unknown };
};

/** By shape and not by class: several copies of @octokit/request-error may be installed. */
function isRequestError(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === "HttpError" && "status" in error && typeof error.status === "number";
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
}

function unreachable(route: string, problem: string): TransientError {
  return new TransientError(`GitHub cannot be reached (${route}): ${problem}`, {
    cause: new GitHubAnswer(problem, undefined),
  });
}

function messageOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const message = "message" in data && typeof data.message === "string" ? data.message : "";
  const errors =
    "errors" in data && Array.isArray(data.errors) ? data.errors.map(detailOf).filter((detail) => detail !== "") : [];
  return [message, ...errors].filter((part) => part !== "").join(": ");
}

function detailOf(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return "";
  if ("message" in error && typeof error.message === "string") return error.message;
  return ["field", "code"]
    .map((key) => String((error as Record<string, unknown>)[key] ?? ""))
    .join(" ")
    .trim();
}

function seconds(header: string | number | undefined): number | undefined {
  const value = Number(header ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined;
}

function briefly(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
