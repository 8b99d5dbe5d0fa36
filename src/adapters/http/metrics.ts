import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { JobOutcome, Jobs } from "../../app/ports.ts";

type Run = Parameters<Jobs["work"]>[0];

export type Metrics = {
  readonly registry: Registry;
  /** Counts one answer to GitHub. */
  webhookAnswered(event: string, status: number): void;
  /** The same work, with its duration recorded by how it ended. */
  timed(run: Run): Run;
};

/** What this process tells Prometheus: the queue, the jobs, the webhooks, and Node's own figures. */
export function metrics(jobs: Pick<Jobs, "depth">): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  new Gauge({
    name: "lanekeeper_jobs",
    help: "Jobs in the store, by state.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await jobs.depth())) this.set({ state }, count);
    },
  });
  const durations = new Histogram({
    name: "lanekeeper_job_duration_seconds",
    help: "How long one attempt at a job took, by its outcome.",
    labelNames: ["outcome"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: "lanekeeper_webhooks_total",
    help: "Deliveries answered, by event and HTTP status.",
    labelNames: ["event", "status"],
    registers: [registry],
  });

  return {
    registry,
    webhookAnswered(event, status) {
      webhooks.inc({ event, status });
    },
    timed(run) {
      return async (payload, attempt) => {
        const end = durations.startTimer();
        let outcome: JobOutcome["type"] | "threw" = "threw";
        try {
          const result = await run(payload, attempt);
          outcome = result.type;
          return result;
        } finally {
          end({ outcome });
        }
      };
    },
  };
}
