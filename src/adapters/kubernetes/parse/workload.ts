import { z } from "zod";
import type { LiveWorkload, ReplicaSet } from "../../../domain/cluster.ts";
import { count, json, list, maybe, namespaced, owner, time } from "./fields.ts";
import { podTemplate } from "./pod-template.ts";

const liveMetadata = namespaced.extend({ resourceVersion: z.string(), generation: count });

/** Not set means one, as the API server defaults it. */
const replicas = z
  .number()
  .int()
  .nullish()
  .transform((value) => value ?? 1);

const status = z.object({
  observedGeneration: maybe(z.number().int()),
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
  availableReplicas: count,
  conditions: list(z.object({ type: z.string(), status: z.string(), reason: maybe(z.string()) })),
});

/** A Deployment. */
export const deploymentSchema = z
  .object({
    metadata: liveMetadata,
    spec: z.object({ replicas, selector: json, template: podTemplate, strategy: maybe(json) }),
    status,
  })
  .transform((object): LiveWorkload => ({ ...common("Deployment", object), strategy: object.spec.strategy }));

/** A StatefulSet; its `updateStrategy` is what a Deployment calls `strategy`. */
export const statefulSetSchema = z
  .object({
    metadata: liveMetadata,
    spec: z.object({ replicas, selector: json, template: podTemplate, updateStrategy: maybe(json) }),
    status,
  })
  .transform((object): LiveWorkload => ({ ...common("StatefulSet", object), strategy: object.spec.updateStrategy }));

type Common = {
  readonly metadata: z.output<typeof liveMetadata>;
  readonly spec: Pick<LiveWorkload, "replicas" | "selector" | "template">;
  readonly status: z.output<typeof status>;
};

function common(kind: LiveWorkload["kind"], { metadata, spec, status: seen }: Common): Omit<LiveWorkload, "strategy"> {
  return {
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation,
    observedGeneration: seen.observedGeneration,
    replicas: spec.replicas,
    status: {
      replicas: seen.replicas,
      updated: seen.updatedReplicas,
      ready: seen.readyReplicas,
      available: seen.availableReplicas,
    },
    conditions: seen.conditions,
    selector: spec.selector,
    template: spec.template,
  };
}

/** A ReplicaSet: which revision of a Deployment has how many pods. */
export const replicaSetSchema = z
  .object({
    metadata: namespaced.extend({ ownerReferences: owner, creationTimestamp: time }),
    spec: z.object({ replicas }),
    status: z.object({ readyReplicas: count }),
  })
  .transform(
    ({ metadata, spec, status: seen }): ReplicaSet => ({
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      owner: metadata.ownerReferences,
      replicas: spec.replicas,
      ready: seen.readyReplicas,
      podTemplateHash: metadata.labels["pod-template-hash"],
      createdAt: metadata.creationTimestamp,
    }),
  );
