import { z } from "zod";
import type { Lease } from "../../../domain/cluster-surroundings.ts";
import { redactText } from "../../../domain/redact.ts";
import { maybe, texts, time } from "./fields.ts";

/**
 * A Lease: who leads, and when they last said so; undefined: an API server's own, by which nobody leads. The holder is
 * the program's own text, so it is redacted; by custom it is `<pod or host>_<something random>`.
 */
export const leaseSchema = z
  .object({
    metadata: z.object({ namespace: z.string(), name: z.string(), labels: texts }),
    spec: maybe(z.object({ holderIdentity: maybe(z.string()), renewTime: maybe(time) })),
  })
  .transform(({ metadata, spec }): Lease | undefined => {
    if (metadata.labels["apiserver.kubernetes.io/identity"] !== undefined) return undefined;
    const [holder] = (spec?.holderIdentity ?? "").split("_", 1);
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      holder: holder ? redactText(holder.slice(0, 253)) : undefined,
      renewedAt: spec?.renewTime,
    };
  });
