import type { KubeConfig } from "@kubernetes/client-node";
import type { Access, AccessReport, Cluster, ClusterQuestion } from "../../app/ports.ts";
import type { ClusterView } from "../../domain/cluster.ts";
import { redactText } from "../../domain/redact.ts";
import { apiClient, type RequestReport } from "./api-client.ts";
import { connections } from "./connection.ts";
import { explainWith } from "./explain-with.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { observeWith } from "./observe-with.ts";
import { durationText } from "./read-failure.ts";
import { sideBySide } from "./side-by-side.ts";
import { unknownView } from "./unknown-view.ts";

export type KubernetesOptions = {
  /** The cluster and user to use are its current context's. */
  readonly config: KubeConfig;
  readonly limits?: Partial<Limits>;
  readonly longhornNamespace?: string;
  readonly now?: () => Date;
  /** Told of every request, for counting and logs; never sees a body. */
  readonly report?: (request: RequestReport) => void;
};

/** A cluster that can be asked about apps and about our rights. */
export type KubernetesCluster = Cluster & Access & { close(): Promise<void> };

/**
 * A cluster, by its API server. Reads only (GET; two reviews of our own rights, which write nothing, are POST), keeps its connections from one observation to the next, and gives
 * unknown with the reason for whatever could not be read in time.
 */
export function kubernetesCluster(options: KubernetesOptions): KubernetesCluster {
  const { config, longhornNamespace = "longhorn-system", now = () => new Date(), report = () => undefined } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const connection = connections(config, limits.sideBySide);
  const turn = sideBySide(limits.sideBySide);

  async function observe(question: ClusterQuestion): Promise<ClusterView> {
    const observedAt = now().toISOString();
    const signal = AbortSignal.timeout(limits.observationMs);
    const opened = await inTime(connection.open(), limits.requestMs);
    if (typeof opened === "string") return unknownView(observedAt, opened);
    const client = apiClient(opened, turn, signal, limits, report);
    return { observedAt, ...(await observeWith(client, limits, longhornNamespace, question)) };
  }

  async function explain(question: {
    readonly namespaces: readonly string[];
    readonly argocd: string;
  }): Promise<AccessReport> {
    const signal = AbortSignal.timeout(limits.observationMs);
    const opened = await inTime(connection.open(), limits.requestMs);
    if (typeof opened === "string") return { granted: 0, missing: [], excess: [], unasked: [opened] };
    const client = apiClient(opened, turn, signal, limits, report);
    return await explainWith(client, { ...question, longhorn: longhornNamespace });
  }

  return { observe, explain, close: () => connection.close() };
}

/** What was opened, or why it was not: an exec plugin may fail or never answer, a certificate's file may be gone. */
async function inTime<T extends object>(opening: Promise<T>, ms: number): Promise<T | string> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`the credentials were not there within ${durationText(ms)}`), ms);
  try {
    return await Promise.race([opening, late]);
  } catch (error) {
    const said = error instanceof Error ? redactText(error.message).trim().split("\n")[0] : undefined;
    return `the credentials cannot be used: ${(said || "no reason was given").slice(0, 300)}`;
  } finally {
    clearTimeout(timer);
  }
}
