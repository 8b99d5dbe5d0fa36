import type { PersistentVolume } from "../cluster.ts";
import { isObject } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { claimNames, claimsOf, type UsedClaim } from "./claims.ts";
import { type Finding, fail, listed, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { emptyDirsOf, type HostPath, hostPathsOf } from "./host-paths.ts";
import { kubectl, kubectlEach } from "./kubectl.ts";
import { laneNodes, liveList, namespacesOf, titleOf } from "./look.ts";
import { satisfies, termsText } from "./node-terms.ts";

/** Provisioners whose volumes are a folder or a disk of one node. */
const localProvisioners = ["rancher.io/local-path", "openebs.io/local", "microk8s.io/hostpath", "k8s.io/minikube-hostpath", "kubernetes.io/no-provisioner"];

/**
 * Data that lives on one node cannot follow a pod to the other (facts §3, rows 3, 4 and 30): the scheduler starts a
 * pod with a hostPath anywhere, and it finds an empty folder there. For a workload that stays it is only worth
 * knowing. What system files and emptyDirs hold is the same on every node, or nothing.
 */
export function nodeLocalVolumes({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const stays = strategyOf(workload) === "stay";
      const found = [...hostPathsOf(workload).map((path) => hostPathFinding(path, workload)), ...claimFindings(workload, snapshot)];
      return stays ? found.map((finding) => (finding.outcome === "fail" ? { ...finding, outcome: "warn" as const, text: `${finding.text}; it stays there` } : finding)) : found;
    }),
    good: "no data is bound to one node",
    notes: workloads.map((workload) => describe(workload, snapshot)),
    wanted: "no hostPath data, devices or sockets and no local volumes in a workload that moves",
    command: `${kubectlEach(namespacesOf(snapshot, workloads), "get", "deploy,sts", "-o", "custom-columns=NAME:.metadata.name,HOSTPATHS:.spec.template.spec.volumes[*].hostPath.path")} && ${kubectl("get", "pv", "-o", "custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,CLASS:.spec.storageClassName,NODES:.spec.nodeAffinity.required")}`,
  });
}

function hostPathFinding({ path, kind, volume }: HostPath, workload: Workload): Finding {
  const text = `${titleOf(workload)} mounts ${path} of its node (volume ${volume}, ${kind})`;
  switch (kind) {
    case "system":
      return warn(text, `Check that ${path} is the same on both nodes.`);
    case "data":
      return fail(text, `Move what ${path} holds to a claim that both nodes can attach (Longhorn), or let ${titleOf(workload)} stay.`);
    case "device":
    case "socket":
      return fail(text, `Check whether the secondary offers ${path} with the same meaning; if it does not, let ${titleOf(workload)} stay.`);
  }
}

function claimFindings(workload: Workload, snapshot: Snapshot): Finding[] {
  return claimsOf(workload, snapshot).flatMap((claim) => claimNames(claim, workload).flatMap((name) => oneClaim(name, claim, snapshot)));
}

function oneClaim(name: string, claim: UsedClaim, snapshot: Snapshot): Finding[] {
  const claims = liveList(snapshot, (cluster) => cluster.claims);
  if (claims.state === "unknown") return isLocalByName(claim) ? [localClass(name, "local-path")] : [unread("the claims", claims.reason)];
  const live = claims.value.find((candidate) => candidate.namespace === claim.namespace && candidate.name === name);
  const volumeName = live?.volumeName;
  if (volumeName !== undefined) {
    const volumes = liveList(snapshot, (cluster) => cluster.volumes);
    if (volumes.state === "unknown") return [unread("the volumes", volumes.reason)];
    const volume = volumes.value.find((candidate) => candidate.name === volumeName);
    return volume === undefined ? [unread(`volume ${volumeName}`, "the cluster lists no such volume")] : volumeFindings(name, volume, snapshot);
  }
  return classFindings(name, live?.storageClass ?? (claim.facts.state === "known" ? claim.facts.value.storageClass : undefined), snapshot);
}

/** k3s calls its local class so; without a cluster the name is all there is. */
function isLocalByName({ facts }: UsedClaim): boolean {
  return facts.state === "known" && facts.value.storageClass === "local-path";
}

function volumeFindings(claim: string, volume: PersistentVolume, snapshot: Snapshot): Finding[] {
  const remedy = `Copy the data of claim ${claim} to a new claim of a replicated class (Longhorn) and cut over; a claim's class cannot be changed.`;
  if (volume.source === "local" || volume.source === "hostPath") {
    return [fail(`claim ${claim} is a ${volume.source} volume of one node (${volume.name})`, remedy)];
  }
  const required = volume.nodeAffinity?.["required"];
  if (!isObject(required)) return [];
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return [unread("the nodes", nodes.reason)];
  return nodes.value.secondary.some((node) => satisfies(required, node))
    ? []
    : [fail(`claim ${claim}'s volume ${volume.name} can only be attached where ${termsText(required)}, which is no secondary node`, remedy)];
}

/** A claim without a volume yet: its class tells what it will be. */
function classFindings(claim: string, className: string | undefined, snapshot: Snapshot): Finding[] {
  const classes = liveList(snapshot, (cluster) => cluster.storageClasses);
  if (classes.state === "unknown") return [unread("the storage classes", classes.reason)];
  // An empty name means: no class, bind to a volume by hand.
  if (className === "") return [];
  const storageClass = classes.value.find(({ name, isDefault }) => (className === undefined ? isDefault : name === className));
  return storageClass !== undefined && localProvisioners.includes(storageClass.provisioner) ? [localClass(claim, storageClass.name)] : [];
}

function localClass(claim: string, className: string): Finding {
  return fail(`claim ${claim} is of class ${className}, whose volumes live on one node`, `Create claim ${claim} of a replicated class (Longhorn) and copy the data over.`);
}

function describe(workload: Workload, snapshot: Snapshot): string {
  const parts = [
    ...hostPathsOf(workload).map(({ path, kind }) => `hostPath ${path} (${kind})`),
    ...emptyDirsOf(workload).map((name) => `emptyDir ${name}`),
    ...claimsOf(workload, snapshot).map(({ name }) => `claim ${name}`),
  ];
  return `${titleOf(workload)}: ${parts.length === 0 ? "no volumes of interest" : listed(parts, ", ")}`;
}
