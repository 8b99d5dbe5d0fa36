import { z } from "zod";
import type { StickyRoute } from "../../../domain/cluster-surroundings.ts";
import { list, maybe, withoutNulls } from "./fields.ts";

/*
 * Traefik's own kinds stick sessions by `sticky: {cookie: …}`: at a service of a route (IngressRoute), at a weighted
 * service and at each of its parts, and at a mirrored one (TraefikService).
 */

const metadata = z.object({ namespace: z.string(), name: z.string() });
const sticky = maybe(z.object({ cookie: maybe(z.object({})) }));
const service = z.object({ name: z.string(), sticky });
type Part = z.output<typeof service>;

/** The services of an IngressRoute that it sticks sessions to. */
export const ingressRouteSchema = z
  .object({
    metadata,
    spec: z.preprocess(withoutNulls, z.object({ routes: list(z.object({ services: list(service) })) })),
  })
  .transform((route): readonly StickyRoute[] =>
    stuck(
      "IngressRoute",
      route.metadata,
      route.spec.routes.flatMap(({ services }) => services),
    ),
  );

/** The services of a TraefikService that it sticks sessions to. */
export const traefikServiceSchema = z
  .object({
    metadata,
    spec: z.preprocess(
      withoutNulls,
      z.object({
        weighted: maybe(z.object({ services: list(service), sticky })),
        mirroring: maybe(service.extend({ mirrors: list(service) })),
      }),
    ),
  })
  .transform(({ metadata: named, spec: { weighted, mirroring } }): readonly StickyRoute[] =>
    stuck("TraefikService", named, [
      ...(weighted?.services ?? []).map((each) => ({ ...each, sticky: each.sticky ?? weighted?.sticky })),
      ...(mirroring === undefined ? [] : [mirroring, ...mirroring.mirrors]),
    ]),
  );

function stuck(kind: string, named: z.output<typeof metadata>, parts: readonly Part[]): readonly StickyRoute[] {
  return parts.flatMap(({ name, sticky: how }) =>
    how === undefined
      ? []
      : [{ kind, ...named, service: name, sticky: how.cookie === undefined ? "sticky" : "cookie" }],
  );
}
