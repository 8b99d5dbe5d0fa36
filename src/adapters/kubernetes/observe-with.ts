import type { z } from "zod";
import type { ClusterQuestion } from "../../app/ports.ts";
import type { ClusterView } from "../../domain/cluster.ts";
import { absent, known } from "../../domain/known.ts";
import type { ApiClient } from "./api-client.ts";
import type { Limits } from "./limits.ts";
import { applicationSchema } from "./parse/application.ts";
import { eventSchema } from "./parse/event.ts";
import { nodeSchema } from "./parse/node.ts";
import { podSchema } from "./parse/pod.ts";
import { autoscalerSchema, disruptionBudgetSchema, serviceSchema } from "./parse/policy.ts";
import { claimSchema, storageClassSchema, volumeSchema } from "./parse/storage.ts";
import { deploymentSchema, replicaSetSchema, statefulSetSchema } from "./parse/workload.ts";
import { knownValue, once, part, served } from "./parts.ts";
import { lanePodsReader } from "./read-lane-pods.ts";
import { longhornReader } from "./read-longhorn.ts";
import { readApplication, readProject, readVersion } from "./read-one.ts";
import { readPlatformPods } from "./read-platform-pods.ts";
import { readStickyRoutes } from "./read-sticky-routes.ts";
import { readSurroundings } from "./read-surroundings.ts";
import { readerOf } from "./reader.ts";
import { type Resource, resources } from "./resources.ts";

type Parts = Omit<ClusterView, "observedAt">;

/** Reads all parts side by side; each is known, absent or unknown by itself. */
export async function observeWith(
  client: ApiClient,
  limits: Limits,
  longhornNamespace: string,
  question: ClusterQuestion,
): Promise<Parts> {
  const reader = readerOf(client, limits);
  const { lanes } = question;
  const namespaces = [...new Set(question.namespaces)];
  const cluster = <T>(resource: Resource, item: z.ZodType<T>) => part(() => reader.everywhere(resource, item));
  const own = <T>(resource: Resource, item: z.ZodType<T>) => part(() => reader.inEach(namespaces, resource, item));
  const nodes = cluster(resources.nodes, nodeSchema);
  const lanePods = lanePodsReader(reader, lanes, nodes);
  const longhorn = longhornReader(reader, longhornNamespace);
  const application = served(reader, resources.applications, () => readApplication(reader, question.application));
  const claims = own(resources.claims, claimSchema);
  const volumes = cluster(resources.volumes, volumeSchema);
  const services = once(() => reader.inEach(namespaces, resources.services, serviceSchema));
  return await allOf({
    server: part(() => readVersion(reader)),
    nodes,
    application,
    applications: served(reader, resources.applications, () => cluster(resources.applications, applicationSchema)),
    workloads: part(async () =>
      (
        await Promise.all([
          reader.inEach(namespaces, resources.deployments, deploymentSchema),
          reader.inEach(namespaces, resources.statefulSets, statefulSetSchema),
        ])
      ).flat(),
    ),
    replicaSets: own(resources.replicaSets, replicaSetSchema),
    pods: own(resources.pods, podSchema),
    podsOnSecondary: part(lanePods.onSecondary),
    podRequests: part(lanePods.requests),
    events: own(resources.events, eventSchema),
    disruptionBudgets: own(resources.disruptionBudgets, disruptionBudgetSchema),
    claims,
    volumes,
    storageClasses: cluster(resources.storageClasses, storageClassSchema),
    services: part(async () => (await services()).map(({ service }) => service)),
    stickyRoutes: part(() => readStickyRoutes(reader, namespaces, services)),
    autoscalers: own(resources.autoscalers, autoscalerSchema),
    longhorn: served(reader, resources.longhornVolumes, async () => known(await longhorn.itself())),
    longhornSurroundings: served(reader, resources.longhornVolumes, async () => {
      const names = new Set(knownValue(await claims)?.map(({ volumeName }) => volumeName));
      const claimed = knownValue(await volumes)?.filter(({ name }) => names.has(name)) ?? [];
      return known(await longhorn.surroundings(claimed));
    }),
    platformPods: part(() => readPlatformPods(reader, longhornNamespace)),
    project: served(reader, resources.projects, async () => {
      const app = knownValue(await application);
      return app === undefined ? absent : await readProject(reader, app);
    }),
    ...readSurroundings(reader, namespaces),
  });
}

async function allOf(parts: { readonly [part in keyof Parts]: Promise<Parts[part]> }): Promise<Parts> {
  const entries = Object.entries(parts).map(async ([name, value]) => [name, await value]);
  return Object.fromEntries(await Promise.all(entries)) as Parts;
}
