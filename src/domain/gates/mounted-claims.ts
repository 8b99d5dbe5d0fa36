import type { Claim, PersistentVolume, StorageClass } from "../cluster.ts";
import { absent, type Known, known, unknown } from "../known.ts";
import type { Snapshot } from "../snapshot.ts";
import { type ClaimUse, templatedClaims } from "../storage.ts";
import type { Workload } from "../workload.ts";
import { type Finding, unread } from "./findings.ts";
import { claimsOf, liveList, namespaceOf, type Seen } from "./look.ts";

/** A claim that a workload's pods mount, followed to its volume as far as it can be (facts §5, PVC map). */
export type MountedClaim = {
  readonly workload: Workload;
  readonly use: ClaimUse;
  readonly namespace: string;
  readonly name: string;
  /** As it stands in the cluster; absent: there is none yet. */
  readonly live: Known<Claim>;
  /** What it is bound to; absent: nothing yet. */
  readonly volume: Known<PersistentVolume>;
};

/** Every claim of the workloads, those of a StatefulSet once for each replica, in the order of the render. */
export function mountedClaims(snapshot: Snapshot, workloads: readonly Workload[]): readonly MountedClaim[] {
  const claims = liveList(snapshot, (cluster) => cluster.claims);
  const volumes = liveList(snapshot, (cluster) => cluster.volumes);
  return workloads.flatMap((workload) => {
    const namespace = namespaceOf(snapshot, workload.ref);
    return claimsOf(snapshot, workload).flatMap((use) =>
      (use.templated ? templatedClaims(workload, use.volume) : [use.claim]).map((name) => {
        const live = liveClaim(namespace, name, claims);
        return { workload, use, namespace, name, live, volume: volumeOf(live, volumes) };
      }),
    );
  });
}

function liveClaim(namespace: string, name: string, claims: Seen<readonly Claim[]>): Known<Claim> {
  if (claims.state === "unknown") return claims;
  const found = claims.value.find((candidate) => candidate.namespace === namespace && candidate.name === name);
  return found === undefined ? absent : known(found);
}

function volumeOf(claim: Known<Claim>, volumes: Seen<readonly PersistentVolume[]>): Known<PersistentVolume> {
  if (claim.state !== "known") return claim;
  const { volumeName } = claim.value;
  if (volumeName === undefined) return absent;
  if (volumes.state === "unknown") return volumes;
  const found = volumes.value.find(({ name }) => name === volumeName);
  // A bound claim has a volume: where the list lacks it, the two were read at different moments.
  return found === undefined ? unknown(`the cluster lists no volume ${volumeName}`) : known(found);
}

/** What to say of a claim whose way to its volume could not be followed. */
export function unfollowed({ name, live, volume }: MountedClaim): Finding[] {
  if (live.state === "unknown") return [unread(`claim ${name}`, live.reason)];
  return volume.state === "unknown" ? [unread(`the volume of claim ${name}`, volume.reason)] : [];
}

/** Claims that several workloads mount, each once. */
export function distinctClaims(claims: readonly MountedClaim[]): readonly MountedClaim[] {
  return [...new Map(claims.toReversed().map((claim) => [keyOf(claim), claim])).values()].toReversed();
}

/** `shop/data`, by which two workloads' claims are the same one. */
export function keyOf({ namespace, name }: Pick<MountedClaim, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

/** The class that made a claim's volume, or will make it: by name, else the default one while there is no claim yet. */
export function classOf({ live, use }: MountedClaim, classes: readonly StorageClass[]): StorageClass | undefined {
  const wanted = classNameOf({ live, use });
  return classes.find(({ name, isDefault }) => (wanted === undefined ? isDefault : name === wanted));
}

/** What the claim says of its class; undefined: nothing, which asks for the default one. */
export function classNameOf({ live, use }: Pick<MountedClaim, "live" | "use">): string | undefined {
  return live.state === "known" ? live.value.storageClass : use.storageClass;
}
