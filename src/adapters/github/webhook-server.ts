import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Logger } from "pino";
import { Probot } from "probot";
import { UserError } from "../../app/errors.ts";
import type { Jobs } from "../../app/ports.ts";
import { door, doorEvents } from "./door.ts";
import { bodyWithin } from "./door-body.ts";
import { doorLog } from "./door-log.ts";

export type WebhookServerOptions = {
  readonly appId: string | number;
  readonly privateKey: string;
  /** Shared with GitHub. Empty and Probot's own default, `development`, are refused. */
  readonly secret: string;
  /** For example `/api/github/webhooks`. */
  readonly path: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** GitHub's API; undefined: github.com. */
  readonly baseUrl: string | undefined;
  readonly jobs: Pick<Jobs, "put">;
  readonly log: Logger;
  /** See door. */
  readonly putWithinMs?: number;
  /** Is told of every answer: the event, `other` for one that leads to nothing, and the HTTP status. */
  readonly answered?: (event: string, status: number) => void;
};

export type WebhookServer = {
  readonly port: number;
  /** Takes no new connection, ends idle ones, and cuts off what is not answered after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

/** GitHub's own limit for a payload. https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const largestBody = 25 * 1024 * 1024;
/** Counted where there is nobody left to answer; nginx's number for it. */
const senderLeft = 499;

/**
 * Listens for GitHub's deliveries. Probot verifies and dispatches; this server owns the socket, because Probot's own
 * has no limit for a body, logs every request with its headers, and keeps idle connections when it stops.
 * Throws UserError for a secret that anybody can guess, and when the port cannot be had.
 */
export async function webhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { appId, privateKey, secret, baseUrl, path, host, port, jobs, putWithinMs, answered } = options;
  if (secret.trim() === "" || secret === "development") {
    throw new UserError(
      "WEBHOOK_SECRET is missing or is Probot's default.",
      "Set it to the long random value that the App's webhook settings hold.",
    );
  }
  const log = doorLog(options.log);
  const probot = new Probot({ appId, privateKey, secret, baseUrl, log });
  await probot.load(door({ jobs, log, putWithinMs }));
  const receive = await probot.getNodeMiddleware({ log, path });

  let draining = false;
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    if (draining) response.setHeader("connection", "close");
    response.on("close", () => {
      answered?.(eventOf(request), response.writableEnded ? response.statusCode : senderLeft);
      // Only now is a connection idle that was busy when the server began to stop.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a delivery was not answered in the normal way");
      end(response, 500);
    });
  });

  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (withoutQuery(request.url) !== path) return end(response, 404);
    if (request.method !== "POST") return end(response, 405);
    // Nobody who has the secret forgets to sign; whoever does is not worth a body of 25 MB in memory.
    if (request.headers["x-hub-signature-256"] === undefined) return end(response, 400);
    const rawBody = await bodyWithin(request, largestBody);
    if (rawBody === undefined) return end(response, 413);
    await receive(Object.assign(request, { body: {}, rawBody }), response);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new UserError(
          `The webhook server cannot listen on ${host}:${port}: ${error.message}`,
          "Choose another PORT or HOST.",
          { cause: error },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const listening = server.address() as AddressInfo;
  log.info({ host, port: listening.port, path }, "listening for webhooks");

  return {
    port: listening.port,
    stop(graceMs) {
      draining = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        // Node does not count a connection as idle before its first request; balancers open such ones ahead.
        for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      });
    },
  };
}

/** Ends the request with a bare status. What was not read of its body is not waited for. */
function end(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.writeHead(status, { connection: "close" }).end();
}

function withoutQuery(url = ""): string {
  return url.split("?", 1)[0] ?? "";
}

function eventOf(request: IncomingMessage): string {
  const event = request.headers["x-github-event"];
  return typeof event === "string" && doorEvents.includes(event) ? event : "other";
}
