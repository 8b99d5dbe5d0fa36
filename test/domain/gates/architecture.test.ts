import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment, aNode, aSecondary } from "../../support/snapshot.ts";
import { nodeAffinity } from "../../support/workloads.ts";
import { ask, forbidden } from "./ask.ts";

const arch = (...values: string[]) => ({ key: "kubernetes.io/arch", operator: "In", values });

/** The Deployment web on nodes of those architectures. */
function on(
  primary: string | undefined,
  secondary: string | undefined,
  pod: JsonObject = {},
  strategy: Strategy = "A",
) {
  const nodes = known([aNode({ architecture: primary }), aSecondary({ architecture: secondary })]);
  return ask("architecture", { objects: [aDeployment({ pod })], cluster: { nodes } }, { strategy });
}

it("passes when both lanes have the same processor", () => {
  expect(on("arm64", "arm64")).toMatchObject({ outcome: "pass", summary: "both lanes run arm64" });
});

it("fails when the lanes differ and nothing says that the images have both", () => {
  expect(on("amd64", "arm64")).toMatchObject({
    outcome: "fail",
    summary:
      "the lanes differ (miniserver amd64, worker-1 arm64), and nothing says that the images of deployment/web are built for both: ghcr.io/acme/shop:2.14.0",
    remedy: expect.stringContaining("`kubernetes.io/arch In [amd64, arm64]`"),
  });
});

it("warns when the app asks for both itself, in any of its OR-ed terms", () => {
  const both = { affinity: nodeAffinity({ matchExpressions: [arch("amd64")] }, { matchExpressions: [arch("arm64")] }) };

  expect(
    on("amd64", "arm64", { affinity: nodeAffinity({ matchExpressions: [arch("amd64", "arm64")] }) }),
  ).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("deployment/web asks for kubernetes.io/arch In [amd64, arm64]"),
  });
  expect(on("amd64", "arm64", both).outcome).toBe("warn");
});

it.each<JsonObject>([
  { nodeSelector: { "kubernetes.io/arch": "amd64" } },
  { nodeSelector: { "beta.kubernetes.io/arch": "amd64" } },
  { affinity: nodeAffinity({ matchExpressions: [arch("amd64")] }) },
])("fails when the app asks for what the secondary is not: %j", (pod) => {
  expect(on("amd64", "arm64", pod)).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(/and no node of the secondary lane is of that \(worker-1 arm64\)$/),
  });
  expect(on("amd64", "amd64", pod).outcome).toBe("pass");
});

it("does not take an expression about something else for one about processors", () => {
  const ssd = { affinity: nodeAffinity({ matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }] }) };

  expect(on("amd64", "amd64", ssd).outcome).toBe("pass");
  expect(on("amd64", "arm64", ssd).outcome).toBe("fail");
});

it("does not mind where nothing goes to the secondary, and minds a standby", () => {
  expect(on("amd64", "arm64", {}, "stay").outcome).toBe("pass");
  expect(on("amd64", "arm64", {}, "B2").outcome).toBe("fail");
});

it("is unknown when a node does not say what it is, when a lane has none, when nodes could not be read, and offline", () => {
  expect(on("amd64", undefined)).toMatchObject({
    outcome: "unknown",
    summary: "the architecture of worker-1 could not be read: the node does not say",
  });
  expect(ask("architecture", { cluster: { nodes: known([aNode()]) } }).outcome).toBe("unknown");
  expect(ask("architecture", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("architecture", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
