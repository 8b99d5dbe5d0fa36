import { expect, it } from "vitest";
import { gates, runGates } from "../../../src/domain/gates/index.ts";
import type { Snapshot } from "../../../src/domain/snapshot.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { aCluster, aDeployment, aLiveApplication, aSnapshot } from "../../support/snapshot.ts";
import { ask } from "./ask.ts";

function run(snapshot: Snapshot) {
  return runGates(snapshot, workloadsOf(snapshot.base.objects), () => "A");
}

it("passes every gate in the healthy world", () => {
  expect(run(aSnapshot()).filter(({ outcome }) => outcome !== "pass")).toEqual([]);
});

it("says of every gate what was seen, what was wanted, and how to see it", () => {
  for (const result of run(aSnapshot())) {
    expect.soft(result, result.gate).toMatchObject({
      summary: expect.stringMatching(/./),
      seen: expect.stringMatching(/./),
      wanted: expect.stringMatching(/./),
      remedy: "",
      command: expect.stringMatching(/^kubectl (-n \S+ )?get /),
    });
  }
});

it("runs the gates in reading order, each once", () => {
  expect(run(aSnapshot()).map(({ gate }) => gate)).toEqual([
    "lanes",
    "taint",
    "foreign-pods",
    "control-plane",
    "namespace-overrides",
    "dns",
    "crash-loops",
    "restarts",
    "workload-conditions",
    "one-revision",
    "pods-replaced",
    "flapping",
    "probes",
    "probe-thresholds",
    "leader-election",
    "pdb",
    "requests-and-limits",
    "quota",
    "capacity",
    "data-class",
    "access-modes",
    "claim-shared",
    "storage-class",
    "node-local-volumes",
    "longhorn-volumes",
    "longhorn-locality",
    "longhorn-settings",
    "longhorn-nodes",
    "csi-on-secondary",
    "volume-attachments",
    "engine-image",
    "restore-point",
    "pins",
    "architecture",
    "runtime-class",
    "devices",
    "node-local-images",
    "host-namespaces",
    "sticky-sessions",
    "client-ip",
    "traffic-policy",
    "hpa",
    "vpa",
    "keda",
    "source",
    "sources",
    "owner",
    "sync-mode",
    "sync-state",
    "drift",
    "ignore-differences",
    "sync-windows",
  ]);
});

it("answers offline what Git can answer, and calls the rest unknown for want of a cluster", () => {
  const results = run(aSnapshot({ cluster: "offline" }));

  expect(results.filter(({ outcome }) => outcome === "pass").map(({ gate }) => gate)).toEqual([
    "probes",
    "probe-thresholds",
    "pdb",
    "requests-and-limits",
    "data-class",
    "access-modes",
    "claim-shared",
    "storage-class",
    "node-local-volumes",
    "longhorn-volumes",
    "longhorn-locality",
    "longhorn-settings",
    "longhorn-nodes",
    "csi-on-secondary",
    "volume-attachments",
    "engine-image",
    "restore-point",
    "pins",
    "runtime-class",
    "devices",
    "node-local-images",
    "host-namespaces",
    "sticky-sessions",
    "client-ip",
    "traffic-policy",
    "hpa",
    "vpa",
    "keda",
    "sync-mode",
    "ignore-differences",
  ]);
  for (const result of results.filter(({ outcome }) => outcome !== "pass")) {
    expect
      .soft(result, result.gate)
      .toMatchObject({ outcome: "unknown", live: true, summary: "no cluster was asked (--offline)" });
  }
});

it("counts an offline unknown of a gate that Git can usually answer as one that needs a cluster", () => {
  const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "elsewhere" } }] };

  expect(ask("access-modes", { cluster: "offline", objects: [aDeployment({ pod })] })).toMatchObject({
    outcome: "unknown",
    live: true,
    summary: "no cluster was asked (--offline)",
  });
});

it("is unknown in every live gate, and passes none, when nothing of the cluster can be read", () => {
  const nothing = Object.fromEntries(
    Object.keys(aCluster())
      .filter((part) => part !== "observedAt")
      .map((part) => [part, { state: "unknown", reason: "timed out" }]),
  );
  const results = run(aSnapshot({ cluster: nothing }));

  const outcomes = Object.fromEntries(results.map(({ gate, outcome }) => [gate, outcome]));
  for (const { gate } of gates.filter(({ live }) => live)) expect.soft(outcomes[gate], gate).toBe("unknown");
  expect(outcomes).toMatchObject({
    probes: "unknown",
    pins: "unknown",
    "sync-mode": "unknown",
    "requests-and-limits": "pass",
  });
});

it("lets settings make a failure a warning, and says so", () => {
  const settings = { severities: { "sync-state": "warn" } as const };

  expect(ask("sync-state", { settings, cluster: { application: { state: "absent" } } })).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/\(settings make this a warning\)$/),
  });
});

it("lets settings make a warning a failure, and says so", () => {
  const settings = { severities: { "sync-mode": "fail" } as const };
  const application = { state: "known", value: aLiveApplication({ automated: true }) } as const;

  expect(ask("sync-mode", { settings, cluster: { application } })).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(/\(settings make this a failure\)$/),
  });
});

it("lets no setting turn what is unknown into anything else", () => {
  const settings = { severities: { lanes: "warn" } as const };

  expect(ask("lanes", { settings, cluster: { nodes: { state: "unknown", reason: "forbidden" } } }).outcome).toBe(
    "unknown",
  );
});

it("judges an app with no workloads without falling over", () => {
  expect(run(aSnapshot({ objects: [] })).map(({ outcome }) => outcome)).not.toContain("fail");
});

it("survives manifests whose fields have the wrong types", () => {
  const pod = { volumes: "none", nodeSelector: ["x"], affinity: 7, containers: [{}, null, "x"] };
  const objects = [aDeployment({ pod, spec: { replicas: "two" } })];

  expect(run(aSnapshot({ objects })).length).toBe(gates.length);
});

it("quotes names of the repository in commands", () => {
  const objects = [{ ...aDeployment(), metadata: { name: "web", namespace: "shop; rm -rf ~" } }];

  expect(ask("pdb", { objects }).command).toBe("kubectl -n 'shop; rm -rf ~' get pdb");
});
