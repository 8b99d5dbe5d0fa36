import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aContainer, aDeployment, aLiveWorkload, aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const gpu = "nvidia.com/gpu";

/** A pod of one container with those resources. */
function asking(resources: JsonObject, pod: JsonObject = {}): JsonObject {
  return { containers: [aContainer({ resources })], ...pod };
}

function devices(pod: JsonObject, allocatable: Record<string, string> = {}, strategy: Strategy = "A") {
  const nodes = known([
    aNode(),
    aSecondary({ allocatable: { cpu: "8", memory: "32Gi", pods: "110", ...allocatable } }),
  ]);
  return ask("devices", { objects: [aDeployment({ pod })], cluster: { nodes } }, { strategy });
}

it("passes without devices, whatever could be read of the nodes", () => {
  expect(ask("devices", { cluster: { nodes: forbidden } })).toMatchObject({
    outcome: "pass",
    summary: "no workload that moves uses devices of its node",
  });
});

it("passes when the secondary has what is asked for", () => {
  expect(devices(asking({ limits: { [gpu]: 1 } }), { [gpu]: "2" })).toMatchObject({
    outcome: "pass",
    summary: "the secondary has the devices that are asked for",
    seen: "deployment/web: 1 nvidia.com/gpu",
  });
});

it.each<[Record<string, string>, string]>([
  [{}, "worker-1 has 0"],
  [{ [gpu]: "0" }, "worker-1 has 0"],
  [{ [gpu]: "1" }, "worker-1 has 1"],
])("fails when the secondary has fewer: %j", (allocatable, has) => {
  expect(devices(asking({ requests: { [gpu]: "2" } }), allocatable)).toMatchObject({
    outcome: "fail",
    summary: `deployment/web asks for 2 nvidia.com/gpu, which the secondary lane does not have (${has})`,
    remedy: expect.stringContaining("Put the device and its plugin on the secondary"),
  });
});

it("adds up containers and sidecars, and takes an init container where it asks for more", () => {
  const one = { resources: { limits: { [gpu]: 1 } } };
  const sidecar = { name: "sidecar", restartPolicy: "Always", ...one };
  const init = { name: "init", resources: { limits: { [gpu]: 3 } } };
  const summed = asking({ limits: { [gpu]: 1 } }, { initContainers: [sidecar] });

  expect(devices(summed, { [gpu]: "1" }).outcome).toBe("fail");
  expect(devices(summed, { [gpu]: "2" }).outcome).toBe("pass");
  expect(devices({ ...summed, initContainers: [sidecar, init] }, { [gpu]: "2" }).outcome).toBe("fail");
  expect(devices({ ...summed, initContainers: [sidecar, init] }, { [gpu]: "3" }).outcome).toBe("pass");
});

it("counts huge pages in bytes, and no other resource of Kubernetes' own", () => {
  expect(devices(asking({ limits: { "hugepages-2Mi": "64Mi" } }), { "hugepages-2Mi": "0" }).outcome).toBe("fail");
  expect(devices(asking({ limits: { "hugepages-2Mi": "64Mi" } }), { "hugepages-2Mi": "128Mi" }).outcome).toBe("pass");
  expect(devices(asking({ requests: { cpu: "1", "ephemeral-storage": "1Gi" } })).outcome).toBe("pass");
});

it("fails on a device of the node, and warns of privileged containers", () => {
  const volumes = [{ name: "dri", hostPath: { path: "/dev/dri" } }];

  expect(devices({ volumes })).toMatchObject({
    outcome: "fail",
    summary: "deployment/web uses the device /dev/dri of its node (volume dri)",
  });
  expect(devices({ containers: [aContainer({ securityContext: { privileged: true } })] })).toMatchObject({
    outcome: "warn",
    summary: "container web of deployment/web is privileged: it sees all devices of whichever node it runs on",
  });
});

it("does not know of resource claims", () => {
  expect(devices({ resourceClaims: [{ name: "gpu", resourceClaimTemplateName: "gpu" }] })).toMatchObject({
    outcome: "unknown",
    summary: expect.stringContaining("resource claim gpu"),
    remedy: expect.stringContaining("kubectl get resourceslices"),
  });
});

it("does not mind where the workload stays", () => {
  expect(devices(asking({ limits: { [gpu]: 1 } }), {}, "stay").outcome).toBe("pass");
});

it("sees what only runs", () => {
  const spec = { containers: [{ name: "web", resources: { limits: { [gpu]: "1" } } }] };
  const workloads = known([aLiveWorkload({ template: { metadata: {}, spec } })]);

  expect(ask("devices", { cluster: { workloads } }).summary).toContain("(live and not in Git: no sync takes it away)");
});

it("is unknown when nodes or workloads could not be read, and answers offline where Git asks for none", () => {
  const objects = [aDeployment({ pod: asking({ limits: { [gpu]: 1 } }) })];

  expect(ask("devices", { objects, cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("devices", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(ask("devices", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("devices", { objects, cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
