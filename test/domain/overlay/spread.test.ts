import { describe, expect, it } from "vitest";
import { hostnameSpread, revisionLabel } from "../../../src/domain/overlay/spread.ts";
import { aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { workloadOf } from "../../support/workloads.ts";

const zone = {
  maxSkew: 2,
  topologyKey: "topology.kubernetes.io/zone",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: {},
};
const own = (whenUnsatisfiable: string) => ({
  maxSkew: 3,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable,
  labelSelector: {},
});
const spreadOf = (...constraints: readonly (typeof zone)[]) =>
  hostnameSpread(workloadOf(aDeployment({ pod: { topologySpreadConstraints: constraints } })));

describe("the spread", () => {
  const ours = {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    labelSelector: { matchLabels: { app: "web" } },
    matchLabelKeys: ["pod-template-hash"],
  };

  it("is over hostnames, honours taints and counts one revision", () => {
    expect(hostnameSpread(workloadOf(aDeployment()))).toEqual([ours]);
  });

  it("keeps the app's own constraints over other things, first", () => {
    expect(spreadOf(zone)).toEqual([zone, ours]);
  });

  it("takes the place of the app's own over hostnames: two of one topologyKey lose one in the cluster", () => {
    expect(spreadOf(own("ScheduleAnyway"), zone, own("DoNotSchedule"))).toEqual([zone, ours]);
  });

  it("copies the workload's own selector, expressions and all", () => {
    const selector = {
      matchLabels: { app: "web" },
      matchExpressions: [{ key: "track", operator: "NotIn", values: ["canary"] }],
    };

    expect(hostnameSpread(workloadOf(aDeployment({ spec: { selector } })))).toEqual([
      { ...ours, labelSelector: selector },
    ]);
  });

  it("knows a StatefulSet's revisions by its own label", () => {
    expect(hostnameSpread(workloadOf(aStatefulSet()))).toEqual([
      { ...ours, matchLabelKeys: ["controller-revision-hash"] },
    ]);
    expect(revisionLabel("Deployment")).toBe("pod-template-hash");
  });
});
