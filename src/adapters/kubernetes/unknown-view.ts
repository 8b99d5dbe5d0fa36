import type { ClusterView } from "../../domain/cluster.ts";
import { unknown } from "../../domain/known.ts";

type Unknown = ReturnType<typeof unknown>;

/** The parts that are read namespace by namespace, of the app's namespaces or of what the app has there. */
export const partsOfNamespaces = [
  "workloads",
  "replicaSets",
  "pods",
  "events",
  "disruptionBudgets",
  "claims",
  "services",
  "autoscalers",
  "quotas",
  "limitRanges",
  "namespaces",
  "ingresses",
  "stickyRoutes",
  "verticalAutoscalers",
  "scaledObjects",
  "leases",
  "longhornSurroundings",
] as const satisfies readonly (keyof ClusterView)[];

/** A view of which no part could be observed, all for the same reason. */
export function unknownView(observedAt: string, reason: string): ClusterView {
  const part = unknown(reason);
  return {
    observedAt,
    server: part,
    nodes: part,
    application: part,
    applications: part,
    podsOnSecondary: part,
    volumes: part,
    storageClasses: part,
    longhorn: part,
    volumeAttachments: part,
    csiNodes: part,
    platformPods: part,
    project: part,
    runtimeClasses: part,
    podRequests: part,
    ...unknownInNamespaces(reason),
  };
}

/** The parts of {@link partsOfNamespaces}, all unknown for the same reason. */
export function unknownInNamespaces(reason: string): {
  readonly [part in (typeof partsOfNamespaces)[number]]: Unknown;
} {
  const part = unknown(reason);
  return Object.fromEntries(partsOfNamespaces.map((name) => [name, part])) as {
    [name in (typeof partsOfNamespaces)[number]]: Unknown;
  };
}
