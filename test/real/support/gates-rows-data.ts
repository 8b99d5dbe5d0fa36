import { objectAt } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { longhorn, type Row, ref, secondary, strayPod, to } from "./gates-row.ts";
import { conditions } from "./gates-rows-lanes.ts";
import { longhornEngineImage, longhornVolume } from "./lab-longhorn.ts";
import { claimOf, longhornClass, volumeAttachment, volumeFor } from "./lab-storage.ts";

const copy = longhorn("Replica", "pvc-shop-data-r-worker-1");
const volume = longhorn("Volume", "pvc-shop-data");
const snapshot = longhorn("Snapshot", "pvc-shop-data-s-0");
const locality = longhorn("Setting", "replica-auto-balance");
const csiOfSecondary = ref("storage.k8s.io/v1", "CSINode", "worker-1", null);
const twice = volumeAttachment("pvc-shop-data", "worker-1");
const backup = strayPod("shop", "backup", "miniserver", "data");
const typo = { namespace: "shop", name: "dta", accessModes: ["ReadWriteOnce"] };
const newer = longhornEngineImage("longhornio/longhorn-engine:v1.10.0");

/** Data: classes, claims, Longhorn. */
export const dataRows: readonly Row[] = [
  {
    // Information by its nature: no class is a fault, so only what it says changes.
    gate: "data-class",
    when: "Git runs something that is no database",
    disturb: async (hand) => hand.edit("db.yaml", "library/postgres:17.2", "acme/ledger:17.2"),
    becomes: "pass",
    says: /deployment\/db is stateful \(single-writer\)/,
    mend: async (hand) => hand.edit("db.yaml", "acme/ledger:17.2", "library/postgres:17.2"),
  },
  {
    gate: "access-modes",
    when: "Git names a claim that nobody made",
    disturb: async (hand) => hand.edit("db.yaml", "claimName: data", "claimName: dta"),
    becomes: "fail",
    says: /claim dta of deployment\/db exists neither in Git nor in the cluster/,
    companions: {
      "longhorn-volumes": { becomes: "unknown", because: "Longhorn would make its volume, and there is none yet" },
    },
    remedy: /Add the claim dta to Git, or correct its name/,
    mend: async (hand) => {
      for (const object of longhornVolume({ name: "pvc-shop-dta", snapshotsAt: ["2026-01-01T02:00:00Z"] }))
        await hand.create(object);
      await hand.create(volumeFor(typo));
      await hand.create(claimOf(typo));
    },
  },
  {
    gate: "claim-shared",
    when: "a pod that is not the app's mounts its claim",
    disturb: (hand) => hand.create(backup),
    becomes: "warn",
    says: /pod backup, which is not the app's, mounts claim data/,
    remedy: /claim data is tied to its node/,
    mend: (hand) => hand.remove(backup),
  },
  {
    gate: "storage-class",
    when: "the StorageClass of a bound claim is deleted",
    disturb: (hand) => hand.remove(longhornClass),
    becomes: "warn",
    says: /claim \S+ is bound, but its StorageClass longhorn does not exist any more/,
    remedy: /Create StorageClass longhorn again/,
    mend: (hand) => hand.create(longhornClass),
  },
  {
    // A warning and no failure, because a workload whose data cannot follow is planned to stay.
    gate: "node-local-volumes",
    when: "the secondary leaves the zone that a volume is tied to",
    disturb: (hand) => zone(hand, null),
    becomes: "warn",
    says: /volume pvc-shop-data of claim data can only be attached where topology\.acme\.example\/zone In \[home\]/,
    mend: (hand) => zone(hand, "home"),
  },
  {
    gate: "longhorn-volumes",
    when: "the copy on the secondary fails",
    disturb: (hand) => hand.patch(copy, to({ spec: { failedAt: "2026-01-01T05:00:00Z" } })),
    becomes: "fail",
    says: /volume pvc-shop-data \(claim data\) has 1 healthy replica \(on miniserver\), not two/,
    remedy: /volume pvc-shop-data \(claim data\): let Longhorn build the missing replica/,
    mend: (hand) => hand.patch(copy, to({ spec: { failedAt: "" } })),
  },
  {
    gate: "longhorn-locality",
    when: "a volume becomes strict-local",
    disturb: (hand) => hand.patch(volume, to({ spec: { dataLocality: "strict-local" } })),
    becomes: "fail",
    says: /volume pvc-shop-data \(claim data\) is strict-local/,
    remedy: /set dataLocality to disabled/,
    mend: (hand) => hand.patch(volume, to({ spec: { dataLocality: "disabled" } })),
  },
  {
    gate: "longhorn-settings",
    when: "Longhorn may balance replicas by itself",
    disturb: (hand) => hand.patch(locality, to({ value: "best-effort" })),
    becomes: "fail",
    says: /replica-auto-balance is best-effort, the runbook's value is disabled/,
    remedy: /Set replica-auto-balance to disabled \(APPROVAL REQUIRED\)/,
    mend: (hand) => hand.patch(locality, to({ value: "disabled" })),
  },
  {
    gate: "longhorn-nodes",
    when: "Longhorn may put no replica on the secondary",
    disturb: (hand) => hand.patch(longhorn("Node", "worker-1"), to({ spec: { allowScheduling: false } })),
    becomes: "fail",
    says: /Longhorn may not put replicas on worker-1/,
    remedy: /Allow scheduling on worker-1/,
    mend: (hand) => hand.patch(longhorn("Node", "worker-1"), to({ spec: { allowScheduling: true } })),
  },
  {
    gate: "csi-on-secondary",
    when: "the driver is not registered with the secondary",
    disturb: (hand) => hand.patch(csiOfSecondary, to({ spec: { drivers: [] } })),
    becomes: "fail",
    says: /worker-1 has not registered driver\.longhorn\.io/,
    remedy: /toleration of `workload-lane=secondary:NoSchedule`/,
    mend: (hand) =>
      hand.patch(
        csiOfSecondary,
        to({
          spec: {
            drivers: [{ name: "driver.longhorn.io", nodeID: "worker-1", topologyKeys: ["kubernetes.io/hostname"] }],
          },
        }),
      ),
  },
  {
    gate: "csi-on-secondary",
    when: "Longhorn's manager on the secondary is not ready",
    disturb: (hand) => managerReady(hand, "False"),
    becomes: "fail",
    says: /longhorn-manager is not ready on worker-1/,
    remedy: /describe pod longhorn-manager-/,
    mend: (hand) => managerReady(hand, "True"),
  },
  {
    gate: "volume-attachments",
    when: "a volume is about to be attached to a second node",
    disturb: (hand) => hand.create(twice),
    becomes: "fail",
    says: /volume pvc-shop-data \(claim data\) has 2 attachments/,
    remedy: /kubectl get volumeattachments/,
    mend: (hand) => hand.remove(twice),
  },
  {
    gate: "engine-image",
    when: "Longhorn has a newer engine than the volumes run",
    disturb: (hand) => hand.create(newer),
    becomes: "warn",
    says: /volume pvc-shop-data \(claim data\) runs engine longhornio\/longhorn-engine:v1\.9\.1; the current one is longhornio\/longhorn-engine:v1\.10\.0/,
    remedy:
      /One volume at a time, in this order: \(1\) volume pvc-shop-data .*upgrade its engine.*\(2\) volume pvc-shop-spool-cache-0/,
    mend: async (hand) => {
      const image = "longhornio/longhorn-engine:v1.10.0";
      for (const name of ["pvc-shop-data", "pvc-shop-spool-cache-0"]) {
        await hand.patch(longhorn("Volume", name), to({ spec: { image }, status: { currentImage: image } }));
      }
    },
  },
  {
    gate: "restore-point",
    when: "a volume's only snapshot is gone",
    disturb: (hand) => hand.remove(snapshot),
    becomes: "warn",
    says: /volume pvc-shop-data \(claim data\) has neither a snapshot nor a backup/,
    remedy: /take a backup, or at least a snapshot/,
    mend: (hand) => hand.patch(volume, to({ status: { lastBackupAt: "2026-01-01T03:00:00Z" } })),
  },
];

function zone(hand: Hand, value: string | null): Promise<void> {
  return hand.patch(secondary, to({ metadata: { labels: { "topology.acme.example/zone": value } } }));
}

async function managerReady(hand: Hand, status: string): Promise<void> {
  const pods = await hand.list(ref("v1", "Pod", "any", "longhorn-system"));
  const manager = pods.find(
    ({ metadata, spec }) => metadata.name.startsWith("longhorn-manager-") && objectAt(spec)["nodeName"] === "worker-1",
  );
  if (manager === undefined) throw new Error("no longhorn-manager on worker-1");
  await hand.patch(ref("v1", "Pod", manager.metadata.name, "longhorn-system"), conditions("Ready", status), "status");
}
