import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request as send } from "undici";

/** The real server's answer, unpacked. */
export type RealAnswer = { readonly status: number; readonly body: Buffer };

/** One request that the proxy was asked, and what it may do with it. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** How often the same path was asked for before, whatever the query. */
  readonly before: number;
  /** Asks the real server. */
  real(): Promise<RealAnswer>;
  /** Answers as the real server does. */
  pass(): Promise<void>;
};

export type Misbehaviour = (exchange: Exchange) => unknown;

/** A proxy in front of a real API server; plain HTTP towards the reader. It passes on what nothing is planned for. */
export type MisbehavingProxy = {
  /** A kubeconfig that leads to the proxy. */
  readonly kubeconfig: string;
  /** Misbehaves on every path that matches, until the next call; undefined: behaves. */
  plan(isMeant: (path: string) => boolean, misbehaviour: Misbehaviour | undefined): void;
  /** The paths that were asked for since `plan`, with their queries. */
  readonly asked: readonly string[];
  close(): Promise<void>;
};

/** Stands in front of the server that the kubeconfig names. */
export async function startMisbehavingProxy(kubeconfig: string): Promise<MisbehavingProxy> {
  const config = JSON.parse(await readFile(kubeconfig, "utf8"));
  const { server: target, "certificate-authority": authority } = config.clusters[0].cluster;
  const dispatcher = new Agent({ connect: { ca: await readFile(authority) } });
  const asked: string[] = [];
  let planned: Misbehaviour | undefined;
  let isMeant: (path: string) => boolean = () => false;

  async function ask(request: IncomingMessage): Promise<RealAnswer> {
    const headers = { authorization: request.headers.authorization ?? "", accept: "application/json" };
    const { statusCode, body } = await send(`${target}${request.url}`, { dispatcher, headers });
    return { status: statusCode, body: Buffer.from(await body.arrayBuffer()) };
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://proxy");
    const before = asked.filter((path) => path.split("?")[0] === url.pathname).length;
    asked.push(request.url ?? "/");
    response.on("error", () => undefined);
    const pass = async () => {
      const { status, body } = await ask(request);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    };
    const misbehaves = planned !== undefined && isMeant(url.pathname);
    const exchange = { request, response, url, before, real: () => ask(request), pass };
    Promise.resolve(misbehaves ? planned?.(exchange) : pass()).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.clusters[0].cluster = { server: address, "insecure-skip-tls-verify": true };
  const ours = `${kubeconfig}.proxy`;
  await writeFile(ours, JSON.stringify(config));
  return {
    kubeconfig: ours,
    asked,
    plan(meant, misbehaviour) {
      isMeant = meant;
      planned = misbehaviour;
      asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dispatcher.close();
    },
  };
}

/** Kubernetes' own form of a refusal. */
function failure(response: ServerResponse, code: number, reason: string, headers: Record<string, string> = {}): void {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason, message: "planted-in-a-status", code };
  response.writeHead(code, { "content-type": "application/json", ...headers }).end(JSON.stringify(status));
}

/** Answers with a status and nothing that could be used. */
export function refuses(code: number, reason: string, headers: Record<string, string> = {}): Misbehaviour {
  return ({ response }) => failure(response, code, reason, headers);
}

/** Misbehaves the first time that a path is asked for and behaves from then on. */
export function once(misbehaviour: Misbehaviour): Misbehaviour {
  return (exchange) => (exchange.before === 0 ? misbehaviour(exchange) : exchange.pass());
}

/** Reads the request and says nothing more. */
export const neverAnswers: Misbehaviour = () => undefined;

/** Ends the connection in place of an answer, as a load balancer does whose server has gone. */
export const resets: Misbehaviour = ({ request }) => request.socket.resetAndDestroy();

/** Sends the whole answer, but only after a time. */
export function answersAfter(ms: number): Misbehaviour {
  return async ({ response, real }) => {
    const { status, body } = await real();
    const timer = setTimeout(() => response.writeHead(status, { "content-type": "application/json" }).end(body), ms);
    response.on("close", () => clearTimeout(timer));
  };
}

/** Announces the whole answer, sends half of it and closes. */
export const closesHalfway: Misbehaviour = async ({ response, real }) => {
  const { status, body } = await real();
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
};

/** Announces nothing, sends half of the answer and ends as if that were all. */
export const endsHalfway: Misbehaviour = async ({ response, real }) => {
  const { status, body } = await real();
  response.writeHead(status, { "content-type": "application/json" }).end(body.subarray(0, body.length / 2));
};

/** Begins to answer and sends a little now and then, for ever. */
export const trickles: Misbehaviour = ({ response }) => {
  response.writeHead(200, { "content-type": "application/json" }).write('{"kind":"List",');
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => clearInterval(timer));
};

/** Sends as much as the reader takes, and never ends. */
export function floods(code = 200): Misbehaviour {
  return ({ response }) => {
    const chunk = Buffer.alloc(64 * 1024, " ");
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.writeHead(code, { "content-type": "application/json" }).on("drain", more);
    more();
  };
}

/** Something else than JSON, with a status that promises it. */
export const babbles: Misbehaviour = ({ response }) =>
  response.writeHead(200).end("<html>sign in, planted-in-a-page</html>");

/** JSON, but of another kind than was asked for. */
export const answersBesides: Misbehaviour = ({ response }) =>
  response.writeHead(200).end('{"kind":"Status","status":"Success","message":"planted-in-a-status"}');

/** Gives every list another page, without end. */
export const neverEndsTheList: Misbehaviour = async ({ response, real, request, url }) => {
  url.searchParams.delete("continue");
  request.url = `${url.pathname}${url.search}`;
  const { status, body } = await real();
  const page = JSON.parse(body.toString("utf8"));
  const metadata = { ...page.metadata, continue: "more" };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ ...page, metadata }));
};

/** Forgets the rest of a list after its first page: the continue token has expired. `times`: how often before it remembers. */
export function forgetsTheRest(times: number): Misbehaviour {
  let forgotten = 0;
  return async ({ response, url, pass }) => {
    if (!url.searchParams.has("continue") || forgotten >= times) return await pass();
    forgotten += 1;
    failure(response, 410, "Expired");
  };
}
