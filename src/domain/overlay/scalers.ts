import { type Manifest, numberAt, type ObjectRef, objectAt, refOf, stringAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";
import { sameNamespace } from "./same-namespace.ts";

/** Something in Git that owns a workload's replica count. */
export type Scaler =
  | { readonly kind: "HorizontalPodAutoscaler"; readonly ref: ObjectRef; readonly min: number; readonly max: number }
  | { readonly kind: "ScaledObject"; readonly ref: ObjectRef; readonly min: number; readonly max: number };

/** The autoscaler among rendered objects that targets the workload (facts §3 #20, #22); `home` is the namespace of objects that name none. */
export function scalerOf(
  workload: Workload,
  objects: readonly Manifest[],
  home: string | undefined,
): Scaler | undefined {
  for (const manifest of objects) {
    const spec = objectAt(manifest["spec"]);
    const target = objectAt(spec["scaleTargetRef"]);
    // KEDA's target is a Deployment when it names no kind.
    const kind = stringAt(target["kind"]) ?? (manifest.kind === "ScaledObject" ? "Deployment" : undefined);
    if (
      !sameNamespace(manifest.metadata.namespace, workload.ref.namespace, home) ||
      kind !== workload.kind ||
      target["name"] !== workload.ref.name
    )
      continue;
    if (manifest.kind === "HorizontalPodAutoscaler") {
      return {
        kind: "HorizontalPodAutoscaler",
        ref: refOf(manifest),
        min: numberAt(spec["minReplicas"]) ?? 1,
        max: numberAt(spec["maxReplicas"]) ?? 1,
      };
    }
    if (manifest.kind === "ScaledObject") {
      return {
        kind: "ScaledObject",
        ref: refOf(manifest),
        min: numberAt(spec["minReplicaCount"]) ?? 0,
        max: numberAt(spec["maxReplicaCount"]) ?? 100,
      };
    }
  }
  return undefined;
}
