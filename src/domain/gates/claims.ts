import { type Known, known, unknown } from "../known.ts";
import { isObject, listAt, type Manifest, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { offlineReason } from "./findings.ts";
import { liveList, namespaceOf } from "./look.ts";

/** A claim that a workload's pods mount. */
export type UsedClaim = {
  readonly namespace: string;
  /** The claim's name; of a template the name before the ordinal is added (`data-db`). */
  readonly name: string;
  /** `shared`: every replica mounts this very claim. `each`: every replica has its own. */
  readonly use: "shared" | "each";
  /** Absent when neither Git nor the cluster has such a claim. */
  readonly facts: Known<{
    readonly accessModes: readonly string[];
    readonly storageClass: string | undefined;
    /** Where the facts are from. A live claim outweighs Git, because neither field can be changed on it. */
    readonly from: "git" | "cluster";
  }>;
};

/** The claims that a workload mounts, with what Git and the cluster tell of them. */
export function claimsOf(workload: Workload, snapshot: Snapshot): readonly UsedClaim[] {
  const namespace = namespaceOf(snapshot, workload.ref);
  const mounted = listAt(workload.pod["volumes"]).flatMap((value): UsedClaim[] => {
    const volume = objectAt(value);
    const name = stringAt(objectAt(volume["persistentVolumeClaim"])["claimName"]);
    if (name !== undefined) return [{ namespace, name, use: "shared", facts: sharedClaim(snapshot, namespace, name) }];
    const template = objectAt(volume["ephemeral"])["volumeClaimTemplate"];
    if (!isObject(template)) return [];
    return [{ namespace, name: stringAt(volume["name"]) ?? "", use: "each", facts: known({ ...claimSpec(template), from: "git" }) }];
  });
  const templates = workload.claimTemplates.map(
    ({ name, accessModes, storageClass }): UsedClaim => ({
      namespace,
      name: `${name}-${workload.ref.name}`,
      use: "each",
      facts: known({ accessModes, storageClass, from: "git" }),
    }),
  );
  return [...mounted, ...templates];
}

/** The names of the claims as they are in the cluster: a template's with each ordinal. Ephemeral ones follow pods. */
export function claimNames(claim: UsedClaim, workload: Workload): readonly string[] {
  if (claim.use === "shared") return [claim.name];
  return Array.from({ length: Math.max(workload.replicas, 1) }, (_, ordinal) => `${claim.name}-${ordinal}`);
}

function sharedClaim(snapshot: Snapshot, namespace: string, name: string): UsedClaim["facts"] {
  const live = liveList(snapshot, (cluster) => cluster.claims);
  const running = live.state === "known" ? live.value.find((claim) => claim.name === name && claim.namespace === namespace) : undefined;
  if (running !== undefined) return known({ accessModes: running.accessModes, storageClass: running.storageClass, from: "cluster" });
  const written = snapshot.base.objects.find((object) => isClaim(object, snapshot, namespace, name));
  if (written !== undefined) return known({ ...claimSpec(written), from: "git" });
  if (live.state === "known") return { state: "absent" };
  return unknown(live.reason === offlineReason ? offlineReason : live.reason);
}

function isClaim(object: Manifest, snapshot: Snapshot, namespace: string, name: string): boolean {
  return object.kind === "PersistentVolumeClaim" && object.metadata.name === name && namespaceOf(snapshot, object.metadata) === namespace;
}

function claimSpec(object: { readonly spec?: unknown } & Manifest[string]): { accessModes: readonly string[]; storageClass: string | undefined } {
  const spec = objectAt(objectAt(object)["spec"]);
  return {
    accessModes: listAt(spec["accessModes"]).flatMap((mode) => stringAt(mode) ?? []),
    storageClass: stringAt(spec["storageClassName"]),
  };
}
