import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, listed, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, liveList, namespaceOf, namespacesOf } from "./look.ts";
import { runsTwice } from "./reach.ts";
import { type AppService, servicesOf } from "./services.ts";
import { stickyAnnotations, stickyListed } from "./sticky-annotations.ts";
import { stickyIn } from "./sticky-routes.ts";

/** An object that sticks sessions to the pods of a Service of the app. */
type Stuck = {
  readonly object: string;
  readonly service: AppService;
  readonly sticky: string;
  readonly liveOnly: boolean;
};

/**
 * Sticky sessions are evidence that a pod keeps sessions to itself (runbook §3.2 A; facts §3, row 16): with two pods the
 * loss of either loses its sessions. With one endpoint no controller ever had to stick, so it was never tried. That
 * nothing sticks disproves nothing: sessions in memory cannot be seen from outside, and the checklist asks people.
 */
export function stickySessions({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const twice = workloads.filter((workload) => runsTwice(strategyOf(workload)));
  const seen =
    twice.length === 0 ? { stuck: [], unread: [], services: [] } : look(snapshot, servicesOf(snapshot, twice));
  return verdictOf({
    findings: [...seen.unread, ...seen.stuck.map(finding)],
    good:
      twice.length === 0
        ? "no workload serves from two pods at once"
        : `nothing sticks sessions to a pod${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}; whether pods keep sessions in memory cannot be seen`,
    notes: [
      ...(seen.services.length === 0
        ? []
        : [
            `Services looked at: ${listed(
              seen.services.map(({ name }) => name),
              ", ",
            )}`,
          ]),
      ...(twice.length === 0 ? [] : ["sessions in memory cannot be seen from outside"]),
    ],
    wanted: "no sticky sessions before pods that run twice, or sessions kept outside of them (Redis, signed tokens)",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "ingress,service",
      "-o",
      "custom-columns=KIND:.kind,NAME:.metadata.name,ANNOTATIONS:.metadata.annotations",
    ),
  });
}

function look(snapshot: Snapshot, { services, unread: missed }: ReturnType<typeof servicesOf>) {
  const inGit = stuckInGit(snapshot, services);
  const live = stuckLive(snapshot, services);
  const known = new Set(inGit.map(({ object, service }) => `${object} ${service.namespace} ${service.name}`));
  return {
    services,
    unread: [...missed, ...live.unread],
    stuck: [
      ...inGit,
      ...live.stuck.filter(({ object, service }) => !known.has(`${object} ${service.namespace} ${service.name}`)),
    ],
  };
}

function stuckInGit(snapshot: Snapshot, services: readonly AppService[]): readonly Stuck[] {
  return snapshot.base.objects.flatMap(stickyIn).flatMap(({ kind, name, service, sticky }) => {
    const found = serviceIn(services, namespaceOf(snapshot, service), service.name);
    return found === undefined ? [] : [{ object: `${kind} ${name}`, service: found, sticky, liveOnly: false }];
  });
}

function stuckLive(
  snapshot: Snapshot,
  services: readonly AppService[],
): { readonly stuck: readonly Stuck[]; readonly unread: readonly Finding[] } {
  if (isOffline(snapshot)) return { stuck: [], unread: [] };
  const ingresses = liveList(snapshot, (cluster) => cluster.ingresses);
  const routes = liveList(snapshot, (cluster) => cluster.stickyRoutes);
  const byIngress = (ingresses.state === "known" ? ingresses.value : []).flatMap((ingress) =>
    ingress.services.map((service) => ({
      object: `Ingress ${ingress.name}`,
      namespace: ingress.namespace,
      service,
      sticky: stickyAnnotations(ingress.stickiness).join(", "),
    })),
  );
  const byRoute = (routes.state === "known" ? routes.value : []).map(({ kind, name, namespace, service, sticky }) => ({
    object: `${kind} ${name}`,
    namespace,
    service,
    sticky: kind === "Service" ? stickyListed(sticky).join(", ") : sticky,
  }));
  return {
    stuck: [...byIngress, ...byRoute].flatMap(({ object, namespace, service, sticky }) => {
      const found = sticky === "" ? undefined : serviceIn(services, namespace, service);
      return found === undefined ? [] : [{ object, service: found, sticky, liveOnly: true }];
    }),
    unread: [
      ...(ingresses.state === "unknown" ? [unread("the Ingresses", ingresses.reason)] : []),
      ...(routes.state === "unknown" ? [unread("the ingress controllers' own routes", routes.reason)] : []),
    ],
  };
}

function serviceIn(services: readonly AppService[], namespace: string, name: string): AppService | undefined {
  return services.find((each) => each.namespace === namespace && each.name === name);
}

function finding({ object, service: { name, to }, sticky, liveOnly }: Stuck): Finding {
  return warn(
    `${object} sticks sessions to one pod behind Service ${name} of ${to.join(" and ")} (${sticky})${liveOnly ? ", live and not in Git" : ""}`,
    `Keep sessions outside the pods (Redis, signed tokens) and take the stickiness out of ${object}, or choose strategy B2.`,
  );
}
