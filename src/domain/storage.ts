import type { Claim, ClusterView } from "./cluster.ts";
import { absent, known, type Known, unknown } from "./known.ts";
import { listAt, type Manifest, numberAt, objectAt, stringAt } from "./manifest.ts";
import type { Workload } from "./workload.ts";

/** A claim that a workload's pods mount, and what is known of it. */
export type ClaimUse = {
  readonly volume: string;
  readonly claim: string;
  /** From the StatefulSet's own template: one claim a replica. */
  readonly templated: boolean;
  readonly accessModes: Known<readonly string[]>;
  readonly storageClass: string | undefined;
  /** Why the data cannot leave its node; undefined when nothing says so. */
  readonly nodeLocal: string | undefined;
};

export type HostPathKind = "data" | "device" | "socket" | "system";
export type HostPathUse = { readonly volume: string; readonly path: string; readonly kind: HostPathKind };

/** Files of the operating system that are alike on every node (facts §3 #3): not data. */
const systemPaths = ["/etc/localtime", "/etc/timezone", "/etc/machine-id", "/etc/ssl", "/etc/pki", "/usr/share", "/proc", "/sys", "/lib/modules", "/boot", "/etc/os-release"];

/** What a pod template mounts from its node. A `..` in the path is data: nobody can say where it leads. */
export function hostPathUses(workload: Workload): readonly HostPathUse[] {
  return listAt(workload.pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    const path = stringAt(objectAt(volume["hostPath"])["path"]);
    if (path === undefined) return [];
    return [{ volume: stringAt(volume["name"]) ?? "", path, kind: hostPathKind(path, stringAt(objectAt(volume["hostPath"])["type"])) }];
  });
}

function hostPathKind(path: string, type: string | undefined): HostPathKind {
  if (type === "Socket" || path.endsWith(".sock")) return "socket";
  if (path === "/dev" || path.startsWith("/dev/") || type === "CharDevice" || type === "BlockDevice") return "device";
  if (path.split("/").includes("..")) return "data";
  return systemPaths.some((known) => path === known || path.startsWith(`${known}/`)) ? "system" : "data";
}

/** Claims of a workload, from the render, else from the cluster (facts §3 #4 to #7). */
export function claimUses(workload: Workload, objects: readonly Manifest[], cluster: ClusterView | undefined): readonly ClaimUse[] {
  const templated = workload.claimTemplates.map((template): ClaimUse => {
    const claim = firstClaim(workload, template.name);
    const live = liveClaim(claim, workload.ref.namespace, cluster);
    const observed = live.state === "known" ? live.value : undefined;
    const storageClass = observed?.storageClass ?? template.storageClass;
    return {
      volume: template.name,
      claim,
      templated: true,
      accessModes: known(observed?.accessModes ?? template.accessModes),
      storageClass,
      nodeLocal: observed === undefined ? nodeLocalClass(template.storageClass, cluster) : nodeLocalClaim(observed, cluster),
    };
  });
  const mounted = listAt(workload.pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    const claim = stringAt(objectAt(volume["persistentVolumeClaim"])["claimName"]);
    return claim === undefined ? [] : [namedClaim(stringAt(volume["name"]) ?? "", claim, workload, objects, cluster)];
  });
  return [...templated, ...mounted];
}

/** The claim of a StatefulSet's first pod: `<template>-<set>-<ordinal>`, counted from `spec.ordinals.start`. */
export function firstClaim({ ref, manifest }: Workload, template: string): string {
  const start = numberAt(objectAt(objectAt(manifest["spec"])["ordinals"])["start"]) ?? 0;
  return `${template}-${ref.name}-${start}`;
}

/**
 * True when pods on two nodes may mount the claim at once: it is ReadWriteMany, or nobody writes to it at all. A claim
 * that nobody could look at is taken for the stricter kind, and so is one from a template: another replica would not
 * share it but start with an empty one of its own (facts §3 #11).
 */
export function mayBeShared({ accessModes, templated }: ClaimUse): boolean {
  if (templated || accessModes.state !== "known") return false;
  const modes = accessModes.value;
  return modes.includes("ReadWriteMany") || (modes.length > 0 && modes.every((mode) => mode === "ReadOnlyMany"));
}

/** Why a claim is not to be shared, as the end of a sentence about it; only for claims that may not be shared. */
export function unsharedBecause({ claim, templated, accessModes }: ClaimUse): string {
  switch (accessModes.state) {
    case "absent":
      return `claim ${claim} is neither in Git nor in the cluster: taken for a single writer`;
    case "unknown":
      return `claim ${claim} could not be looked at (${accessModes.reason}): taken for a single writer`;
    case "known": {
      const modes = accessModes.value.join(", ") || "without an access mode";
      const alone = accessModes.value.includes("ReadWriteMany") && templated;
      return alone ? `claim ${claim} comes from a template: another replica would start with an empty one` : `claim ${claim} is ${modes}: one node at a time`;
    }
  }
}

function namedClaim(volume: string, claim: string, workload: Workload, objects: readonly Manifest[], cluster: ClusterView | undefined): ClaimUse {
  const rendered = objects.find(
    ({ kind, metadata }) =>
      kind === "PersistentVolumeClaim" && metadata.name === claim && (metadata.namespace ?? workload.ref.namespace) === workload.ref.namespace,
  );
  const spec = objectAt(rendered?.["spec"]);
  const live = liveClaim(claim, workload.ref.namespace, cluster);
  const observed = live.state === "known" ? live.value : undefined;
  const written = stringAt(spec["storageClassName"]);
  return {
    volume,
    claim,
    templated: false,
    // Access modes cannot change once bound, so the live claim wins over what Git would create.
    accessModes: observed !== undefined ? known(observed.accessModes) : rendered !== undefined ? known(listAt(spec["accessModes"]).map(String)) : live.state === "unknown" ? live : absent,
    storageClass: observed?.storageClass ?? written,
    nodeLocal: observed !== undefined ? nodeLocalClaim(observed, cluster) : rendered === undefined ? undefined : nodeLocalClass(written, cluster),
  };
}

/** A claim that is there has got its class; only one that is yet to be made without a class gets the default one. */
function nodeLocalClaim({ volumeName, storageClass }: Claim, cluster: ClusterView | undefined): string | undefined {
  return nodeLocalVolume(volumeName, cluster) ?? (storageClass === undefined ? undefined : nodeLocalClass(storageClass, cluster));
}

function liveClaim(name: string, namespace: string | undefined, cluster: ClusterView | undefined) {
  if (cluster === undefined) return unknown("the claim is not in Git, and no cluster was asked");
  if (cluster.claims.state !== "known") return cluster.claims.state === "unknown" ? cluster.claims : absent;
  const found = cluster.claims.value.find((claim) => claim.name === name && (namespace === undefined || claim.namespace === namespace));
  return found === undefined ? absent : known(found);
}

function nodeLocalVolume(volumeName: string | undefined, cluster: ClusterView | undefined): string | undefined {
  if (volumeName === undefined || cluster?.volumes.state !== "known") return undefined;
  const volume = cluster.volumes.value.find(({ name }) => name === volumeName);
  if (volume === undefined) return undefined;
  if (volume.source === "local" || volume.source === "hostPath") return `its volume ${volume.name} is a ${volume.source} volume of one node`;
  return volume.nodeAffinity === undefined || volume.source === "csi" ? undefined : `its volume ${volume.name} is tied to nodes by its node affinity`;
}

function nodeLocalClass(name: string | undefined, cluster: ClusterView | undefined): string | undefined {
  if (cluster?.storageClasses.state === "known") {
    const classes = cluster.storageClasses.value;
    const found = name === undefined ? classes.find(({ isDefault }) => isDefault) : classes.find((each) => each.name === name);
    if (found === undefined) return undefined;
    return found.provisioner === "rancher.io/local-path" || found.provisioner === "kubernetes.io/no-provisioner"
      ? `StorageClass ${found.name} (${found.provisioner}) keeps its data on one node`
      : undefined;
  }
  // k3s gives its node-local class this very name; without a cluster to ask, the name is the only sign.
  return name === "local-path" ? "StorageClass local-path keeps its data on one node" : undefined;
}
