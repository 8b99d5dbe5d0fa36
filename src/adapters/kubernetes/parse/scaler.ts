import { z } from "zod";
import type { ScaledObject, VerticalAutoscaler } from "../../../domain/cluster-surroundings.ts";
import { maybe, texts } from "./fields.ts";

const objectName = z.object({ namespace: z.string(), name: z.string() });
const replicas = maybe(z.number().int());

/** A VerticalPodAutoscaler; without an update mode it is `Auto`, which evicts pods. */
export const verticalAutoscalerSchema = z
  .object({
    metadata: objectName,
    spec: z.object({
      targetRef: z.object({ kind: z.string(), name: z.string() }),
      updatePolicy: maybe(z.object({ updateMode: maybe(z.string()) })),
    }),
  })
  .transform(
    ({ metadata, spec }): VerticalAutoscaler => ({
      namespace: metadata.namespace,
      name: metadata.name,
      target: { kind: spec.targetRef.kind, name: spec.targetRef.name },
      updateMode: spec.updatePolicy?.updateMode || "Auto",
    }),
  );

/** KEDA's ScaledObject with its defaults: a Deployment, between 0 and 100 replicas. Triggers, which name secrets, are not kept. */
export const scaledObjectSchema = z
  .object({
    metadata: objectName.extend({ annotations: texts }),
    spec: z.object({
      scaleTargetRef: z.object({ kind: maybe(z.string()), name: z.string() }),
      minReplicaCount: replicas,
      maxReplicaCount: replicas,
    }),
  })
  .transform(
    ({ metadata, spec }): ScaledObject => ({
      namespace: metadata.namespace,
      name: metadata.name,
      target: { kind: spec.scaleTargetRef.kind || "Deployment", name: spec.scaleTargetRef.name },
      min: spec.minReplicaCount ?? 0,
      max: spec.maxReplicaCount ?? 100,
      paused:
        metadata.annotations["autoscaling.keda.sh/paused"] === "true" ||
        metadata.annotations["autoscaling.keda.sh/paused-replicas"] !== undefined,
    }),
  );
