import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { type AppChoices, noChoices } from "../../../src/domain/settings.ts";
import { planStrategies, type Wishes } from "../../../src/domain/strategy/plan-strategies.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { aClaimManifest, aContainer, aDeployment, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";
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

describe("the strategy of a workload is", () => {
  it("A where it keeps nothing", () => {
    expect(strategyOf([aDeployment()])).toMatchObject({ strategy: "A", class: "stateless" });
  });

  it("A for a StatefulSet that keeps nothing", () => {
    expect(strategyOf([aStatefulSet()]).strategy).toBe("A");
  });

  it("B2 on a ReadWriteOnce claim", () => {
    expect(strategyOf(onClaim("ReadWriteOnce"))).toMatchObject({ strategy: "B2", class: "single-writer" });
  });

  it("B2 for a database", () => {
    expect(strategyOf([database])).toMatchObject({ strategy: "B2", class: "fragile" });
  });

  it("A on a ReadWriteMany claim when somebody vouches for several writers", () => {
    expect(strategyOf(onClaim("ReadWriteMany"), attested)).toMatchObject({ strategy: "A", class: "shareable" });
  });

  it("A on a ReadWriteMany claim when the settings vouch for several writers", () => {
    const attestations = [{ what: "multi-writer" as const, by: "the settings" }];

    expect(strategyOf(onClaim("ReadWriteMany"), {}, { attestations }).strategy).toBe("A");
  });

  it("B1 on a ReadWriteMany claim that nobody vouched for, which cannot be written yet", () => {
    expect(refusedWith(onClaim("ReadWriteMany"))).toMatchObject({
      code: "not-yet",
      remedy: expect.stringContaining("--attest multi-writer"),
    });
  });

  it("C for a database with a replicator, which cannot be written yet", () => {
    expect(refusedWith([database], {}, { replicator: { name: "replicate", image: "r:1" } })).toMatchObject({
      code: "not-yet",
      message: expect.stringContaining("strategy C"),
    });
  });

  it("B2 where its own Recreate marks a single writer", () => {
    expect(strategyOf([recreate()])).toMatchObject({
      strategy: "B2",
      class: "stateless",
      reasons: [expect.stringContaining("Recreate")],
    });
  });

  it("A where somebody vouches against its own Recreate", () => {
    expect(strategyOf([recreate()], attested).strategy).toBe("A");
  });

  it("B2 where it holds a port of its node", () => {
    expect(strategyOf([aDeployment({ pod: hostPorted, spec: noSurge })])).toMatchObject({
      strategy: "B2",
      reasons: [expect.stringContaining("port of its node")],
    });
  });

  it("B2 where it holds a port of its node, also with shared data and somebody's word", () => {
    const objects = [
      aDeployment({ pod: { ...hostPorted, ...mounting("data") }, spec: noSurge }),
      aClaimManifest("data", ["ReadWriteMany"]),
    ];

    expect(strategyOf(objects, attested)).toMatchObject({ strategy: "B2", class: "shareable" });
  });

  it("B2 where its own spread would keep a second pod at home Pending", () => {
    const constraint = {
      topologyKey: "zone",
      whenUnsatisfiable: "DoNotSchedule",
      maxSkew: 1,
      minDomains: 2,
      labelSelector: { matchLabels: { app: "web" } },
    };

    expect(strategyOf([aDeployment({ pod: { topologySpreadConstraints: [constraint] } })]).strategy).toBe("B2");
  });

  it("never A on a ReadWriteOnce claim, even where the settings call it shareable and somebody vouches", () => {
    expect(strategyOf(onClaim("ReadWriteOnce"), attested, { classes: { "*": "shareable" } })).toMatchObject({
      strategy: "B2",
      reasons: [expect.stringContaining("ReadWriteOnce")],
    });
  });

  it("never A for a database, even where the settings call it stateless", () => {
    expect(strategyOf([database], attested, { classes: { web: "stateless" } }).strategy).toBe("B2");
  });

  it("B2 where the settings call it fragile", () => {
    expect(strategyOf([aDeployment()], {}, { classes: { web: "fragile" } }).strategy).toBe("B2");
  });
});

describe("a workload stays", () => {
  const withShop = (manifest: Manifest) => chosen([manifest, aDeployment({ name: "shop" })]);

  it("when its data is on the node's disk, beside one that moves", () => {
    const choice = withShop(
      aDeployment({ name: "media", pod: { volumes: [{ name: "v", hostPath: { path: "/srv" } }] } }),
    );

    expect(choice.ok && choice.strategy.workloads.map(({ name, strategy }) => `${name} ${strategy}`)).toEqual([
      "media stay",
      "shop A",
    ]);
  });

  it("when nothing of it runs", () => {
    const choice = withShop(aDeployment({ name: "idle", replicas: 0 }));

    expect(choice.ok && choice.strategy.workloads[0]).toMatchObject({
      strategy: "stay",
      reasons: [expect.stringContaining("zero replicas")],
    });
  });

  it("when people say so", () => {
    const choice = chosen([aDeployment(), aDeployment({ name: "api" })], { strategies: { web: "stay" } });

    expect(choice.ok && choice.strategy.workloads.map(({ strategy }) => strategy)).toEqual(["stay", "A"]);
  });

  it("and an app of nothing else is refused with every reason", () => {
    const media = aDeployment({ name: "media", pod: { volumes: [{ name: "v", hostPath: { path: "/srv" } }] } });

    expect(refusedWith([media, aDeployment({ name: "idle", replicas: 0 })])).toMatchObject({
      code: "all-stay",
      message: expect.stringMatching(/media: hostPath \/srv.*idle: Git asks for zero replicas/),
      file: "argocd/apps/shop.yaml",
    });
  });
});
