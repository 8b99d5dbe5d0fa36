import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aDeployment, aLiveWorkload, aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function requires(...terms: readonly JsonObject[]): JsonObject {
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  };
}

function isIn(key: string, ...values: string[]): JsonObject {
  return { key, operator: "In", values };
}

/** Pins in Git; both nodes have the labels besides their own. */
function git(
  pod: JsonObject,
  labels: { readonly primary?: Record<string, string>; readonly secondary?: Record<string, string> } = {},
) {
  const [primary, secondary] = [aNode(), aSecondary()];
  const nodes = known([
    { ...primary, labels: { ...primary.labels, ...labels.primary } },
    { ...secondary, labels: { ...secondary.labels, ...labels.secondary } },
  ]);
  return ask("pins", { objects: [aDeployment({ pod })], cluster: { nodes } });
}

/** Pins of the running Deployment, beside those in Git. */
function live(running: JsonObject, pod: JsonObject = {}, strategy: "A" | "stay" = "A") {
  const template = { metadata: { labels: { app: "web" } }, spec: running };
  return ask(
    "pins",
    { objects: [aDeployment({ pod })], cluster: { workloads: known([aLiveWorkload({ template })]) } },
    { strategy },
  );
}

it.each<[JsonObject, string]>([
  [{ nodeName: "miniserver" }, "nodeName miniserver"],
  [{ nodeSelector: { "kubernetes.io/hostname": "miniserver" } }, "nodeSelector kubernetes.io/hostname=miniserver"],
  [{ nodeSelector: { "workload-lane": "primary" } }, "nodeSelector workload-lane=primary"],
  [
    requires({ matchExpressions: [isIn("kubernetes.io/hostname", "miniserver")] }),
    "node affinity kubernetes.io/hostname In miniserver",
  ],
])("warns of a pin in Git that the overlay takes away: %j", (pod, pin) => {
  expect(git(pod)).toMatchObject({
    outcome: "warn",
    summary: `deployment/web is pinned in Git: ${pin}`,
    remedy: expect.stringContaining("the primary-only overlay takes it away"),
  });
});

it("fails when the secondary lacks another label that is selected", () => {
  expect(git({ nodeSelector: { disk: "ssd" } }, { primary: { disk: "ssd" } })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web selects disk=ssd, which no node of the secondary lane has (worker-1)",
    remedy: expect.stringContaining("Label a node of the secondary lane with disk=ssd"),
  });
  expect(git({ nodeSelector: { disk: "ssd" } }, { primary: { disk: "ssd" }, secondary: { disk: "ssd" } }).outcome).toBe(
    "pass",
  );
});

it("fails when the primary could not take the pods", () => {
  expect(git({ nodeSelector: { disk: "ssd" } }, { secondary: { disk: "ssd" } }).summary).toContain(
    "no node of the primary lane",
  );
});

it("fails on required node affinity that the secondary does not satisfy, and passes when one of its terms fits", () => {
  const ssd = { matchExpressions: [isIn("disk", "ssd")] };
  const amd = { matchExpressions: [isIn("arch", "amd64")] };
  const labels = { primary: { disk: "ssd" }, secondary: { arch: "amd64" } };

  expect(git(requires(ssd), labels)).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("no node of the secondary lane satisfies (worker-1)"),
  });
  expect(git(requires(ssd, amd), labels).outcome).toBe("pass");
});

it("does not count what the app itself says of the lane", () => {
  expect(git(requires({ matchExpressions: [isIn("workload-lane", "primary")] })).outcome).toBe("warn");
});

it("needs one node that satisfies selector and affinity together", () => {
  const nodes = known([
    aNode({ labels: { "workload-lane": "primary", a: "1", b: "1" } }),
    aSecondary({ labels: { "workload-lane": "secondary", a: "1" } }),
    aSecondary({ name: "worker-2", labels: { "workload-lane": "secondary", b: "1" } }),
  ]);
  const objects = [
    aDeployment({ pod: { nodeSelector: { a: "1" }, ...requires({ matchExpressions: [isIn("b", "1")] }) } }),
  ];

  expect(ask("pins", { objects, cluster: { nodes } }).outcome).toBe("fail");
});

it.each<[JsonObject, string, string]>([
  [{ nodeName: "miniserver" }, "nodeName miniserver", "/spec/template/spec/nodeName"],
  [
    { nodeSelector: { "kubernetes.io/hostname": "miniserver" } },
    "nodeSelector kubernetes.io/hostname=miniserver",
    "/spec/template/spec/nodeSelector/kubernetes.io~1hostname",
  ],
  [
    requires({ matchExpressions: [isIn("disk", "ssd")] }),
    "required node affinity disk In [ssd]",
    "/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution",
  ],
])("fails on a live pin that is not in Git, with the line that removes it once: %j", (running, text, path) => {
  expect(live(running)).toMatchObject({
    outcome: "fail",
    summary: `deployment/web runs with ${text}, which is not in Git: no sync takes it away`,
    remedy: expect.stringContaining(
      `kubectl -n shop patch deployment/web --type=json -p '[{"op":"remove","path":"${path}"}]'`,
    ),
  });
});

it("leaves a live pin that Git writes too to the next sync", () => {
  expect(live({ nodeName: "other" }, { nodeName: "miniserver" }).summary).toBe(
    "deployment/web is pinned in Git: nodeName miniserver",
  );
});

it("leaves a selector that Git writes too to the next sync, whatever its value", () => {
  const hostname = (value: string) => ({ nodeSelector: { "kubernetes.io/hostname": value } });

  expect(live(hostname("other"), hostname("miniserver")).summary).toBe(
    "deployment/web is pinned in Git: nodeSelector kubernetes.io/hostname=miniserver",
  );
});

it("only warns of a live pin where the workload stays, and does not mind Git's", () => {
  expect(live({ nodeName: "miniserver" }, {}, "stay").outcome).toBe("warn");
  expect(live({}, { nodeSelector: { disk: "ssd" }, nodeName: "miniserver" }, "stay").outcome).toBe("pass");
});

it("is unknown when the workloads could not be read, or the nodes where labels matter", () => {
  expect(ask("pins", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(
    ask("pins", { objects: [aDeployment({ pod: { nodeSelector: { disk: "ssd" } } })], cluster: { nodes: forbidden } })
      .outcome,
  ).toBe("unknown");
  expect(ask("pins", { cluster: { nodes: forbidden } }).outcome).toBe("pass");
});

it("answers offline for pins in Git, but not whether nodes have a label", () => {
  expect(ask("pins", { cluster: "offline" })).toMatchObject({
    outcome: "pass",
    summary: "Git pins no workload to a node (no cluster was asked)",
  });
  expect(
    ask("pins", { objects: [aDeployment({ pod: { nodeSelector: { disk: "ssd" } } })], cluster: "offline" }),
  ).toMatchObject({ outcome: "unknown", live: true });
});
