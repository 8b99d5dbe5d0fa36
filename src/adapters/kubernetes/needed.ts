import type { ClusterView } from "../../domain/cluster.ts";
import { type Resource, resources } from "./resources.ts";

/** Where a right is needed: of the whole cluster, or in a namespace of the app, of Argo CD, of Longhorn, of the platform. */
export type Place = "everywhere" | "app" | "argocd" | "longhorn" | "kube-system";

/** One right that observing takes, and what is unknown without it. */
export type Need = {
  readonly verb: "get" | "list";
  readonly resource: Resource;
  readonly place: Place;
  /** Where it will do as well when it is not granted there. */
  readonly orIn?: Place;
  readonly parts: readonly (keyof Omit<ClusterView, "observedAt">)[];
};

/**
 * Everything that is ever asked of the API server beside /version, /apis and /readyz. deploy/rbac.yaml grants exactly
 * this, deploy/rbac-namespaced.yaml all but what is needed everywhere and has a namespace.
 */
export const needed: readonly Need[] = [
  list(resources.nodes, "everywhere", "nodes", "podsOnSecondary", "podRequests"),
  list(resources.pods, "everywhere", "podsOnSecondary", "podRequests"),
  list(resources.volumes, "everywhere", "volumes", "longhornSurroundings"),
  list(resources.storageClasses, "everywhere", "storageClasses"),
  list(resources.volumeAttachments, "everywhere", "volumeAttachments"),
  list(resources.csiNodes, "everywhere", "csiNodes"),
  list(resources.runtimeClasses, "everywhere", "runtimeClasses"),
  list(resources.applications, "everywhere", "applications"),
  get(resources.applications, "argocd", "application", "project"),
  { ...list(resources.projects, "everywhere", "project"), orIn: "argocd" },
  list(resources.pods, "app", "pods"),
  list(resources.events, "app", "events"),
  list(resources.services, "app", "services", "stickyRoutes"),
  list(resources.claims, "app", "claims", "longhornSurroundings"),
  list(resources.quotas, "app", "quotas"),
  list(resources.limitRanges, "app", "limitRanges"),
  get(resources.namespaces, "app", "namespaces"),
  list(resources.deployments, "app", "workloads"),
  list(resources.statefulSets, "app", "workloads"),
  list(resources.replicaSets, "app", "replicaSets"),
  list(resources.disruptionBudgets, "app", "disruptionBudgets"),
  list(resources.autoscalers, "app", "autoscalers"),
  list(resources.verticalAutoscalers, "app", "verticalAutoscalers"),
  list(resources.scaledObjects, "app", "scaledObjects"),
  list(resources.ingresses, "app", "ingresses"),
  list(resources.ingressRoutes, "app", "stickyRoutes"),
  list(resources.traefikServices, "app", "stickyRoutes"),
  list(resources.oldIngressRoutes, "app", "stickyRoutes"),
  list(resources.oldTraefikServices, "app", "stickyRoutes"),
  list(resources.leases, "app", "leases"),
  list(resources.leases, "kube-system", "leases"),
  list(resources.pods, "kube-system", "platformPods"),
  list(resources.pods, "longhorn", "platformPods"),
  list(resources.longhornVolumes, "longhorn", "longhorn", "longhornSurroundings"),
  list(resources.longhornReplicas, "longhorn", "longhorn"),
  list(resources.longhornEngines, "longhorn", "longhorn"),
  list(resources.longhornSettings, "longhorn", "longhorn"),
  list(resources.longhornNodes, "longhorn", "longhorn"),
  list(resources.longhornEngineImages, "longhorn", "longhornSurroundings"),
  list(resources.longhornSnapshots, "longhorn", "longhornSurroundings"),
];

function list(resource: Resource, place: Place, ...parts: Need["parts"]): Need {
  return { verb: "list", resource, place, parts };
}

function get(resource: Resource, place: Place, ...parts: Need["parts"]): Need {
  return { verb: "get", resource, place, parts };
}
