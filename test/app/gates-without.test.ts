import { describe, expect, it } from "vitest";
import { gatesWithout } from "../../src/app/gates-without.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import { runGates } from "../../src/domain/gates/index.ts";
import { known, unknown } from "../../src/domain/known.ts";
import { workloadsOf } from "../../src/domain/workload.ts";
import { dataCluster } from "../support/longhorn.ts";
import { aBudget, aClaimManifest, aCluster, aDeployment, aLiveApplication, aSnapshot } from "../support/snapshot.ts";

/** An app that every gate has something to ask about. */
const objects = [
  aDeployment({
    pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }], runtimeClassName: "gvisor" },
  }),
  aBudget(),
  aClaimManifest("data", ["ReadWriteOnce"]),
];
const view = aCluster({ ...dataCluster(), application: known(aLiveApplication({ trackedBy: "root" })) });
const { observedAt: _, ...parts } = view;

function unknownGates(cluster: ClusterView): readonly string[] {
  const results = runGates(aSnapshot({ objects, cluster }), workloadsOf(objects), () => "A");
  return results.filter(({ outcome }) => outcome === "unknown").map(({ gate }) => gate);
}

describe("the gates that a part makes unknown", () => {
  it("are none when everything is known", () => {
    expect(unknownGates(view)).toEqual([]);
  });

  it.each(Object.keys(parts))("are the ones of the table for %s", (part) => {
    const seen = unknownGates({ ...view, [part]: unknown("forbidden") });

    expect(gatesWithout([part]).toSorted()).toEqual(seen.toSorted());
  });

  it("are named once for several parts, and none for a part that is none", () => {
    expect(gatesWithout(["quotas", "limitRanges", "toString"])).toEqual(["quota"]);
  });
});
