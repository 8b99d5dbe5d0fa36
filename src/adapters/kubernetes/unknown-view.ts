import type { ClusterView } from "../../domain/cluster.ts";
import { unknown } from "../../domain/known.ts";

type Unknown = ReturnType<typeof unknown>;

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
    ...unknownInNamespaces(reason),
  };
}

/** The parts that are read namespace by namespace, all unknown for the same reason. */
export function unknownInNamespaces(reason: string): {
  readonly [part in
    | "workloads"
    | "replicaSets"
    | "pods"
    | "events"
    | "disruptionBudgets"
    | "claims"
    | "services"
    | "autoscalers"]: Unknown;
} {
  const part = unknown(reason);
  return {
    workloads: part,
    replicaSets: part,
    pods: part,
    events: part,
    disruptionBudgets: part,
    claims: part,
    services: part,
    autoscalers: part,
  };
}
