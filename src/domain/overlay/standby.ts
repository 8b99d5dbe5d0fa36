import { isObject, type Json, type JsonObject, listAt, type Manifest, objectAt } from "../manifest.ts";
import { firstClaim } from "../storage.ts";
import type { Workload } from "../workload.ts";
import { POD, unpinnedFields } from "./home.ts";
import { type Addition, type Field, withFields } from "./intent.ts";
import { type LaneNodes, requiredLanes } from "./lane-affinity.ts";
import { withLaneToleration } from "./tolerations.ts";

/** The label that only standby pods carry, so that the two controllers never claim each other's pods (facts §4). */
export const STANDBY_LABEL = "failover-role";
export const STANDBY = "standby";

/** `db` → `db-standby` */
export function standbyName(primary: string): string {
  return `${primary}-standby`;
}

/**
 * B2's second half: a standalone workload with no replicas that may only run on the secondary. Not derived from the
 * base, because kustomize would then turn an HPA's target to the copy (facts §4, HPA retarget bug).
 */
export function standbyOf(workload: Workload, nodes: LaneNodes, objects: readonly Manifest[]): Addition {
  const home = withFields(workload.manifest, unpinnedFields(workload, nodes));
  const expected = withFields(bare(workload, home), reachFields(workload, nodes));
  return {
    stage: "dual-lane",
    file: "standby.yaml",
    written: withoutHashes(bare(workload, home), objects),
    expected,
    follows: workload.ref,
    comments: [
      { path: ["spec", "replicas"], text: "Nothing runs until a failover; only one of the two may ever have pods." },
      {
        path: ["spec", "selector"],
        text: `The primary's own selector and ${STANDBY_LABEL}: each controller keeps to its own pods.`,
      },
    ],
  };
}

/** What the patch file adds to the standby: the way onto the secondary, and nowhere else. */
export function reachFields(workload: Workload, nodes: LaneNodes): readonly Field[] {
  const { lanes } = nodes;
  return [
    {
      path: [...POD, "tolerations"],
      after: withLaneToleration(workload.pod["tolerations"], lanes.taint),
      why: "The opt-in: the standby may stand on the secondary node in spite of its taint.",
    },
    {
      path: [...POD, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"],
      after: requiredLanes(workload.pod["affinity"], nodes, [lanes.secondary]),
      why: "The secondary lane only: the primary has its own workload.",
    },
  ];
}

/** Fields of a spec that stay with the primary: its pods' numbers, names and templates of claims. */
const primaryOnly = new Set([
  "replicas",
  "selector",
  "template",
  "volumeClaimTemplates",
  "persistentVolumeClaimRetentionPolicy",
]);

function bare(workload: Workload, home: Manifest): Manifest {
  const { manifest, ref, claimTemplates, selector, kind } = workload;
  const spec = objectAt(home["spec"]);
  const template = objectAt(spec["template"]);
  const templateMetadata = objectAt(template["metadata"]);
  const role: JsonObject = { [STANDBY_LABEL]: STANDBY };
  const pod = objectAt(template["spec"]);
  const { labels } = manifest.metadata;
  // A claim of the primary's template is named: a template here would make a new, empty volume.
  const claims = claimTemplates.map(({ name }) => ({
    name,
    persistentVolumeClaim: { claimName: firstClaim(workload, name) },
  }));
  const templated = new Set(claims.map(({ name }) => name));
  // A template takes the place of a volume of its name (Kubernetes documentation: volumeClaimTemplates).
  const volumes = listAt(pod["volumes"]).filter((volume) => !templated.has(String(objectAt(volume)["name"])));
  return {
    apiVersion: manifest.apiVersion,
    kind,
    metadata: {
      name: standbyName(ref.name),
      ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
      labels: { ...objectAt(labels), ...role },
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...objectAt(selector["matchLabels"]), ...role } },
      ...Object.fromEntries(Object.entries(spec).filter(([key]) => !primaryOnly.has(key))),
      template: {
        metadata: { ...templateMetadata, labels: { ...objectAt(templateMetadata["labels"]), ...role } },
        spec: claims.length === 0 ? pod : { ...pod, volumes: [...volumes, ...claims] },
      },
    },
  };
}

/** The end of a name that kustomize made of a content's hash, in its alphabet. */
const hashed = /-[2456789bcdfghkmt]{10}$/;

/**
 * The manifest with generated ConfigMaps and Secrets under their generators' names. A copy that names the hash goes
 * stale with the next edit; one that names the generator follows, because kustomize rewrites its reference.
 */
export function withoutHashes(manifest: Manifest, objects: readonly Manifest[]): Manifest {
  const generated = new Set(
    objects
      .filter(({ kind, metadata }) => (kind === "ConfigMap" || kind === "Secret") && hashed.test(metadata.name))
      .map(({ metadata }) => metadata.name),
  );
  return renamed(manifest, generated) as Manifest;
}

function renamed(value: Json | undefined, generated: ReadonlySet<string>, key = ""): Json {
  if (Array.isArray(value)) return listAt(value).map((entry) => renamed(entry, generated));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, renamed(entry, generated, name)]));
  const names = key === "name" || key === "secretName";
  return names && typeof value === "string" && generated.has(value) ? value.replace(hashed, "") : (value ?? null);
}
