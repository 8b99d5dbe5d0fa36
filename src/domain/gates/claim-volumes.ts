import type { PersistentVolume } from "../cluster.ts";
import type { Snapshot } from "../snapshot.ts";
import { isOfOneNode, localProvisioners, unmetTerms } from "../volume-reach.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread } from "./findings.ts";
import { laneNodes, liveList } from "./look.ts";
import { type MountedClaim, mountedClaims, unfollowed } from "./mounted-claims.ts";

/**
 * Where the volumes behind a workload's claims can be attached (facts §3, row 4): by the volume itself where there is
 * one, else by the class that will make it. Without a cluster only the name of k3s's local class tells.
 */
export function claimVolumeFindings(workload: Workload, snapshot: Snapshot): Finding[] {
  return mountedClaims(snapshot, [workload]).flatMap((claim) => claimFindings(claim, snapshot));
}

function claimFindings(claim: MountedClaim, snapshot: Snapshot): Finding[] {
  const { name, use, live, volume } = claim;
  if (live.state === "unknown" && use.storageClass === "local-path") return [localClass(name, "local-path")];
  if (volume.state === "unknown") return unfollowed(claim);
  if (volume.state === "known") return volumeFindings(name, volume.value, snapshot);
  return classFindings(
    name,
    live.state === "known" ? (live.value.storageClass ?? use.storageClass) : use.storageClass,
    snapshot,
  );
}

function volumeFindings(claim: string, volume: PersistentVolume, snapshot: Snapshot): Finding[] {
  const remedy = `Copy the data of claim ${claim} to a new claim of a replicated class (Longhorn) and cut over; a claim's class cannot be changed.`;
  if (isOfOneNode(volume)) {
    return [fail(`claim ${claim} is a ${volume.source} volume of one node (${volume.name})`, remedy)];
  }
  if (volume.nodeAffinity?.["required"] === undefined) return [];
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  const terms = unmetTerms(volume, nodes.value.secondary);
  return terms === undefined
    ? []
    : [
        fail(
          `volume ${volume.name} of claim ${claim} can only be attached where ${terms}, which is no secondary node`,
          remedy,
        ),
      ];
}

/** A claim without a volume yet: its class tells what the volume will be. */
function classFindings(claim: string, className: string | undefined, snapshot: Snapshot): Finding[] {
  const classes = liveList(snapshot, (cluster) => cluster.storageClasses);
  if (classes.state === "unknown") return [unread("the storage classes", classes.reason)];
  const storageClass = classes.value.find(({ name, isDefault }) =>
    className === undefined ? isDefault : name === className,
  );
  return storageClass !== undefined && localProvisioners.has(storageClass.provisioner)
    ? [localClass(claim, storageClass.name)]
    : [];
}

function localClass(claim: string, className: string): Finding {
  return fail(
    `claim ${claim} is of class ${className}, whose volumes live on one node`,
    `Create claim ${claim} of a replicated class (Longhorn) and copy the data over.`,
  );
}
