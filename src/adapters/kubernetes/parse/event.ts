import { z } from "zod";
import type { ClusterEvent } from "../../../domain/cluster.ts";
import { redactText } from "../../../domain/redact.ts";
import { maybe, time } from "./fields.ts";

const longest = 1024;

/**
 * A core/v1 Event. The scheduler's events have no lastTimestamp, no firstTimestamp and no count, only eventTime and
 * series: the moment is the latest of all that are there. The message is other people's text, so it is redacted.
 */
export const eventSchema = z
  .object({
    metadata: z.object({ namespace: z.string(), creationTimestamp: time }),
    type: maybe(z.string()),
    reason: maybe(z.string()),
    message: maybe(z.string()),
    count: maybe(z.number().int()),
    involvedObject: z.object({ kind: maybe(z.string()), name: maybe(z.string()) }),
    series: maybe(z.object({ count: maybe(z.number().int()), lastObservedTime: maybe(time) })),
    eventTime: maybe(time),
    firstTimestamp: maybe(time),
    lastTimestamp: maybe(time),
  })
  .transform((event): ClusterEvent => {
    const { metadata, series, eventTime, firstTimestamp, lastTimestamp } = event;
    const times = [metadata.creationTimestamp, series?.lastObservedTime, eventTime, firstTimestamp, lastTimestamp];
    return {
      namespace: metadata.namespace,
      type: event.type ?? "Normal",
      reason: event.reason ?? "",
      kind: event.involvedObject.kind ?? "",
      name: event.involvedObject.name ?? "",
      message: redactText((event.message ?? "").slice(0, longest)),
      count: series?.count ?? event.count ?? 1,
      at:
        times
          .filter((at) => at !== undefined)
          .toSorted()
          .at(-1) ?? metadata.creationTimestamp,
    };
  });
