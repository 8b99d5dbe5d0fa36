import type { Verdict } from "../verdict.ts";
import { verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, namespacesOf } from "./look.ts";
import { runsTwice } from "./reach.ts";
import { servicesOf } from "./services.ts";

/**
 * A Service with `sessionAffinity: ClientIP` keeps each client on one pod (facts §3, row 14): with two pods the load is
 * uneven, behind a proxy all of it goes to one, and what the client had there lives only as long as that pod.
 */
export function clientIp({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const twice = workloads.filter((workload) => runsTwice(strategyOf(workload)));
  const { services, unread } = twice.length === 0 ? { services: [], unread: [] } : servicesOf(snapshot, twice);
  return verdictOf({
    findings: [
      ...unread,
      ...services.flatMap(({ name, to, fields: { sessionAffinity } }) =>
        sessionAffinity?.value === "ClientIP"
          ? [
              warn(
                `Service ${name} keeps each client on one pod of ${to.join(" and ")} (sessionAffinity: ClientIP${sessionAffinity.liveOnly ? ", live and not in Git" : ""})`,
                `If nothing needs it, set \`sessionAffinity: None\` in Service ${name} in Git.`,
              ),
            ]
          : [],
      ),
    ],
    good:
      twice.length === 0
        ? "no workload serves from two pods at once"
        : `no Service keeps a client on one pod${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: services.map(
      ({ name, to, fields: { sessionAffinity } }) =>
        `Service ${name} to ${to.join(" and ")}: ${sessionAffinity?.value ?? "None"}`,
    ),
    wanted: "sessionAffinity None before pods that run twice",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "service",
      "-o",
      "custom-columns=NAME:.metadata.name,AFFINITY:.spec.sessionAffinity",
    ),
  });
}
