import { z } from "zod";
import type { RuntimeClass } from "../../../domain/cluster-surroundings.ts";
import { maybe, texts } from "./fields.ts";

/** A RuntimeClass: the nodes that have it, as far as it says. */
export const runtimeClassSchema = z
  .object({
    metadata: z.object({ name: z.string() }),
    scheduling: maybe(z.object({ nodeSelector: texts })),
  })
  .transform(
    ({ metadata, scheduling }): RuntimeClass => ({
      name: metadata.name,
      nodeSelector: scheduling?.nodeSelector ?? {},
    }),
  );
