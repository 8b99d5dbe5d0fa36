import { expect, it } from "vitest";
import { amountText, containerShare, podShare, sharesText } from "../../../src/domain/gates/pod-share.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";

function asking(cpu: string, changes: JsonObject = {}): JsonObject {
  return { resources: { requests: { cpu } }, ...changes };
}

const range = {
  namespace: "shop",
  name: "defaults",
  limits: [
    {
      type: "Container",
      max: {},
      min: {},
      default: { cpu: "500m", memory: "256Mi" },
      defaultRequest: { cpu: "50m", memory: "64Mi" },
    },
  ],
};

it("adds the containers and sidecars up", () => {
  const pod = {
    containers: [asking("100m"), asking("1")],
    initContainers: [asking("50m", { restartPolicy: "Always" })],
  };

  expect(podShare(pod, "requests")).toEqual({ cpu: 1150 });
});

it("takes the largest init container, with the sidecars that were started before it, where that is more", () => {
  const sidecar = asking("50m", { restartPolicy: "Always" });

  expect(podShare({ containers: [asking("100m")], initContainers: [asking("900m"), sidecar] }, "requests")).toEqual({
    cpu: 900,
  });
  expect(podShare({ containers: [asking("100m")], initContainers: [sidecar, asking("900m")] }, "requests")).toEqual({
    cpu: 950,
  });
});

it("counts every sidecar that was started before an init container", () => {
  const sidecar = asking("50m", { restartPolicy: "Always" });

  expect(podShare({ containers: [], initContainers: [sidecar, sidecar, asking("1")] }, "requests")).toEqual({
    cpu: 1100,
  });
});

it("does not take for the whole pod what cannot be stated for it", () => {
  const pod = { containers: [asking("1m")], resources: { requests: { "ephemeral-storage": "1Gi" } } };

  expect(podShare(pod, "requests")).toEqual({ cpu: 1 });
});

it("takes what the whole pod states in place of the sum, and adds the overhead to what is there", () => {
  const pod = {
    containers: [asking("100m")],
    resources: { requests: { cpu: "2" }, limits: { cpu: "3", memory: "1Gi" } },
    overhead: { cpu: "10m", memory: "1Mi", "ephemeral-storage": "1Ki" },
  };

  expect(podShare(pod, "requests")).toEqual({ cpu: 2010, memory: 2 ** 20, "ephemeral-storage": 1024 });
  expect(podShare(pod, "limits")).toEqual({ cpu: 3010, memory: 2 ** 30 + 2 ** 20 });
});

it("takes a limit for the request that is not set, and the LimitRange's default for the rest", () => {
  const container = { resources: { limits: { cpu: "200m" } } };

  expect(containerShare(container, "requests", [])).toEqual({ cpu: 200 });
  expect(containerShare(container, "requests", [range])).toEqual({ cpu: 200, memory: 64 * 2 ** 20 });
  expect(containerShare(container, "limits", [range])).toEqual({ cpu: 200, memory: 256 * 2 ** 20 });
});

it("takes the first of several defaults", () => {
  const other = { ...range, limits: range.limits.map((item) => ({ ...item, defaultRequest: { cpu: "70m" } })) };

  expect(containerShare({}, "requests", [range, other])).toMatchObject({ cpu: 50 });
});

it("leaves out what is no quantity", () => {
  const container = { resources: { requests: { cpu: "much", memory: 1024, "nvidia.com/gpu": null } } };

  expect(podShare({ containers: [container, "x", null] }, "requests")).toEqual({ memory: 1024 });
});

it.each([
  ["cpu", 250, "250m"],
  ["requests.cpu", 2000, "2"],
  ["memory", 1536 * 2 ** 20, "1536Mi"],
  ["limits.memory", 2 ** 31, "2Gi"],
  ["memory", 1025, "2Ki"],
  ["memory", 0, "0"],
  ["requests.storage", 2 ** 40, "1Ti"],
  ["pods", 3, "3"],
])("writes %s %i as %s", (resource, amount, text) => {
  expect(amountText(resource, amount)).toBe(text);
});

it("lists what is not zero", () => {
  expect(sharesText({ cpu: 100, memory: 0, pods: 1 })).toBe("cpu 100m, pods 1");
  expect(sharesText({})).toBe("nothing");
});
