import { describe, expect, it } from "vitest";
import { bystandersOf, holds, selects, stringMap, workloadsOf } from "../../src/domain/workload.ts";
import { aContainer, aDeployment, aStatefulSet } from "../support/snapshot.ts";
import { workloadOf } from "../support/workloads.ts";

describe("the workloads of a render", () => {
  it("are its Deployments and StatefulSets, in their order", () => {
    const daemon = { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "agent" } };
    const found = workloadsOf([aStatefulSet({ name: "db" }), daemon, aDeployment({ name: "web" })]);

    expect(found.map(({ kind, ref }) => `${kind} ${ref.name}`)).toEqual(["StatefulSet db", "Deployment web"]);
  });

  it("are none of another group's kinds that bear their names", () => {
    const foreign = { apiVersion: "platform.acme.example/v1", kind: "Deployment", metadata: { name: "web" } };

    expect(workloadsOf([foreign])).toEqual([]);
  });

  it("leave DaemonSets, Jobs and CronJobs to be reported", () => {
    const other = (kind: string) => ({ apiVersion: "batch/v1", kind, metadata: { name: "x", namespace: "shop" } });
    const found = bystandersOf([aDeployment(), other("Job"), other("CronJob"), other("DaemonSet"), other("Service")]);

    expect(found.map(({ kind }) => kind)).toEqual(["Job", "CronJob", "DaemonSet"]);
  });
});

describe("a workload", () => {
  it("has one replica when Git names no number", () => {
    const { spec, ...rest } = aDeployment();
    const { replicas: _, ...others } = spec as Record<string, unknown>;

    expect(workloadOf({ ...rest, spec: others } as ReturnType<typeof aDeployment>).replicas).toBe(1);
  });

  it("has zero replicas when Git says zero", () => {
    expect(workloadOf(aDeployment({ replicas: 0 })).replicas).toBe(0);
  });

  it("rolls when a Deployment names no strategy", () => {
    expect(workloadOf(aDeployment()).strategy).toEqual({
      type: "RollingUpdate",
      maxSurge: undefined,
      maxUnavailable: undefined,
    });
  });

  it("keeps a Deployment's surge and unavailability as written", () => {
    const strategy = { rollingUpdate: { maxSurge: "50%", maxUnavailable: 0 } };

    expect(workloadOf(aDeployment({ spec: { strategy } })).strategy).toEqual({
      type: "RollingUpdate",
      maxSurge: "50%",
      maxUnavailable: 0,
    });
  });

  it("reads a StatefulSet's updateStrategy and not its strategy", () => {
    const spec = { strategy: { type: "Recreate" }, updateStrategy: { type: "OnDelete" } };

    expect(workloadOf(aStatefulSet({ spec })).strategy.type).toBe("OnDelete");
  });

  it("reads a Deployment's strategy and not its updateStrategy", () => {
    const spec = { strategy: { type: "Recreate" }, updateStrategy: { type: "OnDelete" } };

    expect(workloadOf(aDeployment({ spec })).strategy.type).toBe("Recreate");
  });

  it("tells init containers, sidecars and main containers apart", () => {
    const pod = {
      initContainers: [
        { name: "migrate", image: "a" },
        { name: "proxy", image: "b", restartPolicy: "Always" },
      ],
      containers: [aContainer()],
    };
    const { containers } = workloadOf(aDeployment({ pod }));

    expect(containers.map(({ name, init, sidecar }) => [name, init, sidecar])).toEqual([
      ["migrate", true, false],
      ["proxy", true, true],
      ["web", false, false],
    ]);
  });

  it("knows which probes a container has", () => {
    const pod = { containers: [aContainer({ livenessProbe: { tcpSocket: { port: 1 } } })] };

    expect(workloadOf(aDeployment({ pod })).containers[0]?.probes).toEqual({
      readiness: true,
      liveness: true,
      startup: false,
    });
  });

  it("has a StatefulSet's claim templates with their class and modes", () => {
    const spec = {
      volumeClaimTemplates: [
        { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
        { metadata: { name: "wal" }, spec: { accessModes: ["ReadWriteOncePod"] } },
      ],
    };

    expect(workloadOf(aStatefulSet({ spec })).claimTemplates).toEqual([
      { name: "data", accessModes: ["ReadWriteOnce"], storageClass: "longhorn" },
      { name: "wal", accessModes: ["ReadWriteOncePod"], storageClass: undefined },
    ]);
  });

  it("survives a manifest in which nothing has the shape it should have", () => {
    const broken = { spec: { replicas: "two", selector: [], template: { spec: { containers: "none" } } } };

    expect(workloadOf({ ...aDeployment(), ...broken })).toMatchObject({ replicas: 1, selector: {}, containers: [] });
  });
});

describe("a label selector", () => {
  const labels = { app: "web", tier: "front" };

  it("selects when all of its labels are there", () => {
    expect(selects({ matchLabels: { app: "web" } }, labels)).toBe(true);
    expect(selects({ matchLabels: { app: "web", tier: "back" } }, labels)).toBe(false);
  });

  it("needs its expressions and its labels", () => {
    const matchExpressions = [{ key: "tier", operator: "In", values: ["back"] }];

    expect(selects({ matchLabels: { app: "web" }, matchExpressions }, labels)).toBe(false);
  });

  it("selects everything when it is empty", () => {
    expect(selects({}, {})).toBe(true);
  });

  it("does not take what every object inherits for a label", () => {
    expect(selects({ matchLabels: { constructor: "x" } }, {})).toBe(false);
    expect(holds({ key: "constructor", operator: "Exists" }, {})).toBe(false);
    expect(holds({ key: "toString", operator: "DoesNotExist" }, {})).toBe(true);
  });
});

describe("an expression", () => {
  it.each([
    ["In", ["a", "b"], { zone: "a" }, true],
    ["In", ["a", "b"], { zone: "c" }, false],
    ["In", ["a"], {}, false],
    ["In", [], { zone: "a" }, false],
    ["NotIn", ["a"], { zone: "b" }, true],
    ["NotIn", ["a"], { zone: "a" }, false],
    ["NotIn", ["a"], {}, true],
    ["Exists", [], { zone: "" }, true],
    ["Exists", [], {}, false],
    ["DoesNotExist", [], {}, true],
    ["DoesNotExist", [], { zone: "a" }, false],
    ["Gt", ["4"], { zone: "5" }, true],
    ["Gt", ["5"], { zone: "5" }, false],
    ["Lt", ["5"], { zone: "4" }, true],
    ["Lt", ["5"], {}, false],
    ["Like", ["a"], { zone: "a" }, false],
  ])("zone %s %j on %j is %j", (operator, values, labels, expected) => {
    expect(holds({ key: "zone", operator, values }, labels)).toBe(expected);
  });

  it("compares values as strings, whatever YAML made of them", () => {
    expect(holds({ key: "numa", operator: "In", values: [1] }, { numa: "1" })).toBe(true);
  });
});

it("labels that are no strings are left out", () => {
  expect(stringMap({ app: "web", count: 3, on: true, none: null })).toEqual({ app: "web" });
});
