import { describe, expect, it } from "vitest";
import type { Longhorn } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import {
  aLonghorn,
  aLonghornVolume,
  anEngine,
  aReplica,
  replicasOf,
  twoVolumes,
  withTwo,
} from "../../support/longhorn.ts";
import { aClaim, aNode, aSecondary, aStatefulSet, aVolume } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "longhorn-volumes";

function withLonghorn(changes: Partial<Longhorn>, strategy: "B2" | "stay" = "B2") {
  return askData(gate, { longhorn: known(aLonghorn(changes)) }, strategy);
}

const withVolume = (changes: Partial<Longhorn["volumes"][number]>) =>
  withLonghorn({ volumes: [aLonghornVolume(changes)] });

it("shows each volume with its replicas' MODE, which it reads from the engine", () => {
  expect(withLonghorn({})).toMatchObject({
    outcome: "pass",
    seen: "volume pvc-1 (claim data): attached to miniserver, healthy, replicas wanted 2: pvc-1-r-1 on miniserver (running, MODE RW), pvc-1-r-2 on worker-1 (running, MODE RW)",
    command: expect.stringContaining("MODE:.status.replicaModeMap"),
  });
});

describe("a volume's own state", () => {
  it.each(["detached", "attaching", "detaching", undefined])("%s is unknown: nobody knows its health", (state) => {
    expect(withVolume({ state, robustness: "unknown" })).toMatchObject({
      outcome: "unknown",
      summary: expect.stringContaining("nobody knows its health until it is attached"),
    });
  });

  it("tells also of a detached volume where its replicas are, and how many it wants", () => {
    const detached = (numberOfReplicas: number) =>
      withLonghorn({
        volumes: [aLonghornVolume({ state: "detached", node: undefined, numberOfReplicas })],
        replicas: replicasOf("pvc-1").map((replica) => ({ ...replica, state: "stopped" })),
        engines: [anEngine({ modes: {} })],
      });

    expect(detached(2)).toMatchObject({
      outcome: "unknown",
      seen: expect.stringContaining("pvc-1-r-1 on miniserver (stopped, MODE none)"),
    });
    expect(detached(1).outcome).toBe("fail");
  });

  it("degraded or faulted fails", () => {
    expect(withVolume({ robustness: "degraded" })).toMatchObject({
      outcome: "fail",
      summary: "volume pvc-1 (claim data) is degraded: it lacks a healthy replica, or rebuilds one",
    });
    expect(withVolume({ robustness: "faulted" })).toMatchObject({
      outcome: "fail",
      remedy: "For volume pvc-1 (claim data): salvage it, or restore it from a backup.",
    });
  });

  it("without a robustness is unknown", () => {
    expect(withVolume({ robustness: "unknown" }).outcome).toBe("unknown");
    expect(withVolume({ robustness: undefined }).outcome).toBe("unknown");
  });

  it("fails when Longhorn does not have the volume at all", () => {
    expect(withLonghorn({ volumes: [] })).toMatchObject({
      outcome: "fail",
      summary: "volume pvc-1 (claim data) is not among Longhorn's volumes",
    });
  });
});

describe("the number of replicas that a volume wants", () => {
  it.each([
    [1, "wants 1 replica: the other node has no copy"],
    [3, "wants 3 replicas: on one node of each lane it stays degraded for ever"],
  ])("fails when it is %d, although the volume is healthy", (numberOfReplicas, text) => {
    expect(withVolume({ numberOfReplicas })).toMatchObject({
      outcome: "fail",
      summary: `volume pvc-1 (claim data) ${text}`,
      remedy: "For volume pvc-1 (claim data): set its numberOfReplicas to 2.",
    });
  });

  it("is unknown when it is not set", () => {
    expect(withVolume({ numberOfReplicas: undefined }).outcome).toBe("unknown");
  });
});

describe("where the replicas are", () => {
  it("fails when both are on one node, which Longhorn itself calls healthy", () => {
    expect(withLonghorn({ replicas: replicasOf("pvc-1", { node: "miniserver" }) })).toMatchObject({
      outcome: "fail",
      summary: "volume pvc-1 (claim data) has both replicas on miniserver",
      remedy: expect.stringContaining("set its numberOfReplicas to 3, wait for the replica on the other node"),
    });
  });

  it("fails when one is on a node of no lane, or both lanes are the same one", () => {
    const summary =
      "volume pvc-1 (claim data) has its replicas on miniserver and attic, which are not a node of each lane";
    const replicas = replicasOf("pvc-1", { node: "attic" });
    const twoPrimaries = known([aNode(), aNode({ name: "attic" }), aSecondary()]);

    expect(withLonghorn({ replicas })).toMatchObject({ outcome: "fail", summary });
    expect(askData(gate, { longhorn: known(aLonghorn({ replicas })), nodes: twoPrimaries }).summary).toBe(summary);
  });

  it.each([
    ["is failed", { failedAt: "2026-01-01T11:00:00Z" }],
    ["never became healthy", { healthyAt: "" }],
    ["is not in use", { active: false }],
    ["is stopped", { state: "stopped" }],
    ["is on its way out", { deleting: true }],
  ])("does not count a replica that %s", (_, changes) => {
    const result = withLonghorn({ replicas: replicasOf("pvc-1", changes) });

    expect(result.outcome).toBe("fail");
    expect(result.seen).toContain("volume pvc-1 (claim data) has 1 healthy replica (on miniserver), not two");
  });

  it("fails with a third, and with none", () => {
    const third = aReplica({ name: "pvc-1-r-3", node: "attic" });

    expect(withLonghorn({ replicas: [...replicasOf("pvc-1"), third] }).summary).toContain("has 3 healthy replicas");
    expect(withLonghorn({ replicas: [] }).summary).toContain("has 0 healthy replicas, not two");
  });

  it("does not take another volume's replicas for its own", () => {
    expect(withLonghorn({ replicas: [aReplica(), aReplica({ volume: "pvc-9", node: "worker-1" })] }).outcome).toBe(
      "fail",
    );
  });

  it("is unknown when the lanes' nodes could not be read", () => {
    expect(askData(gate, { nodes: forbidden })).toMatchObject({
      outcome: "unknown",
      summary: "the nodes could not be read: forbidden",
    });
  });
});

describe("the engine", () => {
  const withModes = (modes: Readonly<Record<string, string>>) => withLonghorn({ engines: [anEngine({ modes })] });

  it("fails on a replica that is being rebuilt (WO), that is in error, or that the engine does not have", () => {
    expect(withModes({ "pvc-1-r-1": "RW", "pvc-1-r-2": "WO" }).summary).toContain(
      "rebuilds replica pvc-1-r-2 (MODE WO)",
    );
    expect(withModes({ "pvc-1-r-1": "ERR", "pvc-1-r-2": "RW" }).summary).toContain("has replica pvc-1-r-1 in MODE ERR");
    expect(withModes({ "pvc-1-r-1": "RW" })).toMatchObject({
      outcome: "fail",
      summary: "volume pvc-1 (claim data) does not write to its replica pvc-1-r-2",
    });
  });

  it("fails when it writes to a replica that is not healthy", () => {
    expect(withModes({ "pvc-1-r-1": "RW", "pvc-1-r-2": "RW", "pvc-1-r-9": "RW" }).summary).toContain(
      "writes to replica pvc-1-r-9, which is not a healthy one",
    );
  });

  it("is unknown unless exactly one of the volume is active", () => {
    expect(withLonghorn({ engines: [anEngine({ active: false })] })).toMatchObject({
      outcome: "unknown",
      summary: "volume pvc-1 (claim data) has no active engine",
    });
    expect(withLonghorn({ engines: [anEngine(), anEngine({ name: "pvc-1-e-1" })] }).outcome).toBe("unknown");
    expect(withLonghorn({ engines: [anEngine(), anEngine({ name: "pvc-1-e-1", active: false })] }).outcome).toBe(
      "pass",
    );
  });
});

it("mends one volume at a time, in the order of the render", () => {
  const result = ask(
    gate,
    { objects: withTwo, cluster: twoVolumes(() => ({ numberOfReplicas: 3, robustness: "degraded" })) },
    { strategy: "B2" },
  );

  expect(result.remedy).toBe(
    "One volume at a time, in this order: (1) volume pvc-a (claim data-api): wait for its rebuild, or find out why none begins, then set its numberOfReplicas to 2; (2) volume pvc-b (claim data-web): wait for its rebuild, or find out why none begins, then set its numberOfReplicas to 2. Do one, wait until it is healthy again, then the next.",
  );
});

it("only warns of a volume whose workload stays with it", () => {
  expect(withLonghorn({ volumes: [aLonghornVolume({ numberOfReplicas: 1 })] }, "stay")).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/; deployment\/web stays with it$/),
    remedy: "",
  });
});

it("looks at the volume of every replica of a StatefulSet, and is unknown of one that has none yet", () => {
  const spec = {
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
    ],
  };
  const objects = [aStatefulSet({ replicas: 2, spec })];
  const first = { claims: [aClaim({ name: "data-web-0" })], volumes: known([aVolume()]), longhorn: known(aLonghorn()) };
  const asked = (claims: readonly ReturnType<typeof aClaim>[]) =>
    ask(gate, { objects, cluster: { ...first, claims: known(claims) } }, { strategy: "B2" });

  expect(asked(first.claims)).toMatchObject({ outcome: "unknown", summary: "claim data-web-1 has no volume yet" });
  expect(asked([...first.claims, aClaim({ name: "data-web-1", volumeName: "pvc-2" })]).outcome).toBe("unknown");
});

it("asks no volume of a workload that stays and never had one", () => {
  expect(askData(gate, { claims: known([]) }, "stay").outcome).toBe("pass");
  expect(askData(gate, { claims: known([]) }).outcome).toBe("unknown");
});

it("follows the claim of its own namespace", () => {
  const claims = known([aClaim({ namespace: "other", volumeName: "pvc-9" }), aClaim()]);

  expect(
    askData(gate, {
      claims,
      volumes: known([aVolume(), aVolume({ name: "pvc-9", csi: { driver: "driver.longhorn.io", handle: "pvc-9" } })]),
    }),
  ).toMatchObject({
    outcome: "pass",
    seen: expect.stringMatching(/^volume pvc-1 /),
  });
});
