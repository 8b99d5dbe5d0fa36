import type { PersistentVolume, Pod } from "../cluster.ts";
import type { VolumeAttachment } from "../cluster-surroundings.ts";
import { clip } from "../markdown-clean.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { longhornDriver } from "./longhorn-use.ts";
import { liveList } from "./look.ts";
import { distinctClaims, type MountedClaim, mountedClaims, unfollowed } from "./mounted-claims.ts";

/** A claim that one node at a time may attach, with its volume. */
type Exclusive = { readonly claim: MountedClaim; readonly volume: PersistentVolume };

type PlacedPod = Pod & { readonly nodeName: string };

/**
 * A ReadWriteOnce volume has exactly one attachment, it is attached, and on the node of the pod that mounts it (facts
 * §9.7). A second one, one on another node or one with an error is the re-attach loop of the runbook's risk register,
 * and nothing may fail over into it.
 */
export function volumeAttachments({ snapshot, workloads }: GateInput): Verdict {
  const claims = distinctClaims(mountedClaims(snapshot, workloads));
  const exclusive = claims.flatMap((claim): Exclusive[] =>
    claim.volume.state === "known" && claim.volume.value.csi !== undefined && isExclusive(claim.volume.value)
      ? [{ claim, volume: claim.volume.value }]
      : [],
  );
  const attachments = liveList(snapshot, (cluster) => cluster.volumeAttachments);
  const pods = liveList(snapshot, (cluster) => cluster.pods);
  return verdictOf({
    findings: [
      ...claims.flatMap(unfollowed),
      ...(exclusive.length > 0 && attachments.state === "unknown"
        ? [unread("the volume attachments", attachments.reason)]
        : []),
      ...(exclusive.length > 0 && pods.state === "unknown" ? [unread("the pods", pods.reason)] : []),
      ...(attachments.state === "known" && pods.state === "known"
        ? exclusive.flatMap((each) => attachmentFindings(each, attachments.value, podsOn(each, pods.value)))
        : []),
    ],
    good:
      claims.length === 0
        ? "no claims are mounted"
        : exclusive.length === 0
          ? "no volume of the app is attached to one node at a time"
          : "every volume is attached where its pod runs, or nowhere where none does",
    notes: attachments.state === "known" ? exclusive.map((each) => describe(each, attachments.value)) : [],
    wanted: "each ReadWriteOnce volume attached once, without an error, on its pod's node",
    command: kubectl(
      "get",
      "volumeattachments",
      "-o",
      "custom-columns=PV:.spec.source.persistentVolumeName,NODE:.spec.nodeName,ATTACHED:.status.attached,ERROR:.status.attachError.message",
    ),
  });
}

/** Every mode of it is for one node. */
function isExclusive({ accessModes }: PersistentVolume): boolean {
  return accessModes.length > 0 && accessModes.every((mode) => mode.startsWith("ReadWriteOnce"));
}

/** Pods on a node that mount the claim and have not ended. */
function podsOn({ claim }: Exclusive, pods: readonly Pod[]): readonly PlacedPod[] {
  return pods.flatMap((pod) => {
    const { nodeName } = pod;
    const mounts = pod.namespace === claim.namespace && pod.claims.includes(claim.name);
    const ended = pod.phase === "Succeeded" || pod.phase === "Failed";
    return mounts && !ended && nodeName !== undefined ? [{ ...pod, nodeName }] : [];
  });
}

function attachmentsOf({ volume }: Exclusive, all: readonly VolumeAttachment[]): readonly VolumeAttachment[] {
  return all.filter((attachment) => attachment.volume === volume.name);
}

function attachmentFindings(each: Exclusive, all: readonly VolumeAttachment[], pods: readonly PlacedPod[]): Finding[] {
  const name = nameOf(each);
  const found = attachmentsOf(each, all);
  const remedy = `Let its pods come to rest first: one pod, the volume detached everywhere else (\`${kubectl("get", "volumeattachments")}\`).`;
  const problems = found.flatMap((attachment) =>
    attachment.error === undefined ? [] : [errorFinding(name, attachment)],
  );
  if (found.length > 1) {
    return [
      ...problems,
      fail(`${name} has ${found.length} attachments: ${found.map(attachmentText).join(", ")}`, remedy),
    ];
  }
  const only = found[0];
  if (only === undefined) return [...problems, ...unattached(each, pods, remedy)];
  if (pods.length === 0) {
    const text = `${name} is ${attachmentText(only)}, and no running pod of the app's namespace mounts it`;
    return [...problems, warn(text, "Find out what holds it; a pod elsewhere would wait for it.")];
  }
  const away = pods.filter(({ nodeName }) => nodeName !== only.node);
  return [
    ...problems,
    ...(only.attached || only.error !== undefined ? [] : [fail(`${name} is not attached yet to ${only.node}`, remedy)]),
    ...away.map((pod) =>
      fail(`pod ${pod.name} runs on ${pod.nodeName}, and ${name} is ${attachmentText(only)}`, remedy),
    ),
  ];
}

/** Only Longhorn is known to make attachments: other drivers may say that they need none. */
function unattached({ claim, volume }: Exclusive, pods: readonly PlacedPod[], remedy: string): Finding[] {
  const pod = pods[0];
  if (pod === undefined || volume.csi?.driver !== longhornDriver) return [];
  return [
    fail(`pod ${pod.name} on ${pod.nodeName} mounts ${nameOf({ claim, volume })}, which is attached nowhere`, remedy),
  ];
}

function errorFinding(name: string, { node, error = "" }: VolumeAttachment): Finding {
  return fail(
    `${name} cannot be attached to ${node}: ${clip(error, 300)}`,
    "Mend what the error says; nothing may fail over before.",
  );
}

function attachmentText({ node, attached }: VolumeAttachment): string {
  return `${attached ? "attached to" : "being attached to"} ${node}`;
}

function nameOf({ claim, volume }: Exclusive): string {
  return `volume ${volume.name} (claim ${claim.name})`;
}

function describe(each: Exclusive, all: readonly VolumeAttachment[]): string {
  return `${nameOf(each)}: ${attachmentsOf(each, all).map(attachmentText).join(", ") || "no attachment"}`;
}
