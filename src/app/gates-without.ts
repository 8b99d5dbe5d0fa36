import type { ClusterView } from "../domain/cluster.ts";

type Part = keyof Omit<ClusterView, "observedAt">;

/**
 * The gates that a part of the cluster makes unknown when it cannot be read, for an app that has something of
 * everything. Parts without a gate are evidence, or are read by the plan itself.
 */
const gatesByPart: Readonly<Record<Part, readonly string[]>> = {
  server: [],
  nodes: [
    "lanes",
    "taint",
    "foreign-pods",
    "control-plane",
    "dns",
    "flapping",
    "capacity",
    "longhorn-volumes",
    "longhorn-nodes",
    "csi-on-secondary",
    "architecture",
  ],
  application: ["source", "sources", "owner", "sync-mode", "sync-state", "ignore-differences"],
  applications: ["owner"],
  workloads: [
    "workload-conditions",
    "one-revision",
    "pods-replaced",
    "probes",
    "pins",
    "devices",
    "node-local-images",
    "host-namespaces",
    "drift",
  ],
  replicaSets: ["one-revision", "pods-replaced"],
  pods: [
    "crash-loops",
    "restarts",
    "one-revision",
    "pods-replaced",
    "probes",
    "leader-election",
    "claim-shared",
    "volume-attachments",
  ],
  podsOnSecondary: ["foreign-pods"],
  podRequests: ["capacity"],
  events: ["flapping"],
  disruptionBudgets: [],
  claims: [
    "storage-class",
    "node-local-volumes",
    "longhorn-volumes",
    "longhorn-locality",
    "longhorn-settings",
    "longhorn-nodes",
    "csi-on-secondary",
    "volume-attachments",
    "engine-image",
    "restore-point",
  ],
  volumes: [
    "node-local-volumes",
    "longhorn-volumes",
    "longhorn-locality",
    "longhorn-settings",
    "longhorn-nodes",
    "csi-on-secondary",
    "volume-attachments",
    "engine-image",
    "restore-point",
  ],
  storageClasses: ["storage-class"],
  services: ["sticky-sessions", "client-ip", "traffic-policy"],
  autoscalers: ["hpa"],
  longhorn: ["longhorn-volumes", "longhorn-locality", "longhorn-settings", "longhorn-nodes"],
  longhornSurroundings: ["engine-image", "restore-point"],
  volumeAttachments: ["volume-attachments"],
  csiNodes: ["csi-on-secondary"],
  quotas: ["quota"],
  limitRanges: ["quota"],
  namespaces: ["namespace-overrides"],
  ingresses: ["sticky-sessions"],
  stickyRoutes: ["sticky-sessions"],
  verticalAutoscalers: ["vpa"],
  scaledObjects: ["keda"],
  leases: ["leader-election"],
  platformPods: ["dns", "csi-on-secondary"],
  project: ["sync-windows"],
  runtimeClasses: ["runtime-class"],
};

/** The gates that are unknown without these parts, each once; what is no part of a view makes none unknown. */
export function gatesWithout(parts: readonly string[]): readonly string[] {
  const all = parts.flatMap((part) => (isPart(part) ? gatesByPart[part] : []));
  return [...new Set(all)];
}

function isPart(name: string): name is Part {
  return Object.hasOwn(gatesByPart, name);
}
