import { describe, expect, it } from "vitest";
import type { ClusterView, PersistentVolume } from "../../src/domain/cluster.ts";
import { known, unknown } from "../../src/domain/known.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import { claimUses, templatedClaims } from "../../src/domain/storage.ts";
import { aClaim, aCluster, aDeployment, aNode, aSecondary, aStatefulSet, aVolume } from "../support/snapshot.ts";
import { workloadOf } from "../support/workloads.ts";
import { ask } from "./gates/ask.ts";

const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

/** A volume that only nodes of one zone can attach. */
function inZone(zone: string, changes: Partial<PersistentVolume> = {}): PersistentVolume {
  const expression = { key: "zone", operator: "In", values: [zone] };
  return aVolume({
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
    ...changes,
  });
}

/** The secondary in zone b, the primary in zone a. */
const zones = known([
  aNode({ labels: { "workload-lane": "primary", zone: "a" } }),
  aSecondary({ labels: { "workload-lane": "secondary", zone: "b" } }),
]);

function nodeLocal(volume: PersistentVolume, changes: Partial<ClusterView> = {}): string | undefined {
  const cluster = aCluster({ claims: known([aClaim()]), volumes: known([volume]), nodes: zones, ...changes });
  return claimUses(workloadOf(aDeployment({ pod })), [], cluster)[0]?.nodeLocal;
}

describe("a CSI volume", () => {
  it("is tied where its node affinity leaves out every secondary node", () => {
    expect(nodeLocal(inZone("a"))).toBe(
      "its volume pvc-1 is tied by its node affinity to nodes that are not the secondary's (zone In [a])",
    );
  });

  it("can follow its pod where a secondary node satisfies the affinity", () => {
    const two = known([
      aNode(),
      aSecondary(),
      aSecondary({ name: "worker-2", labels: { "workload-lane": "secondary", zone: "a" } }),
    ]);

    expect(nodeLocal(inZone("b"))).toBeUndefined();
    expect(nodeLocal(inZone("a"), { nodes: two })).toBeUndefined();
  });

  it("that names nodes by name is tied to those", () => {
    const named = {
      required: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["miniserver"] }] }],
      },
    };

    expect(nodeLocal(aVolume({ nodeAffinity: named }))).toContain("metadata.name In [miniserver]");
  });

  it("is not called tied while no secondary node is known", () => {
    expect(nodeLocal(inZone("a"), { nodes: unknown("forbidden") })).toBeUndefined();
    expect(nodeLocal(inZone("a"), { nodes: known([aNode()]) })).toBeUndefined();
  });

  it("is measured by the nodes of the lane that the settings name", () => {
    const lanes = { ...runbookSettings.lanes, label: "tier", secondary: "spare" };
    const nodes = known([aNode(), aNode({ name: "spare-1", labels: { tier: "spare", zone: "a" } }), aSecondary()]);
    const cluster = aCluster({ claims: known([aClaim()]), volumes: known([inZone("a")]), nodes });

    expect(claimUses(workloadOf(aDeployment({ pod })), [], cluster, lanes)[0]?.nodeLocal).toBeUndefined();
  });
});

it("a volume of another kind can follow its pod where its affinity says so, and is tied where that is not known", () => {
  const share = { source: "nfs", csi: undefined };

  expect(nodeLocal(inZone("b", share))).toBeUndefined();
  expect(nodeLocal(inZone("a", share))).toContain("zone In [a]");
  expect(nodeLocal(inZone("b", share), { nodes: unknown("forbidden") })).toBe(
    "its volume pvc-1 is tied to nodes by its node affinity",
  );
});

it("a local volume is tied, whatever its affinity says", () => {
  expect(nodeLocal(inZone("b", { source: "local", csi: undefined }))).toBe(
    "its volume pvc-1 is a local volume of one node",
  );
});

describe("a StatefulSet's claims", () => {
  const spec = {
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
    ],
  };
  const set = (replicas: number, more = {}) =>
    workloadOf(aStatefulSet({ name: "db", replicas, spec: { ...spec, ...more } }));

  it("are one for each replica, from where it counts, and at least the first", () => {
    expect(templatedClaims(set(2), "data")).toEqual(["data-db-0", "data-db-1"]);
    expect(templatedClaims(set(2, { ordinals: { start: 5 } }), "data")).toEqual(["data-db-5", "data-db-6"]);
    expect(templatedClaims(set(0), "data")).toEqual(["data-db-0"]);
  });

  it("are bounded, whatever number of replicas somebody writes", () => {
    expect(templatedClaims(set(2_000_000_000), "data").length).toBe(200);
  });

  it("tie the set when the volume behind any of them is of one node", () => {
    const claims = known([aClaim({ name: "data-db-0" }), aClaim({ name: "data-db-1", volumeName: "pvc-2" })]);
    const volumes = known([aVolume(), aVolume({ name: "pvc-2", source: "local", csi: undefined })]);
    const used = (replicas: number) => claimUses(set(replicas), [], aCluster({ claims, volumes }))[0];

    expect(used(2)).toMatchObject({
      claim: "data-db-0",
      storageClass: "longhorn",
      nodeLocal: "its volume pvc-2 is a local volume of one node",
    });
    expect(used(1)?.nodeLocal).toBeUndefined();
  });

  it("tie the set when the class that will make the next one keeps data on one node", () => {
    const local = { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"] } }] };
    const cluster = aCluster({ claims: known([aClaim({ name: "data-db-0" })]), volumes: known([aVolume()]) });

    expect(claimUses(set(2, local), [], cluster)[0]?.nodeLocal).toContain("StorageClass local-path");
    expect(claimUses(set(1, local), [], cluster)[0]?.nodeLocal).toBeUndefined();
  });
});

it("calls the same volumes tied as the gate over node-local volumes", () => {
  for (const zone of ["a", "b"]) {
    const cluster = { claims: known([aClaim()]), volumes: known([inZone(zone)]), nodes: zones };
    const gate = ask("node-local-volumes", { objects: [aDeployment({ pod })], cluster }, { strategy: "B2" });

    expect.soft(gate.outcome === "fail", zone).toBe(nodeLocal(inZone(zone)) !== undefined);
  }
});
