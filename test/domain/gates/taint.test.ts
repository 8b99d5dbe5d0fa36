import { expect, it } from "vitest";
import type { Node } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const lane = { key: "workload-lane", value: "secondary", effect: "NoSchedule" };

function taint(primary: Partial<Node>, secondary: Partial<Node>) {
  return ask("taint", { cluster: { nodes: known([aNode(primary), aSecondary(secondary)]) } });
}

it("passes when the lane's taint is the secondary's only one", () => {
  expect(taint({}, {})).toMatchObject({
    outcome: "pass",
    seen: "miniserver: no taints; worker-1: workload-lane=secondary:NoSchedule",
  });
});

it("fails when the secondary lacks the taint, or has it with another effect", () => {
  expect(taint({}, { taints: [] })).toMatchObject({
    outcome: "fail",
    summary: "worker-1 lacks the taint workload-lane=secondary:NoSchedule: anything may be scheduled there",
    remedy: expect.stringContaining("kubectl taint node worker-1 workload-lane=secondary:NoSchedule"),
  });
  expect(taint({}, { taints: [{ ...lane, effect: "PreferNoSchedule" }] }).outcome).toBe("fail");
});

it.each([
  { key: "gpu", value: "yes", effect: "NoSchedule" },
  { key: "node.kubernetes.io/disk-pressure", value: undefined, effect: "NoSchedule" },
  { key: "node.kubernetes.io/unreachable", value: undefined, effect: "NoExecute" },
])("fails when the secondary has the taint $key besides", (other) => {
  expect(taint({}, { taints: [lane, other] })).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(/^worker-1 has the taint .* too, which no overlay tolerates$/),
  });
});

it("fails on a cordon of either lane's node, and says it once", () => {
  const cordon = { key: "node.kubernetes.io/unschedulable", value: undefined, effect: "NoSchedule" };

  expect(taint({}, { unschedulable: true, taints: [lane, cordon] })).toMatchObject({
    outcome: "fail",
    summary: "worker-1 is cordoned",
    remedy: "When its maintenance is over: `kubectl uncordon worker-1`.",
  });
  expect(taint({}, { unschedulable: true })).toMatchObject({ outcome: "fail", summary: "worker-1 is cordoned" });
  expect(taint({ unschedulable: true, taints: [cordon] }, {})).toMatchObject({
    outcome: "fail",
    summary: "miniserver is cordoned",
  });
});

it.each(["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"])("fails on %s", (condition) => {
  expect(taint({}, { conditions: { Ready: "True", [condition]: "True" } })).toMatchObject({
    outcome: "fail",
    summary: `worker-1 has ${condition}`,
  });
});

it("is unknown where a kubelet no longer reports", () => {
  expect(taint({}, { conditions: { Ready: "Unknown", DiskPressure: "Unknown" } }).outcome).toBe("unknown");
});

it("fails when the primary carries the secondary's taint, or an unhealthy one", () => {
  expect(taint({ taints: [lane] }, {})).toMatchObject({
    outcome: "fail",
    summary: "miniserver is of the primary lane and has the secondary's taint",
  });
  expect(
    taint({ taints: [{ key: "node.kubernetes.io/not-ready", value: undefined, effect: "NoExecute" }] }, {}).outcome,
  ).toBe("fail");
});

it("warns of another taint of the primary, which the app has to tolerate", () => {
  const controlPlane = { key: "node-role.kubernetes.io/control-plane", value: undefined, effect: "NoSchedule" };

  expect(taint({ taints: [controlPlane] }, {})).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("must tolerate it"),
  });
});

it("fails when there is no secondary node", () => {
  expect(ask("taint", { cluster: { nodes: known([aNode()]) } })).toMatchObject({
    outcome: "fail",
    summary: "there is no secondary node to look at",
  });
});

it("is unknown when the nodes could not be read", () => {
  expect(ask("taint", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
});
