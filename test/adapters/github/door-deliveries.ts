import { createHmac } from "node:crypto";
import { Writable } from "node:stream";
import { pino } from "pino";
import {
  type WebhookServer,
  type WebhookServerOptions,
  webhookServer,
} from "../../../src/adapters/github/webhook-server.ts";
import type { Job } from "../../../src/app/ports.ts";

export const secret = "a long random value";
export const path = "/api/github/webhooks";

/** An `issue_comment.created` as GitHub sends it, cut down to what anybody could want to read. */
export function aComment(change: { body?: string; comment?: object; sender?: object; action?: string } = {}) {
  const jane = { id: 11, login: "jane", type: "User" };
  return {
    action: change.action ?? "created",
    installation: { id: 5 },
    repository: { id: 1, name: "Homelab", full_name: "Acme/Homelab", owner: { id: 2, login: "Acme" } },
    issue: { number: 7, title: "Two lanes for the shop" },
    comment: {
      id: 99,
      body: change.body ?? "/migrate shop",
      user: jane,
      performed_via_github_app: null,
      ...change.comment,
    },
    sender: { ...jane, ...change.sender },
  };
}

export type Door = WebhookServer & {
  readonly url: string;
  readonly stored: readonly Job[];
  /** Everything that was logged, as text. */
  logged(): string;
  readonly answers: readonly [event: string, status: number][];
};

/** A real server on a free port, with a job store that remembers. */
export async function openDoor(options: Partial<WebhookServerOptions> = {}, level = "trace"): Promise<Door> {
  const stored: Job[] = [];
  const answers: [string, number][] = [];
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, next) {
      text += String(chunk);
      next();
    },
  });
  const server = await webhookServer({
    appId: 1,
    privateKey: "no token is ever minted here",
    secret,
    path,
    host: "127.0.0.1",
    port: 0,
    baseUrl: "http://127.0.0.1:9",
    jobs: {
      async put(job) {
        stored.push(job);
      },
    },
    log: pino({ level }, sink),
    answered: (event, status) => answers.push([event, status]),
    ...options,
  });
  return { ...server, url: `http://127.0.0.1:${server.port}${path}`, stored, logged: () => text, answers };
}

export function sign(body: string, key = secret): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

/** Posts a delivery, correctly signed unless the headers say otherwise. */
export function deliver(url: string, payload: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "issue_comment",
      "x-github-delivery": "5f0c6f5e-0000-4000-8000-000000000001",
      "x-hub-signature-256": sign(body),
      ...headers,
    },
  });
}
