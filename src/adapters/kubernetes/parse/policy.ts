import { z } from "zod";
import type { Autoscaler, DisruptionBudget, Service } from "../../../domain/cluster.ts";
import { json, maybe, texts } from "./fields.ts";
import { stickinessOf } from "./stickiness.ts";

const objectName = z.object({ namespace: z.string(), name: z.string() });
const amount = maybe(z.union([z.number().int(), z.string()]));

/** A PodDisruptionBudget. Without a selector it takes no pod, with an empty one it takes all. */
export const disruptionBudgetSchema = z
  .object({
    metadata: objectName,
    spec: z.object({ selector: maybe(json), minAvailable: amount, maxUnavailable: amount }),
    status: maybe(z.object({ disruptionsAllowed: maybe(z.number().int()) })),
  })
  .transform(
    ({ metadata, spec, status }): DisruptionBudget => ({
      namespace: metadata.namespace,
      name: metadata.name,
      selector: spec.selector,
      minAvailable: spec.minAvailable,
      maxUnavailable: spec.maxUnavailable,
      disruptionsAllowed: status?.disruptionsAllowed,
    }),
  );

/** A Service, and what its annotations say of sessions: some ingress controllers take that from the Service. */
export const serviceSchema = z
  .object({
    metadata: objectName.extend({ annotations: texts }),
    spec: z.object({
      type: maybe(z.string()),
      selector: maybe(texts),
      sessionAffinity: maybe(z.string()),
      externalTrafficPolicy: maybe(z.string()),
      internalTrafficPolicy: maybe(z.string()),
    }),
  })
  .transform(
    ({ metadata, spec }): { readonly service: Service; readonly stickiness: Readonly<Record<string, string>> } => ({
      service: {
        namespace: metadata.namespace,
        name: metadata.name,
        type: spec.type ?? "ClusterIP",
        selector: spec.selector,
        sessionAffinity: spec.sessionAffinity,
        externalTrafficPolicy: spec.externalTrafficPolicy,
        internalTrafficPolicy: spec.internalTrafficPolicy,
      },
      stickiness: stickinessOf(metadata.annotations),
    }),
  );

/** A HorizontalPodAutoscaler. */
export const autoscalerSchema = z
  .object({
    metadata: objectName,
    spec: z.object({
      scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
      minReplicas: maybe(z.number().int()),
      maxReplicas: z.number().int(),
    }),
    status: maybe(z.object({ currentReplicas: maybe(z.number().int()) })),
  })
  .transform(
    ({ metadata, spec, status }): Autoscaler => ({
      namespace: metadata.namespace,
      name: metadata.name,
      target: { kind: spec.scaleTargetRef.kind, name: spec.scaleTargetRef.name },
      minReplicas: spec.minReplicas ?? 1,
      maxReplicas: spec.maxReplicas,
      currentReplicas: status?.currentReplicas,
    }),
  );
