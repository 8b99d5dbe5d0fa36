import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { UserError } from "../../app/errors.ts";

export type ManagementOptions = {
  readonly registry: Registry;
  /** Why no traffic should come here now; undefined when all is well. May reject: that is a reason, too. */
  readonly notReady: () => Promise<string | undefined>;
  readonly log: Pick<Logger, "warn">;
};

/**
 * What operators and Kubernetes ask: `/healthz` (the process answers), `/readyz` (503 while it starts, drains or has
 * lost its store) and `/metrics`. No secrets, nothing that changes anything, and no log line for a probe.
 */
export function management({ registry, notReady, log }: ManagementOptions): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.text("ok\n"));
  app.get("/readyz", async (c) => {
    const reason = await notReady().catch((error: unknown) => {
      log.warn({ err: error }, "readiness could not be told");
      return "unknown";
    });
    return reason === undefined ? c.text("ready\n") : c.text(`not ready: ${reason}\n`, 503);
  });
  app.get("/metrics", async (c) => c.text(await registry.metrics(), 200, { "content-type": registry.contentType }));
  app.onError((error, c) => {
    log.warn({ err: error }, "a management request failed");
    return c.text("failed\n", 500);
  });
  return app;
}

export type ManagementServer = { readonly port: number; stop(): Promise<void> };

/** Listens with the app on its own address, apart from the webhooks. Throws UserError when the port cannot be had. */
export async function managementServer(app: Hono, host: string, port: number): Promise<ManagementServer> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const message = `The management server cannot listen on ${host}:${port}: ${error.message}`;
      reject(new UserError(message, "Choose another MANAGEMENT_PORT or MANAGEMENT_HOST.", { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}
