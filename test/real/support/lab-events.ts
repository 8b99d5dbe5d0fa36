import { randomUUID } from "node:crypto";
import type { LabClient } from "./lab-client.ts";

export type LabEvent = {
  readonly namespace: string;
  /** What it is about: `Pod`, `ReplicaSet`, `PersistentVolumeClaim`, … */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly type?: "Normal" | "Warning";
  readonly message?: string;
  /** When it happened, ISO 8601; default: now. */
  readonly at?: string;
  readonly count?: number;
  /** The kubelet and the controllers write lastTimestamp and count; the scheduler only eventTime. */
  readonly writtenBy?: "kubelet" | "scheduler";
};

/** Writes an event; two of the same are two. */
export async function writeEvent(client: LabClient, event: LabEvent): Promise<void> {
  const { namespace, kind, name, reason, type = "Warning", message = reason, count = 1 } = event;
  const at = event.at ?? new Date().toISOString();
  const whole = at.replace(/\.\d+Z$/, "Z");
  const times =
    event.writtenBy === "scheduler"
      ? {
          eventTime: at.replace(/(\.\d+)?Z$/, ".000000Z"),
          reportingComponent: "default-scheduler",
          reportingInstance: "lab",
          action: "Scheduling",
        }
      : { firstTimestamp: whole, lastTimestamp: whole, count, source: { component: "kubelet" } };
  const { status, content } = await client.request("POST", `/api/v1/namespaces/${namespace}/events`, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name}.${randomUUID().slice(0, 8)}` },
    involvedObject: { apiVersion: kind === "Pod" ? "v1" : "apps/v1", kind, namespace, name },
    type,
    reason,
    message,
    ...times,
  });
  if (status >= 300) throw new Error(`Event ${reason}: ${status} ${content["message"]}`);
}

/** Takes away every event of a namespace. */
export async function forgetEvents(client: LabClient, namespace: string): Promise<void> {
  await client.request("DELETE", `/api/v1/namespaces/${namespace}/events`);
}
