import { listAt, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import { type HostPathUse, hostPathUses } from "../storage.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { claimVolumeFindings } from "./claim-volumes.ts";
import { type Finding, fail, listed, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl, kubectlEach } from "./kubectl.ts";
import { claimsOf, namespacesOf, titleOf } from "./look.ts";

/**
 * Data that lives on one node cannot follow a pod to the other (facts §3, rows 3, 4 and 30): the scheduler starts a
 * pod with a hostPath anywhere, and it finds an empty folder there. For a workload that stays it is only worth
 * knowing. What system files and emptyDirs hold is the same on every node, or nothing.
 */
export function nodeLocalVolumes({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const found = [
        ...hostPathUses(workload).map((use) => hostPathFinding(use, workload)),
        ...claimVolumeFindings(workload, snapshot),
      ];
      return strategyOf(workload) === "stay" ? found.map(softened) : found;
    }),
    good: "no data is bound to one node",
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted: "no hostPath data, devices or sockets and no local volumes in a workload that moves",
    command: `${kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,HOSTPATHS:.spec.template.spec.volumes[*].hostPath.path",
    )} && ${kubectl("get", "pv", "-o", "custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,CLASS:.spec.storageClassName,NODES:.spec.nodeAffinity.required")}`,
  });
}

/** Where the workload stays on its node, so does its data. */
function softened(finding: Finding): Finding {
  return finding.outcome === "fail" ? warn(`${finding.text}; it stays there`, "") : finding;
}

function hostPathFinding({ path, kind, volume }: HostPathUse, workload: Workload): Finding {
  const title = titleOf(workload);
  const text = `${title} mounts ${path} of its node (volume ${volume}, ${kind})`;
  switch (kind) {
    case "system":
      return warn(text, `Check that ${path} is the same on both nodes.`);
    case "data":
      return fail(
        text,
        `Move what ${path} holds to a claim that both nodes can attach (Longhorn), or let ${title} stay.`,
      );
    case "device":
    case "socket":
      return fail(
        text,
        `Check whether the secondary offers ${path} with the same meaning; if it does not, let ${title} stay.`,
      );
  }
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const parts = [
    ...hostPathUses(workload).map(({ path, kind }) => `hostPath ${path} (${kind})`),
    ...emptyDirs(workload).map((name) => `emptyDir ${name}`),
    ...claimsOf(snapshot, workload).map(({ claim }) => `claim ${claim}`),
  ];
  return `${titleOf(workload)}: ${parts.length === 0 ? "no volumes that hold data" : listed(parts, ", ")}`;
}

/** Gone with every pod, so nothing that a move could lose. */
function emptyDirs({ pod }: Workload): readonly string[] {
  return listAt(pod.volumes)
    .map(objectAt)
    .flatMap((volume) => (volume.emptyDir === undefined ? [] : [stringAt(volume.name) ?? ""]));
}
