import type { z } from "zod";
import type { Surroundings } from "../../domain/cluster-surroundings.ts";
import { csiNodeSchema, volumeAttachmentSchema } from "./parse/attachment.ts";
import { ingressSchema } from "./parse/ingress.ts";
import { leaseSchema } from "./parse/lease.ts";
import { limitRangeSchema, resourceQuotaSchema } from "./parse/quota.ts";
import { runtimeClassSchema } from "./parse/runtime-class.ts";
import { scaledObjectSchema, verticalAutoscalerSchema } from "./parse/scaler.ts";
import { part, served } from "./parts.ts";
import { readNamespaces } from "./read-one.ts";
import type { Reader } from "./reader.ts";
import { type Resource, resources } from "./resources.ts";

/** The parts of the surroundings that one list each answers, and the app's namespaces. */
type PlainParts = Pick<
  Surroundings,
  | "volumeAttachments"
  | "csiNodes"
  | "quotas"
  | "limitRanges"
  | "namespaces"
  | "ingresses"
  | "verticalAutoscalers"
  | "scaledObjects"
  | "leases"
  | "runtimeClasses"
>;

/** Begins to read them; autoscalers of kinds that the server does not have are absent. */
export function readSurroundings(
  reader: Reader,
  namespaces: readonly string[],
): { readonly [part in keyof PlainParts]: Promise<PlainParts[part]> } {
  const cluster = <T>(resource: Resource, item: z.ZodType<T>) => part(() => reader.everywhere(resource, item));
  const own = <T>(resource: Resource, item: z.ZodType<T>) => part(() => reader.inEach(namespaces, resource, item));
  const ownServed = <T>(resource: Resource, item: z.ZodType<T>) => served(reader, resource, () => own(resource, item));
  return {
    volumeAttachments: cluster(resources.volumeAttachments, volumeAttachmentSchema),
    csiNodes: cluster(resources.csiNodes, csiNodeSchema),
    runtimeClasses: cluster(resources.runtimeClasses, runtimeClassSchema),
    quotas: own(resources.quotas, resourceQuotaSchema),
    limitRanges: own(resources.limitRanges, limitRangeSchema),
    ingresses: own(resources.ingresses, ingressSchema),
    namespaces: part(() => readNamespaces(reader, namespaces)),
    verticalAutoscalers: ownServed(resources.verticalAutoscalers, verticalAutoscalerSchema),
    scaledObjects: ownServed(resources.scaledObjects, scaledObjectSchema),
    // The control plane's own leaders say which node it hangs on.
    leases: part(async () => {
      const found = await reader.inEach([...new Set([...namespaces, "kube-system"])], resources.leases, leaseSchema);
      return found.filter((lease) => lease !== undefined);
    }),
  };
}
