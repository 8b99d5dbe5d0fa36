import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import {
  cannotRollToday,
  crowdedBySpread,
  doubledSpread,
  factsOf,
  holdsHostPort,
  needsSurge,
} from "../../../src/domain/strategy/facts.ts";
import { aContainer, aDeployment, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";
import { workloadOf } from "../../support/workloads.ts";

function factsFor(manifest: ReturnType<typeof aDeployment>) {
  const snapshot = aSnapshot({ objects: [manifest] });
  return factsOf(workloadOf(manifest), snapshot.base.objects, snapshot.observation, snapshot.settings, {
    class: undefined,
    attested: false,
    replicator: false,
  });
}

const hostPort = { containers: [aContainer({ ports: [{ containerPort: 443, hostPort: 443 }] })] };
const rolling = (rollingUpdate: JsonObject) => ({ strategy: { type: "RollingUpdate", rollingUpdate } });

describe("a workload is tied to where it is", () => {
  const tied = (changes: Parameters<typeof aDeployment>[0], kind: "Deployment" | "StatefulSet" = "Deployment") =>
    factsFor(kind === "Deployment" ? aDeployment(changes) : aStatefulSet(changes)).tied;

  it("when Git asks for no pods", () => {
    expect(tied({ replicas: 0 })).toContain("zero replicas");
  });

  it("when a scheduler of its own places it", () => {
    expect(tied({ pod: { schedulerName: "volcano" } })).toContain("volcano");
    expect(tied({ pod: { schedulerName: "default-scheduler" } })).toBeUndefined();
    expect(tied({ pod: { schedulerName: "" } })).toBeUndefined();
  });

  it("when several replicas each have a claim of their own", () => {
    const spec = { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"] } }] };

    expect(tied({ replicas: 3, spec }, "StatefulSet")).toContain("a claim of their own");
    expect(tied({ replicas: 1, spec }, "StatefulSet")).toBeUndefined();
  });

  it("when a StatefulSet waits for its pods to be deleted by hand", () => {
    expect(tied({ spec: { updateStrategy: { type: "OnDelete" } } }, "StatefulSet")).toContain("OnDelete");
  });

  it("when a StatefulSet's partition keeps pods from the new template", () => {
    expect(tied({ spec: { updateStrategy: { rollingUpdate: { partition: 1 } } } }, "StatefulSet")).toContain(
      "partition",
    );
    expect(tied({ spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } }, "StatefulSet")).toBeUndefined();
  });

  it("when a rollout needs a second pod on a node port that the first one holds", () => {
    expect(tied({ pod: hostPort })).toContain("port of its node");
    expect(tied({ pod: hostPort, spec: rolling({ maxSurge: 0, maxUnavailable: 1 }) })).toBeUndefined();
    expect(tied({ pod: hostPort, spec: { strategy: { type: "Recreate" } } })).toBeUndefined();
  });

  it("when it must stand beside somebody else's pods", () => {
    const term = { labelSelector: { matchLabels: { app: "db" } }, topologyKey: "kubernetes.io/hostname" };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const wish = {
      podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] },
    };

    expect(tied({ pod: { affinity } })).toContain("pod affinity");
    expect(tied({ pod: { affinity: wish } })).toBeUndefined();
  });
});

describe("a port of the node is held", () => {
  it.each<[string, JsonObject, boolean]>([
    ["by a container's hostPort", hostPort, true],
    ["by the node's network", { hostNetwork: true }, true],
    [
      "by a sidecar's hostPort",
      { initContainers: [{ name: "p", restartPolicy: "Always", ports: [{ containerPort: 1, hostPort: 1 }] }] },
      true,
    ],
    [
      "not by an init container, which is gone before the pod runs",
      { initContainers: [{ name: "p", ports: [{ containerPort: 1, hostPort: 1 }] }] },
      false,
    ],
    ["not by a container's own port", { containers: [aContainer({ ports: [{ containerPort: 443 }] })] }, false],
    [
      "not by a hostPort of zero",
      { containers: [aContainer({ ports: [{ containerPort: 443, hostPort: 0 }] })] },
      false,
    ],
  ])("%s", (_, pod, expected) => {
    expect(holdsHostPort(workloadOf(aDeployment({ pod })))).toBe(expected);
  });
});

describe("a rollout needs a pod beside the old ones", () => {
  it.each<[string, number, JsonObject, boolean]>([
    ["by default", 1, {}, true],
    ["by default with three pods: a quarter of three rounds down to none", 3, {}, true],
    ["not by default with four pods", 4, {}, false],
    ["when none may be missing", 10, rolling({ maxSurge: 1, maxUnavailable: 0 }), true],
    ["not without surge", 1, rolling({ maxSurge: 0, maxUnavailable: 1 }), false],
    ["not without surge in percent", 1, rolling({ maxSurge: "0%", maxUnavailable: "25%" }), false],
    ["not when it stops all first", 1, { strategy: { type: "Recreate" } }, false],
    ["not when a share of one hundred rounds to a whole pod", 100, rolling({ maxUnavailable: "1%" }), false],
  ])("%s", (_, replicas, spec, expected) => {
    expect(needsSurge(workloadOf(aDeployment({ replicas, spec })))).toBe(expected);
  });

  it("never for a StatefulSet, which replaces one by one", () => {
    expect(needsSurge(workloadOf(aStatefulSet()))).toBe(false);
  });
});

describe("a workload cannot roll even today", () => {
  const apart = (term: JsonObject = {}, selector: JsonObject = { labelSelector: { matchLabels: { app: "web" } } }) => ({
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", ...selector, ...term },
        ],
      },
    },
  });
  const stuck = (pod: JsonObject, spec: JsonObject = {}) => cannotRollToday(workloadOf(aDeployment({ pod, spec })));

  it("when it refuses itself on its only node and may not stop the old pod first", () => {
    expect(stuck(apart())).toBe(true);
  });

  it("also over zones, which one node has one of", () => {
    expect(stuck(apart({ topologyKey: "topology.kubernetes.io/zone" }))).toBe(true);
  });

  it("not when it only refuses pods of its own revision", () => {
    expect(stuck(apart({ matchLabelKeys: ["pod-template-hash"] }))).toBe(false);
  });

  it("not when it may stop the old pod first", () => {
    expect(stuck(apart(), rolling({ maxSurge: 0, maxUnavailable: 1 }))).toBe(false);
  });

  it("not when it refuses somebody else", () => {
    expect(stuck(apart({}, { labelSelector: { matchLabels: { app: "noisy" } } }))).toBe(false);
  });

  it("not by a term without a selector, which matches no pod", () => {
    expect(stuck(apart({}, {}))).toBe(false);
  });

  it("not by a term about other namespaces", () => {
    expect(stuck(apart({ namespaces: ["monitoring"] }))).toBe(false);
    expect(stuck(apart({ namespaces: ["monitoring", "shop"] }))).toBe(true);
    expect(stuck(apart({ namespaces: ["monitoring"], namespaceSelector: {} }))).toBe(true);
  });

  it("when a second term does it", () => {
    const terms = [
      {
        topologyKey: "kubernetes.io/hostname",
        labelSelector: { matchLabels: { app: "web" } },
        matchLabelKeys: ["pod-template-hash"],
      },
      { topologyKey: "kubernetes.io/hostname", labelSelector: {} },
    ];

    expect(stuck({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } })).toBe(
      true,
    );
  });
});

describe("a spread of the app's own leaves a second pod at home Pending", () => {
  const zone = {
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
    maxSkew: 1,
    labelSelector: { matchLabels: { app: "web" } },
  };
  const crowded = (constraint: JsonObject, replicas = 1) =>
    crowdedBySpread(
      workloadOf(aDeployment({ replicas, pod: { topologySpreadConstraints: [{ ...zone, ...constraint }] } })),
    ) !== undefined;

  it.each<[string, JsonObject, boolean]>([
    ["when it wants two zones", { minDomains: 2 }, true],
    ["when it counts nodes that the pod may not enter", { nodeAffinityPolicy: "Ignore" }, true],
    ["not when it is a wish", { minDomains: 2, whenUnsatisfiable: "ScheduleAnyway" }, false],
    ["not when it counts one zone only", {}, false],
    ["not when it allows for two on one side", { minDomains: 2, maxSkew: 2 }, false],
    ["not when it counts other pods", { minDomains: 2, labelSelector: { matchLabels: { app: "api" } } }, false],
    [
      "not over hostnames, where the overlay's takes its place",
      { minDomains: 2, topologyKey: "kubernetes.io/hostname" },
      false,
    ],
  ])("%s", (_, constraint, expected) => {
    expect(crowded(constraint)).toBe(expected);
  });

  it("when there are more pods than it allows on one side", () => {
    expect(crowded({ minDomains: 2, maxSkew: 2 }, 3)).toBe(true);
  });
});

describe("a spread list of the app's own cannot be added to", () => {
  const list = (...keys: readonly string[]) =>
    doubledSpread(
      workloadOf(aDeployment({ pod: { topologySpreadConstraints: keys.map((topologyKey) => ({ topologyKey })) } })),
    );

  it("when it names one topologyKey twice", () => {
    expect(list("zone", "rack", "zone")).toContain("over zone");
  });

  it("but when that is the hostname, which ours replaces", () => {
    expect(list("kubernetes.io/hostname", "zone", "kubernetes.io/hostname")).toBeUndefined();
  });
});

describe("facts", () => {
  it("say why data cannot leave its node", () => {
    const { nodeLocal } = factsFor(
      aDeployment({ pod: { volumes: [{ name: "library", hostPath: { path: "/srv/media" } }] } }),
    );

    expect(nodeLocal).toContain("hostPath /srv/media (volume library)");
  });

  it("say that the class came from the settings, and what was found", () => {
    const manifest = aDeployment();
    const snapshot = aSnapshot();
    const facts = factsOf(workloadOf(manifest), [manifest], snapshot.observation, snapshot.settings, {
      class: "fragile",
      attested: false,
      replicator: false,
    });

    expect(facts.class).toBe("fragile");
    expect(facts.classReason).toBe("is set as fragile in the settings (has no claim and no data on its node)");
  });
});
