import type { Octokit } from "octokit";
import type { Logger } from "pino";
import type { z } from "zod";
import { UserError } from "../../app/errors.ts";
import type { Repository } from "../../app/ports.ts";
import { githubError, unreadable, wasAnswered } from "./errors.ts";

type Parameters = Readonly<Record<string, unknown>>;

const PAGE_SIZE = 100;
/** Whoever may write can make a list endless; 20,000 entries are more than any work of ours has. */
const MAX_PAGES = 200;

/** Who we are to GitHub: the App's id and the login of its bot account. */
type Self = { readonly appId: number; readonly login: string };

/**
 * One repository with a token of its own. Routes are octokit's templates;
 * `owner` and `repo` are filled in. Every failure is one of errors.ts.
 */
export type Connection = {
  readonly repository: Repository;
  readonly self: Self;
  readonly isStandIn: boolean;
  readonly log: Logger;
  call<T>(answer: z.ZodType<T>, route: string, parameters?: Parameters): Promise<T>;
  /** The same; undefined where GitHub answers that there is no such thing (404, 410). */
  find<T>(answer: z.ZodType<T>, route: string, parameters?: Parameters): Promise<T | undefined>;
  /** Every page of a list, one element an answer; `answer` reads a whole page. */
  pages<T>(answer: z.ZodType<T>, route: string, parameters?: Parameters): Promise<readonly T[]>;
  /** The body as a stream; undefined where there is none (404). Not bound to the time of a call. */
  download(route: string, parameters: Parameters, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined>;
};

export type ConnectionOptions = Pick<Connection, "repository" | "self" | "isStandIn" | "log"> & {
  readonly octokit: Octokit;
};

export function connection({ octokit, ...fixed }: ConnectionOptions): Connection {
  const { repository } = fixed;

  async function request(route: string, parameters: Parameters) {
    // A POST that failed half-way may have been done: done twice it would be a second comment.
    const retries = route.startsWith("POST ") ? { retries: 0 } : {};
    const { request: given, ...rest } = parameters;
    try {
      return await octokit.request(route, {
        ...(route.includes("{owner}") ? { owner: repository.owner, repo: repository.name } : {}),
        ...rest,
        request: { ...retries, ...(given as object | undefined) },
      });
    } catch (error) {
      throw githubError(error, route);
    }
  }

  async function call<T>(answer: z.ZodType<T>, route: string, parameters: Parameters = {}): Promise<T> {
    return read(answer, route, (await request(route, parameters)).data);
  }

  async function pages<T>(answer: z.ZodType<T>, route: string, parameters: Parameters = {}): Promise<readonly T[]> {
    const answers: T[] = [];
    for (let page = 1; ; page += 1) {
      const response = await request(route, { ...parameters, per_page: PAGE_SIZE, page });
      answers.push(read(answer, route, response.data));
      if (!/rel="next"/.test(response.headers.link ?? "")) return answers;
      if (page === MAX_PAGES) {
        throw new UserError(
          `There are more than ${MAX_PAGES * PAGE_SIZE} entries in ${route}`,
          "Make the list shorter.",
        );
      }
    }
  }

  async function download(route: string, parameters: Parameters, signal: AbortSignal) {
    const response = await absentOn404(() =>
      request(route, { ...parameters, request: { parseSuccessResponseBody: false, signal } }),
    );
    if (response === undefined) return undefined;
    if (!(response.data instanceof ReadableStream)) throw unreadable(route, "it has no body");
    return response.data as ReadableStream<Uint8Array>;
  }

  return {
    ...fixed,
    call,
    find: (answer, route, parameters) => absentOn404(() => call(answer, route, parameters)),
    pages,
    download,
  };
}

/** What `ask` gives; undefined when GitHub says that there is no such thing. */
async function absentOn404<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (wasAnswered(error, 404, 410)) return undefined;
    throw error;
  }
}

function read<T>(answer: z.ZodType<T>, route: string, data: unknown): T {
  const parsed = answer.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(route, `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}
