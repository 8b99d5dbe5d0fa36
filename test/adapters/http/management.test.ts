import { afterEach, describe, expect, it, vi } from "vitest";
import { type ManagementServer, management, managementServer } from "../../../src/adapters/http/management.ts";
import { metrics } from "../../../src/adapters/http/metrics.ts";
import type { Jobs } from "../../../src/app/ports.ts";

const depth = async () => ({ waiting: 3, running: 1, failed: 2 });
const servers: ManagementServer[] = [];

async function open(options: { notReady?: () => Promise<string | undefined>; jobs?: Pick<Jobs, "depth"> } = {}) {
  const log = { warn: vi.fn() };
  const figures = metrics(options.jobs ?? { depth });
  const app = management({ registry: figures.registry, notReady: options.notReady ?? (async () => undefined), log });
  const server = await managementServer(app, "127.0.0.1", 0);
  servers.push(server);
  return { figures, log, get: (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`) };
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

describe("probes", () => {
  it("say that the process lives, without a line in the log", async () => {
    const { get, log } = await open();
    const response = await get("/healthz");
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
    expect((await get("/readyz")).status).toBe(200);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it("keep traffic away while the server drains, and say why", async () => {
    const { get } = await open({ notReady: async () => "draining" });
    const response = await get("/readyz");
    expect([response.status, await response.text()]).toEqual([503, "not ready: draining\n"]);
    expect((await get("/healthz")).status).toBe(200);
  });

  it("keep traffic away when readiness cannot be told, and do not say what broke", async () => {
    const { get } = await open({ notReady: () => Promise.reject(new Error("password wrong")) });
    const response = await get("/readyz");
    expect([response.status, await response.text()]).toEqual([503, "not ready: unknown\n"]);
  });
});

describe("metrics", () => {
  it("tell the queue, the jobs and the webhooks", async () => {
    const { get, figures } = await open();
    figures.webhookAnswered("issue_comment", 200);
    figures.webhookAnswered("issue_comment", 200);
    figures.webhookAnswered("other", 400);
    await figures.timed(async () => ({ type: "done" }))({}, 1);
    await expect(figures.timed(() => Promise.reject(new Error("a bug")))({}, 1)).rejects.toThrow("a bug");

    const response = await get("/metrics");
    const text = await response.text();
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text).toContain('lanekeeper_jobs{state="waiting"} 3\n');
    expect(text).toContain('lanekeeper_jobs{state="failed"} 2\n');
    expect(text).toContain('lanekeeper_webhooks_total{event="issue_comment",status="200"} 2\n');
    expect(text).toContain('lanekeeper_webhooks_total{event="other",status="400"} 1\n');
    expect(text).toContain('lanekeeper_job_duration_seconds_count{outcome="done"} 1\n');
    expect(text).toContain('lanekeeper_job_duration_seconds_count{outcome="threw"} 1\n');
    expect(text).toContain("nodejs_eventloop_lag_seconds");
  });

  it("answer 500 in plain words when the store does not answer", async () => {
    const { get } = await open({ jobs: { depth: () => Promise.reject(new Error("password wrong")) } });
    const response = await get("/metrics");
    expect([response.status, await response.text()]).toEqual([500, "failed\n"]);
  });
});

it("has nothing else to show", async () => {
  const { get } = await open();
  expect((await get("/")).status).toBe(404);
});

it("says in words that its port is taken", async () => {
  const { figures, log } = await open();
  const app = management({ registry: figures.registry, notReady: async () => undefined, log });
  const port = servers[0]?.port ?? 0;
  await expect(managementServer(app, "127.0.0.1", port)).rejects.toThrow(
    `The management server cannot listen on 127.0.0.1:${port}`,
  );
});
