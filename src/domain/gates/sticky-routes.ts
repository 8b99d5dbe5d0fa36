import { isObject, type Json, type JsonObject, listAt, type Manifest, objectAt, stringAt } from "../manifest.ts";
import { stringMap } from "../workload.ts";
import { stickyAnnotations } from "./sticky-annotations.ts";

/** An object in Git that sticks sessions to the pods of a Service; the Service's namespace is undefined where it names none. */
export type StickyObject = {
  readonly kind: string;
  readonly name: string;
  readonly service: { readonly namespace: string | undefined; readonly name: string };
  readonly sticky: string;
};

/**
 * What a rendered object sticks, service by service (facts §3, row 16): an Ingress or a Service by annotation, and the
 * kinds of controllers that have a field for it: Traefik, Contour, the Gateway API, Istio.
 */
export function stickyIn(manifest: Manifest): readonly StickyObject[] {
  const { apiVersion, kind, metadata } = manifest;
  const { namespace, name } = metadata;
  const spec = objectAt(manifest.spec);
  return served(apiVersion, kind, name, spec, stringMap(metadata.annotations)).map(({ service, sticky }) => ({
    kind,
    name,
    service: { namespace: stringAt(service.namespace) ?? namespace, name: stringAt(service.name) ?? "" },
    sticky,
  }));
}

type Served = { readonly service: JsonObject; readonly sticky: string };

function served(
  apiVersion: string,
  kind: string,
  name: string,
  spec: JsonObject,
  annotations: Readonly<Record<string, string>>,
): readonly Served[] {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  const noted = stickyAnnotations(annotations).join(", ");
  switch (`${group} ${kind}`) {
    case "networking.k8s.io Ingress":
    case "extensions Ingress":
      return noted === "" ? [] : ingressServices(spec).map((service) => ({ service, sticky: noted }));
    case " Service":
      return noted === "" ? [] : [{ service: { name }, sticky: noted }];
    case "traefik.io IngressRoute":
    case "traefik.containo.us IngressRoute":
      return objects(spec.routes).flatMap(({ services }) => objects(services).flatMap(byTraefik));
    case "traefik.io TraefikService":
    case "traefik.containo.us TraefikService":
      return traefikService(spec);
    case "projectcontour.io HTTPProxy":
      return objects(spec.routes).flatMap(byContour);
    case "gateway.networking.k8s.io HTTPRoute":
      return objects(spec.rules).flatMap(({ sessionPersistence, backendRefs }) =>
        isObject(sessionPersistence)
          ? objects(backendRefs).map((service) => ({ service, sticky: "sessionPersistence" }))
          : [],
      );
    case "networking.istio.io DestinationRule":
      return byIstio(spec);
    default:
      return [];
  }
}

function ingressServices({ defaultBackend, backend, rules }: JsonObject): readonly JsonObject[] {
  const paths = objects(rules).flatMap(({ http }) => objects(objectAt(http).paths).map((path) => path.backend));
  const names = [defaultBackend, backend, ...paths].flatMap((each) => {
    const { service, serviceName } = objectAt(each);
    return stringAt(objectAt(service).name) ?? stringAt(serviceName) ?? [];
  });
  return [...new Set(names)].map((name) => ({ name }));
}

/** A part of a Traefik route; one that names another TraefikService is told by that one. */
function byTraefik(service: JsonObject): readonly Served[] {
  return isObject(service.sticky) && service.kind !== "TraefikService" ? [{ service, sticky: "sticky cookie" }] : [];
}

function traefikService({ weighted, mirroring }: JsonObject): readonly Served[] {
  const { services, sticky } = objectAt(weighted);
  const parts = objects(services).map((service) => ({ ...service, sticky: service.sticky ?? sticky }));
  const mirror = objectAt(mirroring);
  return [...parts, mirror, ...objects(mirror.mirrors)].flatMap(byTraefik);
}

function byContour({ loadBalancerPolicy, services }: JsonObject): readonly Served[] {
  const strategy = stringAt(objectAt(loadBalancerPolicy).strategy) ?? "";
  return strategy === "Cookie" || strategy === "RequestHash"
    ? objects(services).map((service) => ({ service, sticky: `loadBalancerPolicy ${strategy}` }))
    : [];
}

/** Istio names the service by its DNS name; the first two labels are its name and namespace. */
function byIstio({ host, trafficPolicy }: JsonObject): readonly Served[] {
  if (!isObject(objectAt(objectAt(trafficPolicy).loadBalancer).consistentHash)) return [];
  const [name, namespace] = (stringAt(host) ?? "").split(".");
  return [{ service: { name: name ?? "", namespace }, sticky: "consistentHash" }];
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return listAt(list).filter(isObject);
}
