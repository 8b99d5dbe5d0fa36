import type { Service } from "../../domain/cluster.ts";
import type { StickyRoute } from "../../domain/cluster-surroundings.ts";
import { ingressRouteSchema, traefikServiceSchema } from "./parse/traefik.ts";
import type { Reader } from "./reader.ts";
import { resources } from "./resources.ts";

/** Traefik's two groups: the old one is served beside the new one by 2.10 and later 2.x. */
const traefik = [
  [resources.ingressRoutes, resources.traefikServices],
  [resources.oldIngressRoutes, resources.oldTraefikServices],
] as const;

type AnnotatedService = { readonly service: Service; readonly stickiness: Readonly<Record<string, string>> };

/** What sticks sessions to pods beside Ingresses: Traefik's own kinds, where it has them, and annotations of Services. */
export async function readStickyRoutes(
  reader: Reader,
  namespaces: readonly string[],
  services: () => Promise<readonly AnnotatedService[]>,
): Promise<readonly StickyRoute[]> {
  const [annotated, ...routes] = await Promise.all([
    services(),
    ...traefik.map(async ([ingressRoutes, traefikServices]) => {
      if (!(await reader.isServed(ingressRoutes))) return [];
      const [first, second] = await Promise.all([
        reader.inEach(namespaces, ingressRoutes, ingressRouteSchema),
        reader.inEach(namespaces, traefikServices, traefikServiceSchema),
      ]);
      return [...first, ...second].flat();
    }),
  ]);
  return [...annotated.flatMap(byAnnotation), ...routes.flat()];
}

function byAnnotation({ service: { namespace, name }, stickiness }: AnnotatedService): readonly StickyRoute[] {
  const said = Object.entries(stickiness).map(([annotation, value]) => `${annotation}: ${value}`);
  return said.length === 0 ? [] : [{ kind: "Service", namespace, name, service: name, sticky: said.join(", ") }];
}
