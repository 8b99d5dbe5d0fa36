import { setTimeout as pause } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import type { Connection } from "./connection.ts";
import type { Limits } from "./limits.ts";
import { readJson } from "./read-body.ts";
import { connectionProblem, durationText, isBrokenConnection, ReadFailure } from "./read-failure.ts";
import type { Turn } from "./side-by-side.ts";

/** What the API server said: JSON for 2xx, nothing but the status otherwise. */
export type Answer = { readonly status: number; readonly content: unknown };

/** What a request came to, for counting and for logs: never a body. */
export type RequestReport = { readonly path: string; readonly status: number | undefined; readonly ms: number };

/** Reads from one API server. */
export type ApiClient = {
  /** Throws ReadFailure when there is no whole answer in time. Any status is an answer. */
  get(path: string): Promise<Answer>;
  /** The status alone, for what does not answer in JSON. Throws ReadFailure like get. */
  status(path: string): Promise<number>;
};

/** The two questions of ours that the API server takes by POST. They are answered and forgotten: nothing is written. */
export type Review = "selfsubjectaccessreviews" | "selfsubjectrulesreviews";

export type ReviewClient = ApiClient & {
  /** Asks what we may do. Throws ReadFailure like get. */
  review(review: Review, question: object): Promise<Answer>;
};

/** A client for one observation: `signal` is its deadline, `connection` its credentials. */
export function apiClient(
  connection: Connection,
  turn: Turn,
  signal: AbortSignal,
  limits: Limits,
  report: (request: RequestReport) => void,
): ReviewClient {
  async function ask(path: string, readContent: boolean, question?: object): Promise<Answer> {
    const started = performance.now();
    // The clock of a request starts with its turn: waiting for the others is not the server's silence.
    const deadline = AbortSignal.timeout(limits.requestMs);
    const both = AbortSignal.any([signal, deadline]);
    let status: number | undefined;
    try {
      const answer = await twice(path, both, question);
      status = answer.statusCode;
      return await answerOf(answer, readContent);
    } catch (error) {
      if (signal.aborted)
        throw new ReadFailure(`the observation took longer than ${durationText(limits.observationMs)}`);
      if (deadline.aborted) throw new ReadFailure(`no answer within ${durationText(limits.requestMs)}`);
      if (error instanceof ReadFailure) throw error;
      throw new ReadFailure(connectionProblem(error), { cause: error });
    } finally {
      report({ path, status, ms: performance.now() - started });
    }
  }

  /** One more try where the server asks for one, or where a kept-alive connection turned out to be closed. */
  async function twice(path: string, both: AbortSignal, question?: object): Promise<Dispatcher.ResponseData> {
    const first = await send(path, both, question).catch((error: unknown) => {
      if (isBrokenConnection(error)) return undefined;
      throw error;
    });
    const waitMs = first === undefined ? 0 : retryAfterMs(first);
    if (first !== undefined && waitMs === undefined) return first;
    await first?.body.dump();
    await pause(waitMs, undefined, { signal: both });
    return await send(path, both, question);
  }

  function send(path: string, both: AbortSignal, question?: object): Promise<Dispatcher.ResponseData> {
    return request(`${connection.server}${path}`, {
      dispatcher: connection.dispatcher,
      ...(question === undefined ? {} : { method: "POST", body: JSON.stringify(question) }),
      headers: {
        ...connection.headers,
        accept: "application/json",
        "accept-encoding": "gzip",
        "user-agent": "lanekeeper",
        ...(question === undefined ? {} : { "content-type": "application/json" }),
      },
      signal: both,
    });
  }

  async function answerOf(
    { statusCode: status, headers, body }: Dispatcher.ResponseData,
    readContent: boolean,
  ): Promise<Answer> {
    if (readContent && status >= 200 && status < 300) {
      return { status, content: await readJson(body, single(headers["content-encoding"]), limits.answerBytes) };
    }
    await body.dump();
    return { status, content: undefined };
  }

  function inTurn(path: string, readContent: boolean, question?: object): Promise<Answer> {
    return turn(async () => {
      if (signal.aborted)
        throw new ReadFailure(`the observation took longer than ${durationText(limits.observationMs)}`);
      return await ask(path, readContent, question);
    });
  }

  return {
    get: (path) => inTurn(path, true),
    status: async (path) => (await inTurn(path, false)).status,
    review: (review, question) => inTurn(`/apis/authorization.k8s.io/v1/${review}`, true, question),
  };
}

/** How long the server asks to wait (429 and 503 with Retry-After: seconds or a date); undefined: it does not ask. */
function retryAfterMs({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
  const after = single(headers["retry-after"]);
  if ((statusCode !== 429 && statusCode !== 503) || after === undefined) return undefined;
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
