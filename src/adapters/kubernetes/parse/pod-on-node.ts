import type { Pod } from "../../../domain/cluster.ts";
import type { PodRequests } from "../../../domain/cluster-surroundings.ts";
import { list } from "./fields.ts";
import { containerStatus, podFrom, podObject } from "./pod.ts";
import { holdingStatus, requestingSpec, requestsOf } from "./pod-requests.ts";

const holding = list(containerStatus.extend(holdingStatus));

/** A Pod that is bound to a node, and its share of it; undefined once it has ended and gives its room back. */
export const podOnNodeSchema = podObject
  .extend({
    spec: podObject.shape.spec.extend(requestingSpec),
    status: podObject.shape.status.extend({ initContainerStatuses: holding, containerStatuses: holding }),
  })
  .transform((object): { readonly pod: Pod; readonly share: PodRequests | undefined } => {
    const pod = podFrom(object);
    const { namespace, name, nodeName: node, owner, phase } = pod;
    if (node === undefined || phase === "Succeeded" || phase === "Failed") return { pod, share: undefined };
    const { initContainerStatuses, containerStatuses, conditions } = object.status;
    const isInfeasible = conditions.some(
      ({ type, status, reason }) => type === "PodResizePending" && status === "True" && reason === "Infeasible",
    );
    const requests = requestsOf(object.spec, [...initContainerStatuses, ...containerStatuses], isInfeasible);
    return { pod, share: { namespace, name, node, daemonSet: owner?.kind === "DaemonSet", requests } };
  });
