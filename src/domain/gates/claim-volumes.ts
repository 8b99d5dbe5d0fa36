import type { PersistentVolume } from "../cluster.ts";
import { isObject } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { ClaimUse } from "../storage.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread } from "./findings.ts";
import { claimsOf, laneNodes, liveList, namespaceOf } from "./look.ts";
import { satisfies, termsText } from "./node-terms.ts";

/** Provisioners whose volumes are a folder or a disk of one node. */
const localProvisioners = [
  "rancher.io/local-path",
  "openebs.io/local",
  "microk8s.io/hostpath",
  "k8s.io/minikube-hostpath",
  "kubernetes.io/no-provisioner",
];

/**
 * Where the volumes behind a workload's claims can be attached (facts §3, row 4): by the volume itself where there is
 * one, else by the class that will make it. Without a cluster only the name of k3s's local class tells.
 */
export function claimVolumeFindings(workload: Workload, snapshot: Snapshot): Finding[] {
  return claimsOf(snapshot, workload).flatMap((claim) =>
    claimNames(claim, workload).flatMap((name) => claimFindings(name, claim, workload, snapshot)),
  );
}

/** A template's claims as they are in the cluster, one for each replica. */
function claimNames({ claim, templated }: ClaimUse, { replicas }: Workload): readonly string[] {
  if (!templated) return [claim];
  return Array.from({ length: Math.max(replicas, 1) }, (_, ordinal) => claim.replace(/-0$/, `-${ordinal}`));
}

function claimFindings(name: string, use: ClaimUse, { ref }: Workload, snapshot: Snapshot): Finding[] {
  const claims = liveList(snapshot, (cluster) => cluster.claims);
  if (claims.state === "unknown")
    return use.storageClass === "local-path" ? [localClass(name, "local-path")] : [unread("the claims", claims.reason)];
  const namespace = namespaceOf(snapshot, ref);
  const live = claims.value.find((candidate) => candidate.namespace === namespace && candidate.name === name);
  if (live?.volumeName === undefined) return classFindings(name, live?.storageClass ?? use.storageClass, snapshot);

  const volumes = liveList(snapshot, (cluster) => cluster.volumes);
  if (volumes.state === "unknown") return [unread("the volumes", volumes.reason)];
  const volume = volumes.value.find((candidate) => candidate.name === live.volumeName);
  return volume === undefined
    ? [unread(`volume ${live.volumeName}`, "the cluster lists no such volume")]
    : volumeFindings(name, volume, snapshot);
}

function volumeFindings(claim: string, volume: PersistentVolume, snapshot: Snapshot): Finding[] {
  const remedy = `Copy the data of claim ${claim} to a new claim of a replicated class (Longhorn) and cut over; a claim's class cannot be changed.`;
  if (volume.source === "local" || volume.source === "hostPath") {
    return [fail(`claim ${claim} is a ${volume.source} volume of one node (${volume.name})`, remedy)];
  }
  const required = volume.nodeAffinity?.required;
  if (!isObject(required)) return [];
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  return nodes.value.secondary.some((node) => satisfies(required, node))
    ? []
    : [
        fail(
          `volume ${volume.name} of claim ${claim} can only be attached where ${termsText(required)}, which is no secondary node`,
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
  return storageClass !== undefined && localProvisioners.includes(storageClass.provisioner)
    ? [localClass(claim, storageClass.name)]
    : [];
}

function localClass(claim: string, className: string): Finding {
  return fail(
    `claim ${claim} is of class ${className}, whose volumes live on one node`,
    `Create claim ${claim} of a replicated class (Longhorn) and copy the data over.`,
  );
}
