import { z } from "zod";
import type { Node } from "../../../domain/cluster.ts";
import { flag, list, maybe, texts } from "./fields.ts";

/** A Node: its lane, its taints, whether it takes pods, and what it has to give. */
export const nodeSchema = z
  .object({
    metadata: z.object({ name: z.string(), uid: z.string(), labels: texts }),
    spec: z.object({
      taints: list(z.object({ key: z.string(), value: maybe(z.string()), effect: z.string() })),
      unschedulable: flag,
    }),
    status: z.object({
      conditions: list(z.object({ type: z.string(), status: z.enum(["True", "False", "Unknown"]) })),
      allocatable: texts,
      nodeInfo: maybe(z.object({ architecture: maybe(z.string()) })),
    }),
  })
  .transform(
    ({ metadata, spec, status }): Node => ({
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      taints: spec.taints,
      unschedulable: spec.unschedulable,
      conditions: Object.fromEntries(status.conditions.map(({ type, status: said }) => [type, said])),
      allocatable: status.allocatable,
      architecture: status.nodeInfo?.architecture || metadata.labels["kubernetes.io/arch"],
    }),
  );
