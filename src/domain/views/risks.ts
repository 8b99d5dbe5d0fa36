import { laneNodes, liveList } from "../gates/look.ts";
import { type Markdown, md } from "../markdown.ts";
import type { Report } from "../report.ts";

export type Risk = { readonly risk: Markdown; readonly prevent: Markdown; readonly detect: Markdown };

/** The runbook's risk register, cut to what can happen to this app; `left` names what was left out and why. */
export function riskRegister(report: Report): { readonly risks: readonly Risk[]; readonly left: readonly Markdown[] } {
  const { snapshot, strategy } = report;
  const keepsData = strategy.workloads.some((workload) => workload.class !== "stateless");
  const singleWriter = strategy.workloads.some(
    (workload) => workload.class === "single-writer" || workload.class === "fragile",
  );
  const services = liveList(snapshot, ({ services: all }) => all);
  const served =
    snapshot.base.objects.some(({ kind }) => kind === "Service" || kind === "Ingress" || kind === "IngressRoute") ||
    (services.state === "known" && services.value.length > 0);
  const spreads = strategy.workloads.some((workload) => workload.strategy === "A" || workload.strategy === "B1");
  const entries: readonly (readonly [boolean, Risk, Markdown])[] = [
    [
      keepsData,
      {
        risk: md`Longhorn replica rebuild storms; engine image mismatch`,
        prevent: md`One volume at a time; auto-balance disabled; rebuild concurrency 1`,
        detect: md`Robustness and replica placement of the volumes`,
      },
      md`Longhorn rebuilds: the app keeps no data.`,
    ],
    [
      singleWriter,
      {
        risk: md`The volume (ReadWriteOnce) does not detach, or two pods reach for it in turns`,
        prevent: md`Never two writers: the old pods gone and the volume detached before the other side starts`,
        detect: md`FailedAttachVolume and Multi-Attach events`,
      },
      md`Re-attach loops: no volume of a single writer.`,
    ],
    [
      served,
      {
        risk: md`Endpoints come and go because probes are too eager`,
        prevent: md`Strict readiness, conservative thresholds during the window`,
        detect: md`EndpointSlices and Unhealthy events`,
      },
      md`Endpoint oscillation: no Service or Ingress.`,
    ],
    [
      spreads,
      {
        risk: md`Evictions and leader elections in turns while pods spread`,
        prevent: md`A budget for the app; autoscalers paused; the lane's taint stays`,
        detect: md`Restarts, FailedScheduling, lease changes`,
      },
      md`Eviction loops during spreads: nothing spreads.`,
    ],
    [
      hasOneControlPlane(report),
      {
        risk: md`The primary node runs the only control plane: with it go the API server, the scheduler and perhaps the entrance`,
        prevent: md`Two lanes help against maintenance and partial failure, not against the loss of this node`,
        detect: md`Nodes with the label \`node-role.kubernetes.io/control-plane\``,
      },
      md``,
    ],
  ];
  return {
    risks: entries.flatMap(([applies, risk]) => (applies ? [risk] : [])),
    left: entries.flatMap(([applies, , why]) => (applies || why === "" ? [] : [why])),
  };
}

/** Facts §2.5: a failover cannot even be carried out when the only control plane is what was lost. */
export function hasOneControlPlane({ snapshot }: Report): boolean {
  const nodes = laneNodes(snapshot);
  if (nodes.state !== "known") return false;
  const planes = nodes.value.all.filter(({ labels }) => Object.hasOwn(labels, "node-role.kubernetes.io/control-plane"));
  return planes.length === 1 && nodes.value.primary.some(({ name }) => name === planes[0]?.name);
}
