import type { Node } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { liveList } from "./look.ts";

/** The second one is what servers before 1.24 call it. */
const roles = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

/**
 * A single control-plane node (facts §2.5): its loss takes the API server and the scheduler with it, and on small
 * clusters CoreDNS and the entry point too. Then no failover can be carried out by anybody, and only pods that already
 * run on the other node go on. No strategy mends that, so it is a warning that people should have read. Where no node
 * has the role (managed clusters), the control plane runs elsewhere.
 */
export function controlPlane({ snapshot }: GateInput): Verdict {
  const wanted = "more than one control-plane node, or knowing what the loss of the only one means";
  const command = kubectl("get", "nodes", "-L", roles.join(","));
  const nodes = liveList(snapshot, (cluster) => cluster.nodes);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const { label } = snapshot.settings.lanes;
  const planes = nodes.value.filter(({ labels }) => roles.some((role) => Object.hasOwn(labels, role)));
  const shown = planes.map((node) => `${node.name} (${laneText(node, label)})`).join(", ");
  const [only, ...others] = planes;
  return verdictOf({
    findings:
      only === undefined || others.length > 0
        ? []
        : [
            warn(
              `${only.name} (${laneText(only, label)}) is the only control-plane node: no strategy survives its loss`,
              `Count on the second node for maintenance and partial failures of ${only.name}, not for its loss: then pods that run elsewhere go on, but nothing can be failed over. More servers (three for embedded etcd) would mend that.`,
            ),
          ],
    good:
      planes.length === 0
        ? "no node of this cluster is labelled as its control plane: it runs elsewhere"
        : `the control plane stands on ${planes.length} nodes: ${shown}`,
    notes: [`control-plane nodes: ${shown || "none"}, of ${nodes.value.length} nodes`],
    wanted,
    command,
  });
}

function laneText({ labels }: Node, label: string): string {
  const lane = labels[label];
  return lane === undefined ? "in no lane" : `${lane} lane`;
}
