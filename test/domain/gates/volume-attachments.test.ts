import { expect, it } from "vitest";
import type { Pod } from "../../../src/domain/cluster.ts";
import type { VolumeAttachment } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import { withData } from "../../support/longhorn.ts";
import { aPod, aVolume } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "volume-attachments";

function attachment(changes: Partial<VolumeAttachment> = {}): VolumeAttachment {
  return { name: "csi-1", volume: "pvc-1", node: "miniserver", attached: true, error: undefined, ...changes };
}

const mounting = (changes: Partial<Pod> = {}) => aPod({ claims: ["data"], ...changes });

function seen(attachments: readonly VolumeAttachment[], pods: readonly Pod[] = [mounting()]) {
  return askData(gate, { volumeAttachments: known(attachments), pods: known(pods) });
}

it("passes a volume that is attached once, on its pod's node", () => {
  expect(seen([attachment(), attachment({ name: "csi-2", volume: "pvc-9", node: "worker-1" })])).toMatchObject({
    outcome: "pass",
    seen: "volume pvc-1 (claim data): attached to miniserver",
  });
});

it("fails on a second attachment, attached or not yet", () => {
  expect(seen([attachment(), attachment({ name: "csi-2", node: "worker-1", attached: false })])).toMatchObject({
    outcome: "fail",
    summary: "volume pvc-1 (claim data) has 2 attachments: attached to miniserver, being attached to worker-1",
  });
});

it("fails when the pod runs on another node than the one that has the volume", () => {
  expect(seen([attachment({ node: "worker-1" })])).toMatchObject({
    outcome: "fail",
    summary: "pod web-6d5f9c7b8c-x2x4z runs on miniserver, and volume pvc-1 (claim data) is attached to worker-1",
  });
});

it("fails on an error of the attachment and quotes it", () => {
  expect(seen([attachment({ attached: false, error: "rpc error: volume is not ready" })])).toMatchObject({
    outcome: "fail",
    summary: "volume pvc-1 (claim data) cannot be attached to miniserver: rpc error: volume is not ready",
  });
});

it("fails when it is not attached yet, or nowhere although a pod mounts it", () => {
  expect(seen([attachment({ attached: false })]).summary).toBe(
    "volume pvc-1 (claim data) is not attached yet to miniserver",
  );
  expect(seen([])).toMatchObject({
    outcome: "fail",
    summary: "pod web-6d5f9c7b8c-x2x4z on miniserver mounts volume pvc-1 (claim data), which is attached nowhere",
  });
});

it("expects no attachment where no pod mounts it, and warns of one that is left", () => {
  const ended = mounting({ phase: "Succeeded" });
  const elsewhere = mounting({ namespace: "other" });
  const unplaced = mounting({ nodeName: undefined });

  expect(seen([], [ended, elsewhere, unplaced]).outcome).toBe("pass");
  expect(seen([attachment()], [ended])).toMatchObject({
    outcome: "warn",
    summary: "volume pvc-1 (claim data) is attached to miniserver, and no running pod of the app's namespace mounts it",
  });
});

it("does not expect attachments of other drivers, but judges those that are there", () => {
  const volumes = known([aVolume({ csi: { driver: "disk.example", handle: "d-1" } })]);
  const other = (attachments: readonly VolumeAttachment[]) =>
    askData(gate, { volumes, volumeAttachments: known(attachments) });

  expect(other([]).outcome).toBe("pass");
  expect(other([attachment({ node: "worker-1" })]).outcome).toBe("fail");
});

it("leaves alone what several nodes may attach, and what is no CSI volume", () => {
  const twice = known([attachment(), attachment({ name: "csi-2", node: "worker-1" })]);

  expect(
    askData(gate, { volumeAttachments: twice, volumes: known([aVolume({ accessModes: ["ReadWriteMany"] })]) }),
  ).toMatchObject({
    outcome: "pass",
    summary: "no volume of the app is attached to one node at a time",
  });
  expect(askData(gate, { volumes: known([aVolume({ source: "nfs", csi: undefined })]) }).outcome).toBe("pass");
});

it("passes without claims, and needs a cluster with them", () => {
  expect(ask(gate, { cluster: "offline" })).toMatchObject({ outcome: "pass", summary: "no claims are mounted" });
  expect(ask(gate, { cluster: { volumeAttachments: forbidden } }).outcome).toBe("pass");
  expect(ask(gate, { objects: withData, cluster: "offline" })).toMatchObject({
    outcome: "unknown",
    live: true,
    summary: "no cluster was asked (--offline)",
  });
});

it("is unknown when claims, volumes, attachments or pods could not be read", () => {
  expect(askData(gate, { claims: forbidden }).outcome).toBe("unknown");
  expect(askData(gate, { volumes: forbidden }).outcome).toBe("unknown");
  expect(askData(gate, { volumeAttachments: forbidden }).summary).toBe(
    "the volume attachments could not be read: forbidden",
  );
  expect(askData(gate, { pods: forbidden }).outcome).toBe("unknown");
});
