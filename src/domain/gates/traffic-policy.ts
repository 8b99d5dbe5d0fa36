import type { Verdict } from "../verdict.ts";
import { type Finding, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, namespacesOf } from "./look.ts";
import { reachesSecondary } from "./reach.ts";
import { type AppService, type ServiceField, servicesOf } from "./services.ts";

/** What each field does once pods may stand on either node. */
const effects: readonly { readonly field: ServiceField; readonly when: RegExp; readonly says: string }[] = [
  {
    field: "externalTrafficPolicy",
    when: /^Local$/,
    says: "a node without a ready pod drops what arrives at its address",
  },
  {
    field: "internalTrafficPolicy",
    when: /^Local$/,
    says: "clients on a node without a ready pod get no answer",
  },
  {
    field: "trafficDistribution",
    when: /^Prefer/,
    says: "clients go to the pod that is near them, however busy it is",
  },
];

/**
 * Services that treat a node's own pods differently (facts §3, row 15): while stage 1 runs, after a failover or when one
 * pod is away, one of the nodes has none. The load balancer's address may also be the primary's alone: k3s runs its
 * own on nodes that it may be scheduled to, and the secondary is tainted.
 */
export function trafficPolicy({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const moving = workloads.filter((workload) => reachesSecondary(strategyOf(workload)));
  const { services, unread } = moving.length === 0 ? { services: [], unread: [] } : servicesOf(snapshot, moving);
  return verdictOf({
    findings: [...unread, ...services.flatMap(local)],
    good:
      moving.length === 0
        ? "no workload goes to the secondary"
        : `every Service uses the pods of both nodes alike${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: services.map(({ name, to }) => `Service ${name} to ${to.join(" and ")}`),
    wanted: "externalTrafficPolicy and internalTrafficPolicy Cluster, no trafficDistribution",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "service",
      "-o",
      "custom-columns=NAME:.metadata.name,EXTERNAL:.spec.externalTrafficPolicy,INTERNAL:.spec.internalTrafficPolicy,DISTRIBUTION:.spec.trafficDistribution",
    ),
  });
}

function local({ name, to, fields }: AppService): Finding[] {
  return effects.flatMap(({ field, when, says }) => {
    const set = fields[field];
    if (set === undefined || !when.test(set.value)) return [];
    return [
      warn(
        `Service ${name} to ${to.join(" and ")} has ${field}: ${set.value}${set.liveOnly ? " (live and not in Git)" : ""}: ${says}`,
        field === "trafficDistribution"
          ? `Take trafficDistribution out of Service ${name} in Git, unless that is meant.`
          : `Set \`${field}: Cluster\` in Service ${name} in Git, unless the client's own address or node is needed.`,
      ),
    ];
  });
}
