import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { pino } from "pino";
import { Probot, Server } from "probot";
import { parse, stringify } from "yaml";
import { webhookServer } from "../src/adapters/github/webhook-server.ts";
import { sqliteJobs } from "../src/adapters/jobs/sqlite-jobs.ts";

/**
 * The process that is measured: `bare` is Probot's own server with a handler that does nothing, `idle` is ours with
 * its job store and no worker, `busy` is ours while four jobs run. Says `listening <port>`; ends with its input.
 */
const [, , mode = "busy", secret = ""] = process.argv;
const path = "/api/github/webhooks";
const common = { appId: 1, privateKey: "unused", secret };
const log = pino({ level: "info" }, { write: () => undefined });

/** About the size of what one app renders to. */
const manifest = stringify(
  Array.from({ length: 25 }, (_, index) => ({
    kind: "Deployment",
    metadata: { name: `web-${index}`, labels: { app: "shop" } },
    spec: { replicas: 2 },
  })),
);

if (mode === "bare") {
  const server = new Server({
    Probot: Probot.defaults(common),
    log,
    host: "127.0.0.1",
    port: await freePort(),
    webhookPath: path,
  });
  await server.load((app) => {
    app.on("issue_comment.created", () => undefined);
  });
  await server.start();
  say(`listening ${server.port}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const jobs = sqliteJobs({ file: join(folder, "jobs.sqlite"), log, now: () => new Date() });
  const server = await webhookServer({ ...common, path, host: "127.0.0.1", port: 0, baseUrl: undefined, jobs, log });
  if (mode === "busy") jobs.work(workLikeAJob());
  say(`listening ${server.port}`);
}

let looped = performance.eventLoopUtilization();
process.stdin.on("data", () => {
  say(`utilization ${performance.eventLoopUtilization(looped).utilization}`);
  looped = performance.eventLoopUtilization();
});
process.stdin.on("end", () => process.exit(0));

/** Rendering in a worker thread, answers from the network, and between them a few milliseconds of parsing and deciding here. */
function workLikeAJob() {
  const renderer = new Worker(
    "require('node:worker_threads').parentPort.on('message', (ms) => { const end = performance.now() + ms; while (performance.now() < end); })",
    { eval: true },
  );
  return async () => {
    for (let step = 0; step < 10; step += 1) {
      renderer.postMessage(2);
      stringify(parse(manifest));
      await wait(25);
    }
    return { type: "done" as const };
  };
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
