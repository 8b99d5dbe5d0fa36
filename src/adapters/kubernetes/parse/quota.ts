import { z } from "zod";
import type { LimitRange, ResourceQuota } from "../../../domain/cluster-surroundings.ts";
import { list, maybe, texts } from "./fields.ts";

const objectName = z.object({ namespace: z.string(), name: z.string() });

/** A ResourceQuota. What is enforced is the status's `hard`; the spec's counts until a controller has looked at it. */
export const resourceQuotaSchema = z
  .object({
    metadata: objectName,
    spec: z.object({ hard: texts, scopes: list(z.string()), scopeSelector: maybe(z.object({})) }),
    status: maybe(z.object({ hard: maybe(texts), used: texts })),
  })
  .transform(
    ({ metadata, spec, status }): ResourceQuota => ({
      namespace: metadata.namespace,
      name: metadata.name,
      hard: status?.hard ?? spec.hard,
      used: status?.used ?? {},
      scoped: spec.scopes.length > 0 || spec.scopeSelector !== undefined,
    }),
  );

/** A LimitRange. */
export const limitRangeSchema = z
  .object({
    metadata: objectName,
    spec: z.object({
      limits: list(z.object({ type: z.string(), max: texts, min: texts, default: texts, defaultRequest: texts })),
    }),
  })
  .transform(
    ({ metadata, spec }): LimitRange => ({
      namespace: metadata.namespace,
      name: metadata.name,
      limits: spec.limits,
    }),
  );
