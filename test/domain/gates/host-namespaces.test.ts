import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aContainer, aDeployment, aLiveWorkload } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const port = { containers: [aContainer({ ports: [{ containerPort: 80, hostPort: 8080 }] })] };
const noSurge = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

function host(pod: JsonObject, strategy: Strategy = "A", spec: JsonObject = {}) {
  const deployment = aDeployment({ pod });
  const objects = [{ ...deployment, spec: { ...(deployment.spec as JsonObject), ...spec } }];
  return ask("host-namespaces", { objects }, { strategy });
}

it("passes when nothing of the node is used", () => {
  expect(host({ containers: [aContainer({ ports: [{ containerPort: 80, hostPort: 0 }] })] })).toMatchObject({
    outcome: "pass",
    summary: "no workload uses ports or namespaces of its node",
  });
});

it.each<[JsonObject, string]>([
  [port, "hostPort 8080/TCP"],
  [{ hostNetwork: true }, "hostNetwork (no network policy applies)"],
  [
    {
      initContainers: [
        { name: "proxy", restartPolicy: "Always", ports: [{ containerPort: 53, hostPort: 53, protocol: "UDP" }] },
      ],
    },
    "hostPort 53/UDP",
  ],
])("fails where two pods would share a port of one node: %j", (pod, text) => {
  const summary = `deployment/web uses ${text}: stage 1 has two pods on the primary, and the second could not start`;

  expect(host(pod)).toMatchObject({ outcome: "fail", summary });
  expect(host(pod, "B1")).toMatchObject({ outcome: "fail", summary });
});

it("fails a standby's primary whose rollout needs a second pod, and warns of one that needs none", () => {
  expect(host(port, "B2")).toMatchObject({
    outcome: "fail",
    summary: "deployment/web uses hostPort 8080/TCP: a rollout's extra pod cannot start beside the old one",
    remedy: expect.stringContaining("maxSurge 0"),
  });
  expect(host(port, "B2", noSurge)).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("after a failover it answers at the secondary's address only"),
  });
});

it.each(["hostPID", "hostIPC"])("warns of %s", (field) => {
  expect(host({ [field]: true })).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/on the secondary those are others$/),
  });
});

it("does not mind where the workload stays, and says so", () => {
  expect(host(port, "stay")).toMatchObject({
    outcome: "pass",
    summary: "only workloads that stay use ports or namespaces of their node",
    seen: "deployment/web: hostPort 8080/TCP",
  });
});

it("sees what only runs", () => {
  const workloads = known([aLiveWorkload({ template: { metadata: {}, spec: { hostNetwork: true } } })]);

  expect(ask("host-namespaces", { cluster: { workloads } })).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("(live and not in Git: no sync takes it away)"),
  });
});

it("is unknown when the workloads could not be read, and answers from Git when offline", () => {
  expect(ask("host-namespaces", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(ask("host-namespaces", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("host-namespaces", { objects: [aDeployment({ pod: port })], cluster: "offline" }).outcome).toBe("fail");
});
