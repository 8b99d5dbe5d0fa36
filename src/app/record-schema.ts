import { z } from "zod";
import type { ClusterView } from "../domain/cluster.ts";
import { count, json, knownListOf, knownOf, labels, maybe, text, texts, time } from "./record-fields.ts";
import { surroundingsShape } from "./record-surroundings.ts";

/*
 * The shape of a recorded ClusterView, field by field, so that a broken or foreign file is found at the door
 * and not by a gate. What is undefined in the view is null in the file: a reader sees that it was looked for.
 */

const owner = maybe(z.strictObject({ kind: text, name: text, uid: text, controller: z.boolean() }));

const node = z.strictObject({
  name: text,
  uid: text,
  labels,
  taints: z.array(z.strictObject({ key: text, value: maybe(text), effect: text })),
  unschedulable: z.boolean(),
  conditions: z.record(text, z.enum(["True", "False", "Unknown"])),
  allocatable: labels,
  architecture: maybe(text),
});

const workload = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet"]),
  namespace: text,
  name: text,
  uid: text,
  resourceVersion: text,
  generation: count,
  observedGeneration: maybe(count),
  replicas: count,
  status: z.strictObject({ replicas: count, updated: count, ready: count, available: count }),
  conditions: z.array(z.strictObject({ type: text, status: text, reason: maybe(text) })),
  selector: json,
  template: json,
  strategy: maybe(json),
});

const replicaSet = z.strictObject({
  namespace: text,
  name: text,
  uid: text,
  owner,
  replicas: count,
  ready: count,
  podTemplateHash: maybe(text),
  createdAt: time,
});

const containerStatus = z.strictObject({
  name: text,
  init: z.boolean(),
  ready: z.boolean(),
  started: maybe(z.boolean()),
  restartCount: count,
  state: z.enum(["running", "waiting", "terminated", "none"]),
  startedAt: maybe(time),
  reason: maybe(text),
  lastTermination: maybe(
    z.strictObject({ startedAt: maybe(time), finishedAt: maybe(time), reason: maybe(text), exitCode: maybe(count) }),
  ),
});

const pod = z.strictObject({
  namespace: text,
  name: text,
  uid: text,
  labels,
  owner,
  nodeName: maybe(text),
  phase: text,
  createdAt: time,
  deleting: z.boolean(),
  ready: maybe(z.boolean()),
  containers: z.array(containerStatus),
  claims: texts,
});

const event = z.strictObject({
  namespace: text,
  type: text,
  reason: text,
  kind: text,
  name: text,
  message: text,
  count,
  at: time,
});

const amount = maybe(z.union([text, count]));

const disruptionBudget = z.strictObject({
  namespace: text,
  name: text,
  selector: maybe(json),
  minAvailable: amount,
  maxUnavailable: amount,
  disruptionsAllowed: maybe(count),
});

const claim = z.strictObject({
  namespace: text,
  name: text,
  phase: text,
  accessModes: texts,
  storageClass: maybe(text),
  volumeName: maybe(text),
});

const persistentVolume = z.strictObject({
  name: text,
  accessModes: texts,
  storageClass: maybe(text),
  claim: maybe(z.strictObject({ namespace: text, name: text })),
  csi: maybe(z.strictObject({ driver: text, handle: text })),
  source: text,
  nodeAffinity: maybe(json),
});

const storageClass = z.strictObject({ name: text, provisioner: text, isDefault: z.boolean(), bindingMode: text });

const service = z.strictObject({
  namespace: text,
  name: text,
  type: text,
  selector: maybe(labels),
  sessionAffinity: maybe(text),
  externalTrafficPolicy: maybe(text),
  internalTrafficPolicy: maybe(text),
});

const autoscaler = z.strictObject({
  namespace: text,
  name: text,
  target: z.strictObject({ kind: text, name: text }),
  minReplicas: count,
  maxReplicas: count,
  currentReplicas: maybe(count),
});

const source = z.strictObject({
  repoURL: text,
  targetRevision: text,
  path: maybe(text),
  chart: maybe(text),
  ref: maybe(text),
  helm: z.boolean(),
  plugin: z.boolean(),
  kustomize: maybe(json),
  directory: maybe(z.strictObject({ recurse: z.boolean(), include: maybe(text), exclude: maybe(text) })),
});

const application = z.strictObject({
  name: text,
  namespace: maybe(text),
  project: text,
  sources: z.array(source),
  multiSource: z.boolean(),
  hydrated: z.boolean(),
  destination: z.strictObject({ server: maybe(text), name: maybe(text), namespace: maybe(text) }),
  automated: z.boolean(),
  syncPolicy: maybe(json),
  syncOptions: texts,
  ignoreDifferences: z
    .array(
      z.strictObject({
        group: text,
        kind: text,
        name: maybe(text),
        namespace: maybe(text),
        jsonPointers: texts,
        jqPathExpressions: texts,
        managedFieldsManagers: texts,
      }),
    )
    .default([]),
  labels,
  uid: text,
  resourceVersion: text,
  owner,
  trackedBy: maybe(text),
  sourceType: maybe(text),
  sync: maybe(text),
  revision: maybe(text),
  health: maybe(text),
  operationPhase: maybe(text),
  operationRequested: z.boolean(),
});

const longhorn = z.strictObject({
  volumes: z.array(
    z.strictObject({
      name: text,
      state: maybe(text),
      robustness: maybe(text),
      numberOfReplicas: maybe(count),
      dataLocality: maybe(text),
      accessMode: maybe(text),
      node: maybe(text),
    }),
  ),
  replicas: z.array(
    z.strictObject({
      name: text,
      volume: text,
      node: maybe(text),
      active: z.boolean(),
      failedAt: text,
      healthyAt: text,
      state: maybe(text),
      deleting: z.boolean(),
    }),
  ),
  engines: z.array(z.strictObject({ name: text, volume: text, active: z.boolean(), modes: labels })),
  settings: labels,
  nodes: z.array(z.strictObject({ name: text, allowScheduling: z.boolean(), conditions: labels })),
});

/** Everything that one observation gives, as it stands in a recording. */
export const clusterViewSchema: z.ZodType<ClusterView> = z.strictObject({
  observedAt: time,
  server: knownOf(z.strictObject({ version: text, major: count, minor: count })),
  nodes: knownListOf(node),
  application: knownOf(application),
  applications: knownListOf(application),
  workloads: knownListOf(workload),
  replicaSets: knownListOf(replicaSet),
  pods: knownListOf(pod),
  podsOnSecondary: knownListOf(pod),
  events: knownListOf(event),
  disruptionBudgets: knownListOf(disruptionBudget),
  claims: knownListOf(claim),
  volumes: knownListOf(persistentVolume),
  storageClasses: knownListOf(storageClass),
  services: knownListOf(service),
  autoscalers: knownListOf(autoscaler),
  longhorn: knownOf(longhorn),
  ...surroundingsShape,
});
