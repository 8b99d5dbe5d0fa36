import { expect, it } from "vitest";
import type { Service } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { aService, aServiceManifest } from "./entrances.ts";

function policy(spec: JsonObject, live: Partial<Service> = {}, strategy: Strategy = "A") {
  const objects = [aDeployment(), aServiceManifest(spec)];
  return ask("traffic-policy", { objects, cluster: { services: known([aService(live)]) } }, { strategy });
}

it("passes where every Service uses the pods of both nodes alike", () => {
  expect(
    policy({ type: "LoadBalancer", externalTrafficPolicy: "Cluster", internalTrafficPolicy: "Cluster" }),
  ).toMatchObject({
    outcome: "pass",
    seen: "Service web to deployment/web",
  });
});

it.each<[JsonObject, string]>([
  [{ externalTrafficPolicy: "Local" }, "a node without a ready pod drops what arrives at its address"],
  [{ internalTrafficPolicy: "Local" }, "clients on a node without a ready pod get no answer"],
  [{ trafficDistribution: "PreferClose" }, "clients go to the pod that is near them, however busy it is"],
])("warns of %j", (spec, effect) => {
  const [field, value] = Object.entries(spec)[0] ?? [];

  expect(policy(spec)).toMatchObject({
    outcome: "warn",
    summary: `Service web to deployment/web has ${field}: ${String(value)}: ${effect}`,
    remedy: expect.stringContaining("in Git"),
  });
});

it.each<[Strategy, string]>([
  ["B1", "warn"],
  ["B2", "warn"],
  ["C", "pass"],
  ["stay", "pass"],
])("of a workload with strategy %s says %s", (strategy, outcome) => {
  expect(policy({ externalTrafficPolicy: "Local" }, {}, strategy).outcome).toBe(outcome);
});

it("sees what only runs, and leaves what Git writes too to the next sync", () => {
  expect(policy({}, { externalTrafficPolicy: "Local" }).summary).toContain("(live and not in Git)");
  expect(policy({ externalTrafficPolicy: "Cluster" }, { externalTrafficPolicy: "Local" }).outcome).toBe("pass");
});

it("is unknown when the Services could not be read, and answers from Git when offline", () => {
  const objects = [aDeployment(), aServiceManifest({ externalTrafficPolicy: "Local" })];

  expect(ask("traffic-policy", { cluster: { services: forbidden } }).outcome).toBe("unknown");
  expect(ask("traffic-policy", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("traffic-policy", { objects, cluster: "offline" }).outcome).toBe("warn");
});
