import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { type AppChoices, noChoices, type Strategy } from "../../../src/domain/settings.ts";
import { planStrategies, type Wishes } from "../../../src/domain/strategy/plan-strategies.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { aClaimManifest, aContainer, aDeployment, aSnapshot } from "../../support/snapshot.ts";
import { aRequest, attested } from "../../support/workloads.ts";

function chosen(
  objects: readonly Manifest[],
  wishes: Partial<Wishes> = {},
  choices: Partial<AppChoices> = {},
  app = "shop",
) {
  const snapshot = aSnapshot({
    objects,
    application: { name: app },
    settings: { apps: { [app]: { ...noChoices, ...choices } } },
  });
  return planStrategies(snapshot, workloadsOf(objects), aRequest(wishes).wishes);
}

function strategyOf(objects: readonly Manifest[], wishes: Partial<Wishes> = {}, choices: Partial<AppChoices> = {}) {
  const choice = chosen(objects, wishes, choices);
  if (!choice.ok) throw new Error(choice.refusal.message);
  const [workload] = choice.strategy.workloads;
  if (workload === undefined) throw new Error("nothing was chosen");
  return workload;
}

function refusedWith(objects: readonly Manifest[], wishes: Partial<Wishes> = {}, choices: Partial<AppChoices> = {}) {
  const choice = chosen(objects, wishes, choices);
  if (choice.ok) throw new Error(`headline ${choice.strategy.headline}`);
  return choice.refusal;
}

const mounting = (claimName: string): JsonObject => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName } }],
});
const onClaim = (...modes: readonly string[]) => [
  aDeployment({ pod: mounting("data") }),
  aClaimManifest("data", modes),
];
const database = aDeployment({ pod: { containers: [aContainer({ image: "mariadb:11" })] } });
const recreate = (pod: JsonObject = {}) => aDeployment({ pod, spec: { strategy: { type: "Recreate" } } });
const hostPorted = { containers: [aContainer({ ports: [{ containerPort: 443, hostPort: 443 }] })] };
const noSurge = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

describe("a chosen strategy", () => {
  it("is taken, with who chose it and what Lanekeeper would have taken", () => {
    const { strategy, reasons } = strategyOf([aDeployment()], { strategies: { "*": "B2" }, by: "ada" });

    expect(strategy).toBe("B2");
    expect(reasons[0]).toBe("chosen by ada");
    expect(reasons[1]).toContain("Lanekeeper would have taken A");
  });

  it("for one workload goes before the one for all", () => {
    const choice = chosen([aDeployment(), aDeployment({ name: "api" })], { strategies: { "*": "A", api: "B2" } });

    expect(choice.ok && choice.strategy.workloads.map(({ strategy }) => strategy)).toEqual(["A", "B2"]);
  });

  it("in a command goes before the settings'", () => {
    expect(strategyOf([aDeployment()], { strategies: { web: "A" } }, { strategies: { web: "B2" } }).strategy).toBe("A");
  });

  it("in the settings says that it is theirs", () => {
    expect(strategyOf([aDeployment()], {}, { strategies: { "*": "B2" } }).reasons[0]).toBe("chosen by the settings");
  });

  it.each<[string, Strategy, readonly Manifest[], string]>([
    ["A on a ReadWriteOnce claim", "A", onClaim("ReadWriteOnce"), "claim data is ReadWriteOnce"],
    ["B1 on a ReadWriteOnce claim", "B1", onClaim("ReadWriteOnce"), "claim data is ReadWriteOnce"],
    [
      "A on a claim that is nowhere",
      "A",
      [aDeployment({ pod: mounting("data") })],
      "neither in Git nor in the cluster",
    ],
    ["A for a database", "A", [database], "two of its pods must never run at once"],
    ["B1 for a database", "B1", [database], "two of its pods must never run at once"],
    ["A on shared data without anybody's word", "A", onClaim("ReadWriteMany"), "two writers on shared data"],
    ["A against its own Recreate without anybody's word", "A", [recreate()], "Recreate"],
    ["A with a port of the node", "A", [aDeployment({ pod: hostPorted, spec: noSurge })], "port of its node"],
    [
      "B2 with data on the node's disk",
      "B2",
      [aDeployment({ pod: { volumes: [{ name: "v", hostPath: { path: "/srv" } }] } })],
      "hostPath /srv",
    ],
    ["C without a replicator", "C", [database], "apps.<app>.replicator"],
    ["A of zero replicas", "A", [aDeployment({ replicas: 0 })], "zero replicas"],
  ])("that contradicts a fact is refused with the fact: %s", (_, strategy, objects, fact) => {
    expect(refusedWith(objects, { strategies: { "*": strategy } })).toMatchObject({
      code: "contradiction",
      message: expect.stringContaining(fact),
    });
  });

  it("for a workload that is not there is refused with the nearest name", () => {
    expect(refusedWith([aDeployment(), aDeployment({ name: "api" })], { strategies: { wep: "A" } })).toMatchObject({
      code: "contradiction",
      message: expect.stringContaining("did you mean web?"),
    });
  });

  it("may be for a workload that is called like something every object has", () => {
    const objects = [aDeployment({ name: "constructor" }), aDeployment({ name: "tostring" })];

    expect(chosen(objects, {}, {}, "constructor").ok).toBe(true);
    expect(chosen(objects, { strategies: { ["constructor"]: "B2" as const } })).toMatchObject({
      ok: true,
      strategy: { headline: "B2" },
    });
  });
});

describe("an app", () => {
  it.each<[string, readonly Strategy[], Strategy]>([
    ["A and stay", ["A", "stay"], "A"],
    ["A and B2", ["A", "B2"], "B2"],
    ["B2 and stay", ["B2", "stay"], "B2"],
  ])("of %s is headed by the strictest", (_, strategies, headline) => {
    const names = ["web", "api"];
    const choice = chosen(
      names.map((name) => aDeployment({ name })),
      { strategies: Object.fromEntries(strategies.map((strategy, at) => [names[at] ?? "", strategy])) },
    );

    expect(choice.ok && choice.strategy.headline).toBe(headline);
  });

  it("without a Deployment or StatefulSet has nothing to move", () => {
    expect(refusedWith([{ apiVersion: "v1", kind: "Service", metadata: { name: "web" } }])).toMatchObject({
      code: "nothing-to-move",
      file: "argocd/apps/shop.yaml",
      line: 1,
    });
  });

  it("that refuses its own pods on its only node is refused with the lines to mend", () => {
    const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } };
    const pod = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };

    expect(refusedWith([aDeployment({ pod })])).toMatchObject({
      code: "own-anti-affinity",
      message: expect.stringContaining("cannot roll out even today"),
      remedy: expect.stringContaining("preferredDuringScheduling"),
    });
    expect(refusedWith([aDeployment({ pod, spec: noSurge })])).toMatchObject({
      code: "own-anti-affinity",
      message: expect.stringContaining("stage 1 could not have two pods"),
    });
  });

  it("that asks for one pod a zone is refused in those words", () => {
    const term = { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: { app: "web" } } };
    const pod = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };

    expect(refusedWith([aDeployment({ pod })]).message).toContain("over topology.kubernetes.io/zone");
  });
});

describe("every other strategy is rejected with a reason", () => {
  it("that names the fact, where there is one", () => {
    const { rejected } = strategyOf(onClaim("ReadWriteOnce"));

    expect(rejected.map(({ strategy }) => strategy)).toEqual(["A", "B1", "C", "stay"]);
    expect(rejected.find(({ strategy }) => strategy === "A")?.reason).toBe(
      "claim data is ReadWriteOnce: one node at a time",
    );
  });

  it("that does not claim a fact against what was only not chosen", () => {
    const { rejected } = strategyOf([aDeployment()], { strategies: { web: "B2" } });

    expect(rejected.find(({ strategy }) => strategy === "A")?.reason).toBe("it would fit, and another one was chosen");
  });

  it("that is never empty", () => {
    const reasons = [
      strategyOf([aDeployment()]),
      strategyOf([database]),
      strategyOf(onClaim("ReadWriteMany"), attested),
    ].flatMap(({ rejected }) => rejected.map(({ reason }) => reason));

    expect(reasons.filter((reason) => reason === "")).toEqual([]);
  });
});
