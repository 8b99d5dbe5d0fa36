import type { Autoscaler } from "../../../src/domain/cluster.ts";
import type { ScaledObject } from "../../../src/domain/cluster-surroundings.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";

const target = { kind: "Deployment", name: "web" };

/** A HorizontalPodAutoscaler over the Deployment web, as kustomize prints it. */
export function anHpaManifest(spec: JsonObject = {}, name = "web"): Manifest {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name, namespace: "shop" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", ...target }, minReplicas: 2, maxReplicas: 2, ...spec },
  };
}

/** The same as it runs. */
export function anHpa(changes: Partial<Autoscaler> = {}): Autoscaler {
  return { namespace: "shop", name: "web", target, minReplicas: 2, maxReplicas: 2, currentReplicas: 2, ...changes };
}

/** A ScaledObject of KEDA's over the Deployment web, as kustomize prints it. */
export function aScaledObjectManifest(spec: JsonObject = {}, name = "web"): Manifest {
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name, namespace: "shop" },
    spec: { scaleTargetRef: { name: "web" }, minReplicaCount: 2, maxReplicaCount: 2, ...spec },
  };
}

/** The same as it runs. */
export function aScaledObject(changes: Partial<ScaledObject> = {}): ScaledObject {
  return { namespace: "shop", name: "web", target, min: 2, max: 2, paused: false, ...changes };
}
