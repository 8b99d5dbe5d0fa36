import type { LabClient } from "./lab-client.ts";

type RawPod = {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly Named[]; readonly initContainers?: readonly Named[] };
  readonly status: {
    readonly containerStatuses?: readonly Status[];
    readonly initContainerStatuses?: readonly Status[];
  };
};
type Named = { readonly name: string; readonly image: string; readonly restartPolicy?: string };
type Status = Readonly<Record<string, unknown>> & { readonly name: string };

export type ContainerState = {
  /** Which one; default: the pod's first container. */
  readonly container?: string;
  readonly restarts?: number;
  readonly ready?: boolean;
  /** The reason it waits, `CrashLoopBackOff` for one; undefined: it runs. */
  readonly waiting?: string;
  /** When it last began to run. */
  readonly startedAt?: string;
  /** How the instance before this one ended. */
  readonly last?: {
    readonly startedAt?: string;
    readonly finishedAt: string;
    readonly reason: string;
    readonly exitCode: number;
  };
};

/** The pods of a namespace by their label `app`, as the API server has them. */
export async function podsOf(client: LabClient, namespace: string, app: string): Promise<readonly RawPod[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(`app=${app}`)}`;
  return (await client.request("GET", path)).content["items"] as RawPod[];
}

/**
 * Writes what a kubelet would report of one container; the other containers are left as they are. The pod is Ready when
 * all its containers are. It stays Running: kwok makes a pod that is Pending ready again.
 */
export async function setContainer(
  client: LabClient,
  namespace: string,
  pod: string,
  state: ContainerState,
): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  const { spec, status } = (await client.request("GET", path)).content as unknown as RawPod;
  const name = state.container ?? spec.containers[0]?.name;
  const changed = (containers: readonly Named[], statuses: readonly Status[] = [], init: boolean) =>
    containers.map((container) => {
      const before = statuses.find((each) => each.name === container.name);
      return container.name === name ? statusOf(container, state) : (before ?? statusOf(container, { ready: !init }));
    });
  const containerStatuses = changed(spec.containers, status.containerStatuses, false);
  const initContainerStatuses = changed(spec.initContainers ?? [], status.initContainerStatuses, true);
  const isReady = containerStatuses.every(({ ready }) => ready === true) ? "True" : "False";
  await setStatus(client, path, {
    phase: "Running",
    containerStatuses,
    initContainerStatuses,
    conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
      type,
      status: type === "Ready" || type === "ContainersReady" ? isReady : "True",
    })),
  });
}

/** Writes the status of a Deployment, StatefulSet, pod, … as its controller would, over the fields that are named. */
export async function setStatus(client: LabClient, path: string, status: object): Promise<void> {
  const answer = await client.request("PATCH", `${path}/status`, { status }, "application/merge-patch+json");
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.content["message"]}`);
}

function statusOf({ name, image }: Named, state: ContainerState): Status {
  const { restarts = 0, waiting, startedAt = "2026-01-01T00:00:00Z", last } = state;
  const ready = state.ready ?? waiting === undefined;
  return {
    name,
    image,
    imageID: "",
    ready,
    started: waiting === undefined,
    restartCount: restarts,
    state: waiting === undefined ? { running: { startedAt } } : { waiting: { reason: waiting } },
    ...(last === undefined ? {} : { lastState: { terminated: { startedAt: last.finishedAt, ...last } } }),
  };
}
