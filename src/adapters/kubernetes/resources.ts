/** A kind of object, as the API server addresses it. */
export type Resource = {
  /** "" is the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
};

/** Everything that is ever read; deploy/rbac.yaml grants exactly this (and `get` on the Application). */
export const resources = {
  nodes: core("nodes", "Node"),
  pods: core("pods", "Pod"),
  events: core("events", "Event"),
  services: core("services", "Service"),
  claims: core("persistentvolumeclaims", "PersistentVolumeClaim"),
  volumes: core("persistentvolumes", "PersistentVolume"),
  deployments: apps("deployments", "Deployment"),
  statefulSets: apps("statefulsets", "StatefulSet"),
  replicaSets: apps("replicasets", "ReplicaSet"),
  disruptionBudgets: { group: "policy", version: "v1", resource: "poddisruptionbudgets", kind: "PodDisruptionBudget" },
  autoscalers: {
    group: "autoscaling",
    version: "v2",
    resource: "horizontalpodautoscalers",
    kind: "HorizontalPodAutoscaler",
  },
  storageClasses: { group: "storage.k8s.io", version: "v1", resource: "storageclasses", kind: "StorageClass" },
  applications: { group: "argoproj.io", version: "v1alpha1", resource: "applications", kind: "Application" },
  longhornVolumes: longhorn("volumes", "Volume"),
  longhornReplicas: longhorn("replicas", "Replica"),
  longhornEngines: longhorn("engines", "Engine"),
  longhornSettings: longhorn("settings", "Setting"),
  longhornNodes: longhorn("nodes", "Node"),
} as const satisfies Record<string, Resource>;

function core(resource: string, kind: string): Resource {
  return { group: "", version: "v1", resource, kind };
}

function apps(resource: string, kind: string): Resource {
  return { group: "apps", version: "v1", resource, kind };
}

function longhorn(resource: string, kind: string): Resource {
  return { group: "longhorn.io", version: "v1beta2", resource, kind };
}

/** `/apis/apps/v1/namespaces/shop/deployments`; without a namespace the whole cluster's. Names are path-safe by {@link isName}. */
export function resourcePath({ group, version, resource }: Resource, namespace?: string, name?: string): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${resource}${name === undefined ? "" : `/${name}`}`;
}

/** `pods in namespace shop`, `volumes.longhorn.io in namespace longhorn-system`, `nodes` */
export function resourceText({ group, resource }: Resource, namespace?: string): string {
  const full = group.includes(".") ? `${resource}.${group}` : resource;
  return namespace === undefined ? full : `${full} in namespace ${namespace}`;
}

/** Whether the API server could have an object or a namespace of that name (RFC 1123). Names come from people and from Git. */
export function isName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name);
}
