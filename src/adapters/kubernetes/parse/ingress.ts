import { z } from "zod";
import type { Ingress } from "../../../domain/cluster-surroundings.ts";
import { list, maybe, texts } from "./fields.ts";
import { stickinessOf } from "./stickiness.ts";

const backend = z.object({ service: maybe(z.object({ name: z.string() })) });

/** An Ingress: its controller, the services behind it, and what it says of sessions. Not its hosts, paths and TLS. */
export const ingressSchema = z
  .object({
    metadata: z.object({ namespace: z.string(), name: z.string(), annotations: texts }),
    spec: z.object({
      ingressClassName: maybe(z.string()),
      defaultBackend: maybe(backend),
      rules: list(z.object({ http: maybe(z.object({ paths: list(z.object({ backend })) })) })),
    }),
  })
  .transform(({ metadata, spec }): Ingress => {
    const paths = spec.rules.flatMap(({ http }) => http?.paths ?? []).map((path) => path.backend);
    const services = [spec.defaultBackend, ...paths].flatMap((each) => each?.service?.name ?? []);
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      className: spec.ingressClassName || metadata.annotations["kubernetes.io/ingress.class"] || undefined,
      stickiness: stickinessOf(metadata.annotations),
      services: [...new Set(services)],
    };
  });
