import { type Manifest, numberAt, type ObjectRef, objectAt, refOf, stringAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";

/** Something in Git that owns a workload's replica count. */
export type Scaler =
  | { readonly kind: "HorizontalPodAutoscaler"; readonly ref: ObjectRef; readonly min: number; readonly max: number }
  | { readonly kind: "ScaledObject"; readonly ref: ObjectRef; readonly min: number; readonly max: number };

/** The autoscaler among rendered objects that targets the workload (facts §3 #20, #22). */
export function scalerOf(workload: Workload, objects: readonly Manifest[]): Scaler | undefined {
  for (const manifest of objects) {
    const spec = objectAt(manifest["spec"]);
    const target = objectAt(spec["scaleTargetRef"]);
    const sameNamespace = manifest.metadata.namespace === workload.ref.namespace;
    // KEDA's target is a Deployment when it names no kind.
    const kind = stringAt(target["kind"]) ?? (manifest.kind === "ScaledObject" ? "Deployment" : undefined);
    if (!sameNamespace || kind !== workload.kind || target["name"] !== workload.ref.name) continue;
    if (manifest.kind === "HorizontalPodAutoscaler") {
      return { kind: "HorizontalPodAutoscaler", ref: refOf(manifest), min: numberAt(spec["minReplicas"]) ?? 1, max: numberAt(spec["maxReplicas"]) ?? 1 };
    }
    if (manifest.kind === "ScaledObject") {
      return { kind: "ScaledObject", ref: refOf(manifest), min: numberAt(spec["minReplicaCount"]) ?? 0, max: numberAt(spec["maxReplicaCount"]) ?? 100 };
    }
  }
  return undefined;
}
