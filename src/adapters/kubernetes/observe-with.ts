import type { z } from "zod";
import type { ClusterQuestion } from "../../app/ports.ts";
import type { ClusterView, Node, Pod } from "../../domain/cluster.ts";
import { absent, type Known, known, unknown } from "../../domain/known.ts";
import type { ApiClient } from "./api-client.ts";
import { discovery, type IsServed } from "./discovery.ts";
import type { Limits } from "./limits.ts";
import { listAll } from "./list-all.ts";
import { applicationSchema } from "./parse/application.ts";
import { eventSchema } from "./parse/event.ts";
import { nodeSchema } from "./parse/node.ts";
import { podSchema } from "./parse/pod.ts";
import { autoscalerSchema, disruptionBudgetSchema, serviceSchema } from "./parse/policy.ts";
import { claimSchema, storageClassSchema, volumeSchema } from "./parse/storage.ts";
import { deploymentSchema, replicaSetSchema, statefulSetSchema } from "./parse/workload.ts";
import { ReadFailure } from "./read-failure.ts";
import { readLonghorn } from "./read-longhorn.ts";
import { readApplication, readVersion } from "./read-one.ts";
import { isName, type Resource, resources } from "./resources.ts";

/** Reads all parts side by side; each is known, absent or unknown by itself. */
export async function observeWith(
  client: ApiClient,
  limits: Limits,
  longhornNamespace: string,
  question: ClusterQuestion,
): Promise<Omit<ClusterView, "observedAt">> {
  const isServed = discovery(client);
  const cluster = <T>(resource: Resource, item: z.ZodType<T>) => listAll(client, limits, { resource, item });
  const namespaces = <T>(resource: Resource, item: z.ZodType<T>) =>
    inEach(client, limits, question.namespaces, resource, item);
  const nodes = part(() => cluster(resources.nodes, nodeSchema));
  const parts = {
    server: part(() => readVersion(client)),
    nodes,
    application: served(isServed, resources.applications, () => readApplication(client, question.application)),
    applications: served(isServed, resources.applications, async () =>
      known(await cluster(resources.applications, applicationSchema)),
    ),
    workloads: part(async () =>
      (
        await Promise.all([
          namespaces(resources.deployments, deploymentSchema),
          namespaces(resources.statefulSets, statefulSetSchema),
        ])
      ).flat(),
    ),
    replicaSets: part(() => namespaces(resources.replicaSets, replicaSetSchema)),
    pods: part(() => namespaces(resources.pods, podSchema)),
    podsOnSecondary: nodes.then((seen) => part(() => readPodsOnSecondary(client, limits, question.lanes, seen))),
    events: part(() => namespaces(resources.events, eventSchema)),
    disruptionBudgets: part(() => namespaces(resources.disruptionBudgets, disruptionBudgetSchema)),
    claims: part(() => namespaces(resources.claims, claimSchema)),
    volumes: part(() => cluster(resources.volumes, volumeSchema)),
    storageClasses: part(() => cluster(resources.storageClasses, storageClassSchema)),
    services: part(() => namespaces(resources.services, serviceSchema)),
    autoscalers: part(() => namespaces(resources.autoscalers, autoscalerSchema)),
    longhorn: served(isServed, resources.longhornVolumes, async () =>
      known(await readLonghorn(client, limits, longhornNamespace)),
    ),
  };
  return await allOf(parts);
}

type Parts = Omit<ClusterView, "observedAt">;

async function allOf(parts: { readonly [part in keyof Parts]: Promise<Parts[part]> }): Promise<Parts> {
  const entries = Object.entries(parts).map(async ([name, value]) => [name, await value]);
  return Object.fromEntries(await Promise.all(entries)) as Parts;
}

/** Known, or unknown with the words of what failed. Anything else that goes wrong is a bug and stays one. */
async function part<T>(read: () => Promise<T>): Promise<Known<T>> {
  return guarded(async () => known(await read()));
}

async function guarded<T>(read: () => Promise<Known<T>>): Promise<Known<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ReadFailure) return unknown(error.message);
    throw error;
  }
}

/** Absent when the server says that it does not have this kind of object at all. */
function served<T>(isServed: IsServed, resource: Resource, read: () => Promise<Known<T>>): Promise<Known<T>> {
  return guarded(async () => ((await isServed(resource)) ? read() : absent));
}

async function inEach<T>(
  client: ApiClient,
  limits: Limits,
  namespaces: readonly string[],
  resource: Resource,
  item: z.ZodType<T>,
): Promise<readonly T[]> {
  const lists = namespaces.map((namespace) => {
    if (!isName(namespace))
      throw new ReadFailure(`cannot list ${resource.resource}: there is no namespace of such a name`);
    return listAll(client, limits, { resource, namespace, item });
  });
  return (await Promise.all(lists)).flat();
}

/** What runs on the lane that apps are moved to. DaemonSets' pods are everywhere by nature and say nothing. */
async function readPodsOnSecondary(
  client: ApiClient,
  limits: Limits,
  { label, secondary }: ClusterQuestion["lanes"],
  nodes: Known<readonly Node[]>,
): Promise<readonly Pod[]> {
  if (nodes.state !== "known") throw new ReadFailure(nodes.state === "unknown" ? nodes.reason : "there are no nodes");
  const names = nodes.value.filter(({ labels }) => labels[label] === secondary).map(({ name }) => name);
  const lists = names.map((name) =>
    listAll(client, limits, { resource: resources.pods, fieldSelector: `spec.nodeName=${name}`, item: podSchema }),
  );
  return (await Promise.all(lists)).flat().filter(({ owner }) => owner?.kind !== "DaemonSet");
}
