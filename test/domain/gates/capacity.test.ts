import { expect, it } from "vitest";
import type { Node } from "../../../src/domain/cluster.ts";
import type { PodRequests } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aContainer, aDeployment, aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const small = { cpu: "500m", memory: "1Gi", pods: "10" };
const Mi = 2 ** 20;

function taker(requests: Readonly<Record<string, number>>, changes: Partial<PodRequests> = {}): PodRequests {
  return { namespace: "blog", name: "blog-0", node: "worker-1", daemonSet: false, requests, ...changes };
}

function capacity(taken: readonly PodRequests[], container: JsonObject = {}, secondary: Partial<Node> = {}) {
  return ask("capacity", {
    objects: [aDeployment({ pod: { containers: [aContainer(container)] } })],
    cluster: { podRequests: known(taken), nodes: known([aNode(), aSecondary({ allocatable: small, ...secondary })]) },
  });
}

it("passes when the secondary has room for its pod of stage 2", () => {
  expect(capacity([taker({ cpu: 400, memory: 896 * Mi })])).toMatchObject({
    outcome: "pass",
    summary: "the pod of stage 2 fits on the secondary",
    seen: "worker-1 has free cpu 100m, memory 128Mi, pods 9; a pod of deployment/web requests cpu 100m, memory 128Mi, pods 1",
  });
});

it.each([
  ["cpu", { cpu: 401 }, "it needs cpu 100m; worker-1 has cpu 99m left"],
  ["memory", { memory: 897 * Mi }, "it needs memory 128Mi; worker-1 has memory 127Mi left"],
])("fails when %s is short", (_, requests, text) => {
  expect(capacity([taker(requests)])).toMatchObject({
    outcome: "fail",
    summary: `a pod of deployment/web does not fit on the secondary: ${text}`,
  });
});

it("counts the pods of the node, DaemonSets' too", () => {
  const nine = Array.from({ length: 9 }, (_, at) => taker({}, { name: `blog-${at}` }));

  expect(capacity(nine).outcome).toBe("pass");
  expect(capacity([...nine, taker({}, { name: "svclb", daemonSet: true })])).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("it needs pods 1; worker-1 has pods 0 left"),
  });
});

it.each(["nvidia.com/gpu", "ephemeral-storage", "hugepages-2Mi"])("fails when the secondary has no %s", (resource) => {
  const resources = { requests: { cpu: "1m", memory: "1Mi", [resource]: "1" } };

  expect(capacity([], { resources })).toMatchObject({ outcome: "fail", summary: expect.stringContaining(resource) });
  expect(capacity([], { resources }, { allocatable: { ...small, [resource]: "1" } }).outcome).toBe("pass");
});

it("lets an overbooked node take what asks nothing of the overbooked resource", () => {
  const resources = { requests: { cpu: "0", memory: "1Mi" } };

  expect(capacity([taker({ cpu: 900 })], { resources }).outcome).toBe("pass");
});

it("does not count the app's own pods on the secondary twice, nor its standby's, nor the primary's", () => {
  const own = { namespace: "shop", name: "web-6d5f9c7b8c-x2x4z" };
  const all = { cpu: 500, memory: 512 * Mi };
  const resources = { requests: { cpu: "500m", memory: "512Mi" } };

  expect(capacity([taker(all, own)], { resources }).outcome).toBe("pass");
  expect(capacity([taker(all, { ...own, name: "web-standby-5c-zzzzz" })], { resources }).outcome).toBe("pass");
  expect(capacity([taker(all, { node: "miniserver" })], { resources }).outcome).toBe("pass");
  expect(capacity([taker(all, { ...own, namespace: "other" })], { resources }).outcome).toBe("fail");
});

it("takes a pod for what its running one requests where that is more", () => {
  const injected = taker({ cpu: 600 }, { namespace: "shop", name: "web-6d5f9c7b8c-x2x4z", node: "miniserver" });

  expect(capacity([injected])).toMatchObject({ outcome: "fail", summary: expect.stringContaining("needs cpu 600m") });
});

it("warns of pods that fit on paper only", () => {
  expect(capacity([], { resources: { requests: { cpu: "1m" } } })).toMatchObject({
    outcome: "warn",
    summary: "pods of deployment/web do not request memory for every container: they fit on paper only",
  });
});

it("takes requests from a LimitRange's defaults and from the whole pod", () => {
  const limits = [{ type: "Container", max: {}, min: {}, default: {}, defaultRequest: { cpu: "1", memory: "1Mi" } }];
  const limitRanges = known([{ namespace: "shop", name: "defaults", limits }]);
  const nodes = known([aNode(), aSecondary({ allocatable: small })]);
  const bare = [aDeployment({ pod: { containers: [aContainer({ resources: {} })] } })];
  const whole = { resources: { requests: { cpu: "1m", memory: "1Mi" } }, containers: [aContainer({ resources: {} })] };

  expect(ask("capacity", { objects: bare, cluster: { limitRanges, nodes } }).summary).toContain("needs cpu 1;");
  expect(ask("capacity", { objects: [aDeployment({ pod: whole })], cluster: { nodes } }).outcome).toBe("pass");
});

it("puts the pods of all workloads there, and says which of them finds no place", () => {
  const resources = { requests: { cpu: "300m", memory: "1Mi" } };
  const containers = [aContainer({ resources })];
  const objects = [aDeployment({ pod: { containers } }), aDeployment({ name: "api", pod: { containers } })];
  const place = (...secondaries: Node[]) => {
    const cluster = { nodes: known([aNode(), ...secondaries]), podRequests: known([]) };
    return ask("capacity", { objects, cluster });
  };
  const worker = (name: string) => aSecondary({ name, allocatable: small, labels: { "workload-lane": "secondary" } });

  expect(place(worker("worker-1"))).toMatchObject({
    outcome: "fail",
    summary: "a pod of deployment/api does not fit on the secondary: it needs cpu 300m; worker-1 has cpu 200m left",
  });
  expect(ask("capacity", { objects, cluster: { podRequests: known([]) } }).outcome).toBe("pass");
  expect(place(worker("worker-1"), worker("worker-2")).summary).toContain("worker-2 has cpu 200m left");
});

it("asks room for a standby as if it were scaled, and none for what stays", () => {
  const cluster = { podRequests: known([taker({ cpu: 8000 })]) };

  expect(ask("capacity", { cluster }, { strategy: "B2" }).summary).toContain(
    "a pod of deployment/web-standby does not fit",
  );
  expect(ask("capacity", { cluster }, { strategy: "stay" })).toMatchObject({
    outcome: "pass",
    summary: "stage 2 puts no pod on the secondary",
  });
});

it("is unknown, and says that it is partial, without every pod's requests", () => {
  expect(ask("capacity", { cluster: { podRequests: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary:
      "the requests of all pods on the lanes' nodes could not be read: forbidden; capacity is known in part only (what an empty secondary could hold)",
  });
});

it("still fails when not even an empty secondary could hold the pod", () => {
  const nodes = known([aNode(), aSecondary({ allocatable: { cpu: "50m", memory: "1Gi", pods: "10" } })]);

  expect(ask("capacity", { cluster: { podRequests: forbidden, nodes } }).outcome).toBe("fail");
});

it("fails without a secondary node, and is unknown when the nodes could not be read, and offline", () => {
  expect(ask("capacity", { cluster: { nodes: known([aNode()]) } }).summary).toBe(
    "there is no secondary node to have room",
  );
  expect(ask("capacity", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("capacity", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
