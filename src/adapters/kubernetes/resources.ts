/** A kind of object, as the API server addresses it. */
export type Resource = {
  /** "" is the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
};

/** Everything that is ever read; needed.ts says with which verb and for which part. */
export const resources = {
  nodes: core("nodes", "Node"),
  pods: core("pods", "Pod"),
  events: core("events", "Event"),
  services: core("services", "Service"),
  claims: core("persistentvolumeclaims", "PersistentVolumeClaim"),
  volumes: core("persistentvolumes", "PersistentVolume"),
  namespaces: core("namespaces", "Namespace"),
  quotas: core("resourcequotas", "ResourceQuota"),
  limitRanges: core("limitranges", "LimitRange"),
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
  ingresses: { group: "networking.k8s.io", version: "v1", resource: "ingresses", kind: "Ingress" },
  leases: { group: "coordination.k8s.io", version: "v1", resource: "leases", kind: "Lease" },
  runtimeClasses: { group: "node.k8s.io", version: "v1", resource: "runtimeclasses", kind: "RuntimeClass" },
  storageClasses: storage("storageclasses", "StorageClass"),
  volumeAttachments: storage("volumeattachments", "VolumeAttachment"),
  csiNodes: storage("csinodes", "CSINode"),
  applications: { group: "argoproj.io", version: "v1alpha1", resource: "applications", kind: "Application" },
  projects: { group: "argoproj.io", version: "v1alpha1", resource: "appprojects", kind: "AppProject" },
  verticalAutoscalers: {
    group: "autoscaling.k8s.io",
    version: "v1",
    resource: "verticalpodautoscalers",
    kind: "VerticalPodAutoscaler",
  },
  scaledObjects: { group: "keda.sh", version: "v1alpha1", resource: "scaledobjects", kind: "ScaledObject" },
  ingressRoutes: traefik("traefik.io", "ingressroutes", "IngressRoute"),
  traefikServices: traefik("traefik.io", "traefikservices", "TraefikService"),
  oldIngressRoutes: traefik("traefik.containo.us", "ingressroutes", "IngressRoute"),
  oldTraefikServices: traefik("traefik.containo.us", "traefikservices", "TraefikService"),
  longhornVolumes: longhorn("volumes", "Volume"),
  longhornReplicas: longhorn("replicas", "Replica"),
  longhornEngines: longhorn("engines", "Engine"),
  longhornSettings: longhorn("settings", "Setting"),
  longhornNodes: longhorn("nodes", "Node"),
  longhornEngineImages: longhorn("engineimages", "EngineImage"),
  longhornSnapshots: longhorn("snapshots", "Snapshot"),
} as const satisfies Record<string, Resource>;

function core(resource: string, kind: string): Resource {
  return { group: "", version: "v1", resource, kind };
}

function apps(resource: string, kind: string): Resource {
  return { group: "apps", version: "v1", resource, kind };
}

function storage(resource: string, kind: string): Resource {
  return { group: "storage.k8s.io", version: "v1", resource, kind };
}

function traefik(group: string, resource: string, kind: string): Resource {
  return { group, version: "v1alpha1", resource, kind };
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
