import { z } from "zod";
import type { Claim, PersistentVolume, StorageClass } from "../../../domain/cluster.ts";
import { json, list, maybe, texts } from "./fields.ts";

/** A PersistentVolumeClaim. */
export const claimSchema = z
  .object({
    metadata: z.object({ namespace: z.string(), name: z.string() }),
    spec: z.object({
      accessModes: list(z.string()),
      storageClassName: maybe(z.string()),
      volumeName: maybe(z.string()),
    }),
    status: z.object({ phase: maybe(z.string()) }),
  })
  .transform(
    ({ metadata, spec, status }): Claim => ({
      namespace: metadata.namespace,
      name: metadata.name,
      phase: status.phase ?? "Pending",
      accessModes: spec.accessModes,
      storageClass: spec.storageClassName,
      volumeName: spec.volumeName || undefined,
    }),
  );

/** What a PersistentVolume's spec holds beside its source. */
const notASource = new Set([
  "capacity",
  "accessModes",
  "claimRef",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "mountOptions",
  "volumeMode",
  "nodeAffinity",
  "volumeAttributesClassName",
]);

/** A PersistentVolume: its kind of source, and for CSI the driver and its handle, by which Longhorn's volume is found. */
export const volumeSchema = z
  .object({
    metadata: z.object({ name: z.string() }),
    spec: z.looseObject({
      accessModes: list(z.string()),
      storageClassName: maybe(z.string()),
      claimRef: maybe(z.object({ namespace: maybe(z.string()), name: maybe(z.string()) })),
      csi: maybe(z.object({ driver: z.string(), volumeHandle: z.string() })),
      nodeAffinity: maybe(json),
    }),
  })
  .transform(({ metadata, spec }): PersistentVolume => {
    const { namespace, name } = spec.claimRef ?? {};
    return {
      name: metadata.name,
      accessModes: spec.accessModes,
      storageClass: spec.storageClassName || undefined,
      claim: namespace === undefined || name === undefined ? undefined : { namespace, name },
      csi: spec.csi && { driver: spec.csi.driver, handle: spec.csi.volumeHandle },
      source: Object.keys(spec).find((key) => !notASource.has(key) && spec[key] !== undefined) ?? "unknown",
      nodeAffinity: spec.nodeAffinity,
    };
  });

/** A StorageClass. Its parameters are not kept: they may name secrets. */
export const storageClassSchema = z
  .object({
    metadata: z.object({ name: z.string(), annotations: texts }),
    provisioner: z.string(),
    volumeBindingMode: maybe(z.string()),
  })
  .transform(
    ({ metadata, provisioner, volumeBindingMode }): StorageClass => ({
      name: metadata.name,
      provisioner,
      isDefault: [
        "storageclass.kubernetes.io/is-default-class",
        "storageclass.beta.kubernetes.io/is-default-class",
      ].some((annotation) => metadata.annotations[annotation] === "true"),
      bindingMode: volumeBindingMode ?? "Immediate",
    }),
  );
