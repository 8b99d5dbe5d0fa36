import type { Claim, ClusterView, Node } from "./cluster.ts";
import { absent, type Known, known, unknown } from "./known.ts";
import { listAt, type Manifest, numberAt, objectAt, stringAt } from "./manifest.ts";
import { type Lanes, runbookSettings } from "./settings.ts";
import { isOfOneNode, localProvisioners, unmetTerms } from "./volume-reach.ts";
import type { ClaimTemplate, Workload } from "./workload.ts";

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
const systemPaths = [
  "/etc/localtime",
  "/etc/timezone",
  "/etc/machine-id",
  "/etc/ssl",
  "/etc/pki",
  "/usr/share",
  "/proc",
  "/sys",
  "/lib/modules",
  "/boot",
  "/etc/os-release",
];

/** What a pod template mounts from its node. A `..` in the path is data: nobody can say where it leads. */
export function hostPathUses(workload: Workload): readonly HostPathUse[] {
  return listAt(workload.pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    const path = stringAt(objectAt(volume["hostPath"])["path"]);
    if (path === undefined) return [];
    return [
      {
        volume: stringAt(volume["name"]) ?? "",
        path,
        kind: hostPathKind(path, stringAt(objectAt(volume["hostPath"])["type"])),
      },
    ];
  });
}

function hostPathKind(path: string, type: string | undefined): HostPathKind {
  if (type === "Socket" || path.endsWith(".sock")) return "socket";
  if (path === "/dev" || path.startsWith("/dev/") || type === "CharDevice" || type === "BlockDevice") return "device";
  if (path.split("/").includes("..")) return "data";
  return systemPaths.some((known) => path === known || path.startsWith(`${known}/`)) ? "system" : "data";
}

/**
 * Claims of a workload, from the render, else from the cluster (facts §3 #4 to #7). `lanes` say which nodes are the
 * secondary's: a volume that none of them can attach cannot follow its pod.
 */
export function claimUses(
  workload: Workload,
  objects: readonly Manifest[],
  cluster: ClusterView | undefined,
  lanes: Lanes = runbookSettings.lanes,
): readonly ClaimUse[] {
  const sight: Sight = { cluster, secondary: secondaryNodes(cluster, lanes) };
  const templated = workload.claimTemplates.map((template) => templatedUse(template, workload, sight));
  const mounted = listAt(workload.pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    const claim = stringAt(objectAt(volume["persistentVolumeClaim"])["claimName"]);
    return claim === undefined ? [] : [namedClaim(stringAt(volume["name"]) ?? "", claim, workload, objects, sight)];
  });
  return [...templated, ...mounted];
}

/** What can be looked at; `secondary` is undefined where nobody knows a node of that lane. */
type Sight = { readonly cluster: ClusterView | undefined; readonly secondary: readonly Node[] | undefined };

function secondaryNodes(cluster: ClusterView | undefined, { label, secondary }: Lanes): readonly Node[] | undefined {
  const nodes =
    cluster?.nodes.state === "known" ? cluster.nodes.value.filter(({ labels }) => labels[label] === secondary) : [];
  return nodes.length === 0 ? undefined : nodes;
}

/** One template's claims, told by the first; data that is bound to a node in any of them ties the whole set. */
function templatedUse(template: ClaimTemplate, workload: Workload, sight: Sight): ClaimUse {
  const live = templatedClaims(workload, template.name).map((claim) =>
    liveClaim(claim, workload.ref.namespace, sight.cluster),
  );
  const first = live[0]?.state === "known" ? live[0].value : undefined;
  return {
    volume: template.name,
    claim: firstClaim(workload, template.name),
    templated: true,
    accessModes: known(first?.accessModes ?? template.accessModes),
    storageClass: first?.storageClass ?? template.storageClass,
    nodeLocal: live
      .map((claim) =>
        claim.state === "known"
          ? nodeLocalClaim(claim.value, sight)
          : nodeLocalClass(template.storageClass, sight.cluster),
      )
      .find((reason) => reason !== undefined),
  };
}

/** No cluster of two nodes runs more replicas than this of one set; a larger number is a typing error or an attack. */
const mostReplicas = 200;

/** The claims of a StatefulSet's pods by one template, the first pod's included when there are no replicas. */
export function templatedClaims({ ref, replicas, manifest }: Workload, template: string): readonly string[] {
  const start = numberAt(objectAt(objectAt(manifest["spec"])["ordinals"])["start"]) ?? 0;
  const count = Math.min(Math.max(replicas, 1), mostReplicas);
  return Array.from({ length: count }, (_, index) => `${template}-${ref.name}-${start + index}`);
}

/** The claim of a StatefulSet's first pod: `<template>-<set>-<ordinal>`, counted from `spec.ordinals.start`. */
export function firstClaim(workload: Workload, template: string): string {
  return templatedClaims({ ...workload, replicas: 1 }, template)[0] ?? "";
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
      return alone
        ? `claim ${claim} comes from a template: another replica would start with an empty one`
        : `claim ${claim} is ${modes}: one node at a time`;
    }
  }
}

function namedClaim(
  volume: string,
  claim: string,
  workload: Workload,
  objects: readonly Manifest[],
  sight: Sight,
): ClaimUse {
  const rendered = objects.find(
    ({ kind, metadata }) =>
      kind === "PersistentVolumeClaim" &&
      metadata.name === claim &&
      (metadata.namespace ?? workload.ref.namespace) === workload.ref.namespace,
  );
  const spec = objectAt(rendered?.["spec"]);
  const live = liveClaim(claim, workload.ref.namespace, sight.cluster);
  const observed = live.state === "known" ? live.value : undefined;
  const written = stringAt(spec["storageClassName"]);
  return {
    volume,
    claim,
    templated: false,
    // Access modes cannot change once bound, so the live claim wins over what Git would create.
    accessModes:
      observed !== undefined
        ? known(observed.accessModes)
        : rendered !== undefined
          ? known(listAt(spec["accessModes"]).map(String))
          : live.state === "unknown"
            ? live
            : absent,
    storageClass: observed?.storageClass ?? written,
    nodeLocal:
      observed !== undefined
        ? nodeLocalClaim(observed, sight)
        : rendered === undefined
          ? undefined
          : nodeLocalClass(written, sight.cluster),
  };
}

/** A claim that is there has got its class; only one that is yet to be made without a class gets the default one. */
function nodeLocalClaim({ volumeName, storageClass }: Claim, sight: Sight): string | undefined {
  return (
    nodeLocalVolume(volumeName, sight) ??
    (storageClass === undefined ? undefined : nodeLocalClass(storageClass, sight.cluster))
  );
}

function liveClaim(name: string, namespace: string | undefined, cluster: ClusterView | undefined) {
  if (cluster === undefined) return unknown("the claim is not in Git, and no cluster was asked");
  if (cluster.claims.state !== "known") return cluster.claims.state === "unknown" ? cluster.claims : absent;
  const found = cluster.claims.value.find(
    (claim) => claim.name === name && (namespace === undefined || claim.namespace === namespace),
  );
  return found === undefined ? absent : known(found);
}

function nodeLocalVolume(volumeName: string | undefined, { cluster, secondary }: Sight): string | undefined {
  if (volumeName === undefined || cluster?.volumes.state !== "known") return undefined;
  const volume = cluster.volumes.value.find(({ name }) => name === volumeName);
  if (volume === undefined) return undefined;
  if (isOfOneNode(volume)) return `its volume ${volume.name} is a ${volume.source} volume of one node`;
  if (secondary === undefined) {
    return volume.nodeAffinity === undefined || volume.source === "csi"
      ? undefined
      : `its volume ${volume.name} is tied to nodes by its node affinity`;
  }
  const terms = unmetTerms(volume, secondary);
  return terms === undefined
    ? undefined
    : `its volume ${volume.name} is tied by its node affinity to nodes that are not the secondary's (${terms})`;
}

function nodeLocalClass(name: string | undefined, cluster: ClusterView | undefined): string | undefined {
  if (cluster?.storageClasses.state === "known") {
    const classes = cluster.storageClasses.value;
    const found =
      name === undefined ? classes.find(({ isDefault }) => isDefault) : classes.find((each) => each.name === name);
    if (found === undefined) return undefined;
    return localProvisioners.has(found.provisioner)
      ? `StorageClass ${found.name} (${found.provisioner}) keeps its data on one node`
      : undefined;
  }
  // k3s gives its node-local class this very name; without a cluster to ask, the name is the only sign.
  return name === "local-path" ? "StorageClass local-path keeps its data on one node" : undefined;
}
