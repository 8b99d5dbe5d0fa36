import { z } from "zod";
import type { CsiNode, VolumeAttachment } from "../../../domain/cluster-surroundings.ts";
import { redactText } from "../../../domain/redact.ts";
import { flag, list, maybe } from "./fields.ts";

const longestError = 512;

/** A VolumeAttachment: which volume is, or should be, attached to which node. The driver's error is its own text, so it is redacted. */
export const volumeAttachmentSchema = z
  .object({
    metadata: z.object({ name: z.string() }),
    spec: z.object({ nodeName: z.string(), source: z.object({ persistentVolumeName: maybe(z.string()) }) }),
    status: maybe(z.object({ attached: flag, attachError: maybe(z.object({ message: maybe(z.string()) })) })),
  })
  .transform(({ metadata, spec, status }): VolumeAttachment => {
    const error = status?.attachError;
    return {
      name: metadata.name,
      volume: spec.source.persistentVolumeName || undefined,
      node: spec.nodeName,
      attached: status?.attached ?? false,
      error: error && redactText((error.message ?? "no reason was given").slice(0, longestError)),
    };
  });

/** A CSINode: the drivers that have registered there. */
export const csiNodeSchema = z
  .object({
    metadata: z.object({ name: z.string() }),
    spec: z.object({ drivers: list(z.object({ name: z.string() })) }),
  })
  .transform(({ metadata, spec }): CsiNode => ({ node: metadata.name, drivers: spec.drivers.map(({ name }) => name) }));
