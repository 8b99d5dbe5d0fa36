import { z } from "zod";
import type { ContainerStatus, Pod } from "../../../domain/cluster.ts";
import { count, flag, list, maybe, namespaced, owner, time } from "./fields.ts";

const terminated = z.object({
  exitCode: maybe(z.number().int()),
  reason: maybe(z.string()),
  startedAt: maybe(time),
  finishedAt: maybe(time),
});

export const containerStatus = z.object({
  name: z.string(),
  ready: flag,
  started: maybe(z.boolean()),
  restartCount: count,
  state: maybe(
    z.object({
      running: maybe(z.object({ startedAt: maybe(time) })),
      waiting: maybe(z.object({ reason: maybe(z.string()) })),
      terminated: maybe(terminated),
    }),
  ),
  lastState: maybe(z.object({ terminated: maybe(terminated) })),
});

/** A Pod as far as we read it. Its spec is not kept: env values live there. */
export const podObject = z.object({
  metadata: namespaced.extend({
    ownerReferences: owner,
    creationTimestamp: time,
    deletionTimestamp: maybe(z.string()),
  }),
  spec: z.object({
    nodeName: maybe(z.string()),
    volumes: list(
      z.object({
        name: z.string(),
        persistentVolumeClaim: maybe(z.object({ claimName: z.string() })),
        ephemeral: maybe(z.object({})),
      }),
    ),
  }),
  status: z.object({
    phase: maybe(z.string()),
    conditions: list(z.object({ type: z.string(), status: z.string(), reason: maybe(z.string()) })),
    initContainerStatuses: list(containerStatus),
    containerStatuses: list(containerStatus),
  }),
});

/** A Pod: where it runs, how it fares, which claims it mounts. */
export const podSchema = podObject.transform(podFrom);

export function podFrom({ metadata, spec, status }: z.output<typeof podObject>): Pod {
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    labels: metadata.labels,
    owner: metadata.ownerReferences,
    nodeName: spec.nodeName || undefined,
    phase: status.phase ?? "Unknown",
    createdAt: metadata.creationTimestamp,
    deleting: metadata.deletionTimestamp !== undefined,
    ready: claimOf(status.conditions.find(({ type }) => type === "Ready")?.status),
    containers: [
      ...status.initContainerStatuses.map((each) => containerFrom(each, true)),
      ...status.containerStatuses.map((each) => containerFrom(each, false)),
    ],
    claims: spec.volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
      if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName];
      // A generic ephemeral volume's claim is named after the pod and the volume.
      return ephemeral === undefined ? [] : [`${metadata.name}-${name}`];
    }),
  };
}

function claimOf(status: string | undefined): boolean | undefined {
  return status === "True" ? true : status === "False" ? false : undefined;
}

function containerFrom(status: z.output<typeof containerStatus>, init: boolean): ContainerStatus {
  const { running, waiting, terminated: ended } = status.state ?? {};
  const last = status.lastState?.terminated;
  return {
    name: status.name,
    init,
    ready: status.ready,
    started: status.started,
    restartCount: status.restartCount,
    state: running ? "running" : waiting ? "waiting" : ended ? "terminated" : "none",
    startedAt: running?.startedAt ?? ended?.startedAt,
    reason: waiting?.reason ?? ended?.reason,
    lastTermination: last && {
      startedAt: last.startedAt,
      finishedAt: last.finishedAt,
      reason: last.reason,
      exitCode: last.exitCode,
    },
  };
}
