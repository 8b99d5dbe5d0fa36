import { expect, it } from "vitest";
import { absent, known } from "../../../src/domain/known.ts";
import { longhornPods } from "../../support/longhorn.ts";
import { aClaim, aNode } from "../../support/snapshot.ts";
import { forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "csi-on-secondary";
const parts = ["longhorn-manager", "longhorn-csi-plugin", "engine-image"];

it("passes when the driver is registered and Longhorn's pods are ready on the secondary", () => {
  expect(askData(gate)).toMatchObject({
    outcome: "pass",
    seen: "worker-1: drivers driver.longhorn.io, Longhorn's pods longhorn-manager ready, longhorn-csi-plugin ready, engine-image ready",
  });
});

it("fails when the secondary has not registered the driver, and says whose toleration is missing", () => {
  const csiNodes = known([
    { node: "miniserver", drivers: ["driver.longhorn.io"] },
    { node: "worker-1", drivers: ["nfs.csi.k8s.io"] },
  ]);

  expect(askData(gate, { csiNodes })).toMatchObject({
    outcome: "fail",
    summary: "worker-1 has not registered driver.longhorn.io: no Longhorn volume can attach there",
    remedy: expect.stringContaining("`workload-lane=secondary:NoSchedule`"),
  });
  expect(askData(gate, { csiNodes: known([]) }).outcome).toBe("fail");
  expect(askData(gate, { csiNodes: absent }).outcome).toBe("fail");
});

it.each(parts)("fails when no %s runs on the secondary, whatever runs on the primary", (part) => {
  const pods = longhornPods((pod) => (pod.part === part && pod.node === "worker-1" ? [] : [pod]));

  expect(askData(gate, { platformPods: known(pods) })).toMatchObject({
    outcome: "fail",
    summary: `no ${part} runs on worker-1`,
  });
});

it.each(parts)("fails when one pod of %s is not ready there", (part) => {
  const pods = longhornPods((pod) =>
    pod.part === part && pod.node === "worker-1" ? [pod, { ...pod, name: `${part}-other`, ready: false }] : [pod],
  );

  expect(askData(gate, { platformPods: known(pods) })).toMatchObject({
    outcome: "fail",
    summary: `${part} is not ready on worker-1 (${part}-other)`,
  });
});

it("asks nothing of the primary", () => {
  const pods = longhornPods((pod) => (pod.node === "miniserver" ? [] : [pod]));

  expect(askData(gate, { platformPods: known(pods) }).outcome).toBe("pass");
});

it("asks already for a claim whose Longhorn volume is yet to be made", () => {
  const claims = known([aClaim({ volumeName: undefined })]);

  expect(askData(gate, { claims }).outcome).toBe("pass");
  expect(askData(gate, { claims, csiNodes: known([]) }).outcome).toBe("fail");
});

it("passes where the data stays on the primary", () => {
  expect(askData(gate, { csiNodes: known([]) }, "stay")).toMatchObject({
    outcome: "pass",
    summary: "what Longhorn keeps for this app stays",
  });
});

it("is unknown when nodes, CSINodes or Longhorn's pods could not be read", () => {
  expect(askData(gate, { nodes: forbidden }).outcome).toBe("unknown");
  expect(askData(gate, { csiNodes: forbidden }).summary).toBe("the CSINodes could not be read: forbidden");
  expect(askData(gate, { platformPods: forbidden }).summary).toBe("Longhorn's pods could not be read: forbidden");
});

it("fails without a secondary node", () => {
  expect(askData(gate, { nodes: known([aNode()]) }).summary).toBe("no node has workload-lane=secondary");
});
