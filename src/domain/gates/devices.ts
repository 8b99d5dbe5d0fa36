import type { Node } from "../cluster.ts";
import { resourceAmount } from "../quantity.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type DeviceUse, deviceUses } from "./device-uses.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { type GitOrLive, gitOrLive, liveOnlyText, type Shown } from "./git-or-live.ts";
import { kubectl } from "./kubectl.ts";
import { isOffline, laneNodes, titleOf } from "./look.ts";
import { reachesSecondary } from "./reach.ts";

/**
 * Hardware of the node (facts §3, row 10): what a pod asks of a device plugin, the secondary must have to give; what it
 * reaches by a path or as a privileged container, the scheduler does not see at all.
 */
export function devices({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const moving = workloads.filter((workload) => reachesSecondary(strategyOf(workload)));
  const uses = moving.map((workload) => ({ workload, devices: usesOf(workload, snapshot) }));
  const { label, secondary } = snapshot.settings.lanes;
  return verdictOf({
    findings: uses.flatMap(({ workload, devices: { shown, unread: missed } }) => [
      ...missed,
      ...shown.flatMap((use) => judge(workload, use, snapshot)),
    ]),
    good: uses.some(({ devices: { shown } }) => shown.length > 0)
      ? "the secondary has the devices that are asked for"
      : `no workload that moves uses devices of its node${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: uses.flatMap(({ workload, devices: { shown } }) =>
      shown.map((use) => `${titleOf(workload)}: ${useText(use.what)}${liveOnlyText(use)}`),
    ),
    wanted: "every device that a moving workload uses is there on the secondary too",
    command: kubectl(
      "get",
      "nodes",
      "-l",
      `${label}=${secondary}`,
      "-o",
      "custom-columns=NAME:.metadata.name,ALLOCATABLE:.status.allocatable",
    ),
  });
}

function usesOf(workload: Workload, snapshot: Snapshot): GitOrLive<DeviceUse> {
  return gitOrLive(
    workload,
    snapshot,
    (pod) => deviceUses({ ...workload, pod }),
    ({ kind, name }) => `${kind} ${name}`,
  );
}

function judge(workload: Workload, shown: Shown<DeviceUse>, snapshot: Snapshot): Finding[] {
  const { what } = shown;
  const title = titleOf(workload);
  const live = liveOnlyText(shown);
  switch (what.kind) {
    case "resource":
      return onSecondary(what, title, live, snapshot);
    case "path":
      return [
        fail(
          `${title} uses the device ${what.name} of its node (volume ${what.volume})${live}`,
          `Check whether the secondary has ${what.name} with the same meaning; if it does not, let ${title} stay.`,
        ),
      ];
    case "privileged":
      return [
        warn(
          `container ${what.name} of ${title} is privileged${live}: it sees all devices of whichever node it runs on`,
          `Find out what it uses there; if that is hardware of the primary, let ${title} stay.`,
        ),
      ];
    case "claim":
      return [
        {
          outcome: "unknown",
          text: `${title} asks for devices by resource claim ${what.name}${live}: whether the secondary could serve it is not looked at`,
          remedy: "Compare `kubectl get resourceslices -o wide` for both nodes, or let it stay.",
        },
      ];
  }
}

function onSecondary(
  use: Extract<DeviceUse, { kind: "resource" }>,
  title: string,
  live: string,
  snapshot: Snapshot,
): Finding[] {
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const { secondary } = nodes.value;
  if (secondary.some((node) => amountOn(node, use.name) >= use.amount)) return [];
  const has = secondary.map((node) => `${node.name} has ${amountOn(node, use.name)}`).join(", ") || "it has no node";
  return [
    fail(
      `${title} asks for ${useText(use)}${live}, which the secondary lane does not have (${has})`,
      `Put the device and its plugin on the secondary, or let ${title} stay.`,
    ),
  ];
}

function amountOn({ allocatable }: Node, resource: string): number {
  return resourceAmount(resource, allocatable[resource] ?? "0") ?? 0;
}

function useText(use: DeviceUse): string {
  switch (use.kind) {
    case "resource":
      return `${use.amount} ${use.name}`;
    case "path":
      return `device ${use.name}`;
    case "privileged":
      return `privileged container ${use.name}`;
    case "claim":
      return `resource claim ${use.name}`;
  }
}
