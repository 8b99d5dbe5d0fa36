import { Octokit } from "octokit";
import type { Logger } from "pino";

/** No call may hang a job: GitHub itself gives up after 10 s, proxies after a minute. */
const CALL_TIMEOUT_MS = 30_000;

/** Answers that a second try does not change. 405 and 409 are retried by the plugin's own list, 429 without its `retry-after`. */
const doNotRetry: number[] = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

export type OctokitSettings = {
  readonly baseUrl: string;
  /** A stand-in has no limits: calls go out at once. */
  readonly isStandIn: boolean;
  readonly log: Logger;
};

/**
 * The Octokit class of this project. Limits never wait inside a job: the call
 * fails with the time to wait and the queue comes back. Reads are tried twice
 * more; see `connection.ts` for writes.
 */
export function octokitClass({ baseUrl, isStandIn, log }: OctokitSettings, throttleId: string): typeof Octokit {
  return Octokit.defaults({
    baseUrl,
    userAgent: "lanekeeper",
    log: octokitLog(log),
    retry: { doNotRetry, retries: 2, retryAfterBaseValue: isStandIn ? 10 : 1_000 },
    throttle: {
      enabled: !isStandIn,
      // The plugin's queues are shared by id: without one, every installation waits for all others.
      id: throttleId,
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
    request: { fetch: fetchInTime },
  });
}

function fetchInTime(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, signal: init.signal ?? AbortSignal.timeout(CALL_TIMEOUT_MS) });
}

/** Octokit hands whole requests to its log; only its words may pass. */
function octokitLog(log: Logger) {
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: (message: string) => log.warn({ octokit: message }, "octokit warns"),
    error: (message: string) => log.error({ octokit: message }, "octokit reports an error"),
  };
}
