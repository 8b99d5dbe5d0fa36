import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { kustomizeFromEnvironment } from "../adapters/engines/kustomize-from-environment.ts";
import { githubForges } from "../adapters/github/forges.ts";
import { webhookServer } from "../adapters/github/webhook-server.ts";
import { management, managementServer } from "../adapters/http/management.ts";
import { metrics } from "../adapters/http/metrics.ts";
import { sqliteJobs } from "../adapters/jobs/sqlite-jobs.ts";
import type { Clusters, Jobs } from "../app/ports.ts";
import { MOST_ATTEMPTS, runJob } from "../app/run-job.ts";
import type { ServerEnvironment } from "../config/environment.ts";
import { version } from "../config/package.ts";
import { readSettings } from "../config/read-settings.ts";
import { createRenderer } from "../render/renderer.ts";
import { logAccess } from "./explain-access.ts";

export type RunningServer = {
  readonly port: number;
  readonly managementPort: number;
  readonly jobs: Jobs;
  readonly stop: () => Promise<void>;
};

/** How long running jobs may take to end once the server is told to stop. */
const GRACE_MS = 20_000;

/** Wires neighbours to use cases and starts both listeners. `progress` is told of each step of each job. */
export async function startServer(
  environment: ServerEnvironment,
  clusters: Clusters,
  progress: (step: string) => void,
): Promise<RunningServer> {
  const log = pino({ level: environment.logLevel });
  await mkdir(environment.dataDirectory, { recursive: true });
  const jobs = sqliteJobs({
    file: join(environment.dataDirectory, "jobs.sqlite"),
    log,
    now: () => new Date(),
    maxAttempts: MOST_ATTEMPTS,
  });
  const kustomize = kustomizeFromEnvironment(environment);
  const forges = githubForges({
    appId: environment.appId,
    privateKey: environment.privateKey,
    apiUrl: environment.githubApiUrl,
    gheHost: environment.gheHost,
    isStandIn: environment.isStandIn,
    log,
  });
  const told = metrics(jobs);
  let draining = false;
  const notReady = async () => {
    await jobs.depth();
    return draining ? "draining" : undefined;
  };
  const pages = await managementServer(
    management({ registry: told.registry, notReady, log }),
    environment.managementHost,
    environment.managementPort,
  );
  const webhooks = await webhookServer({
    appId: environment.appId,
    privateKey: environment.privateKey,
    secret: environment.webhookSecret,
    path: environment.webhookPath,
    host: environment.host,
    port: environment.port,
    baseUrl: environment.githubApiUrl,
    jobs,
    log,
    answered: told.webhookAnswered,
  });
  const ports = {
    forges,
    clusters,
    kustomize,
    readSettings,
    texts: createRenderer(),
    version,
    now: () => new Date(),
    progress,
  };
  void logAccess(environment.clusters, clusters, log); // a hint for the operator: nothing waits for it
  jobs.work(told.timed((payload, attempt) => runJob(payload, attempt, ports, log)));
  return {
    port: webhooks.port,
    managementPort: pages.port,
    jobs,
    async stop() {
      draining = true;
      await webhooks.stop(GRACE_MS);
      await jobs.stop(GRACE_MS);
      await kustomize.close();
      await pages.stop();
    },
  };
}
