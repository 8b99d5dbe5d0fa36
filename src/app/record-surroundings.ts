import { z } from "zod";
import { count, knownListOf, knownOf, labels, maybe, text, texts, time } from "./record-fields.ts";

/* The recorded shape of what stands around an app (domain/cluster-surroundings.ts), field by field. */

const target = z.strictObject({ kind: text, name: text });

const volumeAttachment = z.strictObject({
  name: text,
  volume: maybe(text),
  node: text,
  attached: z.boolean(),
  error: maybe(text),
});

const quota = z.strictObject({ namespace: text, name: text, hard: labels, used: labels, scoped: z.boolean() });

const limitRange = z.strictObject({
  namespace: text,
  name: text,
  limits: z.array(z.strictObject({ type: text, max: labels, min: labels, default: labels, defaultRequest: labels })),
});

const namespace = z.strictObject({ name: text, nodeSelector: maybe(text), defaultTolerations: maybe(text) });

const ingress = z.strictObject({
  namespace: text,
  name: text,
  className: maybe(text),
  stickiness: labels,
  services: texts,
});

const stickyRoute = z.strictObject({ kind: text, namespace: text, name: text, service: text, sticky: text });

const verticalAutoscaler = z.strictObject({ namespace: text, name: text, target, updateMode: text });

const scaledObject = z.strictObject({
  namespace: text,
  name: text,
  target,
  min: count,
  max: count,
  paused: z.boolean(),
});

const lease = z.strictObject({ namespace: text, name: text, holder: maybe(text), renewedAt: maybe(time) });

const platformPod = z.strictObject({ namespace: text, name: text, part: text, node: maybe(text), ready: z.boolean() });

const project = z.strictObject({
  name: text,
  windows: z.array(
    z.strictObject({
      kind: z.enum(["allow", "deny"]),
      schedule: text,
      duration: text,
      manualSync: z.boolean(),
      timeZone: maybe(text),
      andOperator: z.boolean(),
      applications: texts,
      namespaces: texts,
      clusters: texts,
    }),
  ),
});

const podRequests = z.strictObject({
  namespace: text,
  name: text,
  node: text,
  daemonSet: z.boolean(),
  requests: z.record(text, z.number().nonnegative()),
});

const longhornSurroundings = z.strictObject({
  engineImages: z.array(z.strictObject({ name: text, image: text, state: maybe(text), nodes: texts })),
  volumes: z.array(
    z.strictObject({
      name: text,
      image: maybe(text),
      currentImage: maybe(text),
      lastBackupAt: maybe(time),
      lastSnapshotAt: maybe(time),
      robustConditions: labels,
    }),
  ),
});

/** The parts of a recorded view that are {@link Surroundings}. */
export const surroundingsShape = {
  volumeAttachments: knownListOf(volumeAttachment),
  csiNodes: knownListOf(z.strictObject({ node: text, drivers: texts })),
  quotas: knownListOf(quota),
  limitRanges: knownListOf(limitRange),
  namespaces: knownListOf(namespace),
  ingresses: knownListOf(ingress),
  stickyRoutes: knownListOf(stickyRoute),
  verticalAutoscalers: knownListOf(verticalAutoscaler),
  scaledObjects: knownListOf(scaledObject),
  leases: knownListOf(lease),
  platformPods: knownListOf(platformPod),
  project: knownOf(project),
  runtimeClasses: knownListOf(z.strictObject({ name: text, nodeSelector: labels })),
  podRequests: knownListOf(podRequests),
  longhornSurroundings: knownOf(longhornSurroundings),
};
