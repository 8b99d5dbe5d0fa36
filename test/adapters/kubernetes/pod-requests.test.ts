import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { podOnNodeSchema } from "../../../src/adapters/kubernetes/parse/pod-on-node.ts";
import { pod } from "./objects.ts";

const asks = (name: string, requests: object, more: object = {}) => ({
  name,
  image: "x",
  resources: { requests },
  ...more,
});
const sidecar = { restartPolicy: "Always" };

/** What the pod takes of its node. */
function share(spec: object, status: object = {}) {
  return podOnNodeSchema.parse(pod("web-1", { spec: { nodeName: "one", ...spec }, status })).share;
}

describe("a pod's share of its node", () => {
  it("is the sum of its containers", () => {
    const containers = [asks("web", { cpu: "250m", memory: "64Mi" }), asks("proxy", { cpu: "0.1" })];

    expect(share({ containers })?.requests).toEqual({ cpu: 350, memory: 64 * 1024 * 1024 });
  });

  it("is the largest init container where that asks for more", () => {
    const containers = [asks("web", { cpu: "100m", memory: "64Mi" })];
    const initContainers = [asks("copy", { cpu: "1" }), asks("migrate", { cpu: "500m", memory: "32Mi" })];

    expect(share({ containers, initContainers })?.requests).toEqual({ cpu: 1000, memory: 64 * 1024 * 1024 });
  });

  it("counts a sidecar with the containers, and with the init containers that start after it", () => {
    const containers = [asks("web", { cpu: "100m" })];
    const early = [asks("early", { cpu: "900m" }), asks("log", { cpu: "200m" }, sidecar)];
    const late = [asks("log", { cpu: "200m" }, sidecar), asks("late", { cpu: "900m" })];

    expect(share({ containers, initContainers: early })?.requests).toEqual({ cpu: 900 });
    expect(share({ containers, initContainers: late })?.requests).toEqual({ cpu: 1100 });
  });

  it("is what is requested for the whole pod, where that is", () => {
    const containers = [asks("web", { cpu: "100m", memory: "64Mi", "nvidia.com/gpu": "1" })];
    const resources = { requests: { cpu: "2" } };

    expect(share({ containers, resources })?.requests).toEqual({
      cpu: 2000,
      memory: 64 * 1024 * 1024,
      "nvidia.com/gpu": 1,
    });
  });

  it("has its runtime's overhead on top", () => {
    expect(share({ containers: [asks("web", { cpu: "100m" })], overhead: { cpu: "250m" } })?.requests).toEqual({
      cpu: 350,
    });
  });

  it("is the larger of wanted and held while its size is changed", () => {
    const containers = [asks("web", { cpu: "500m" })];
    const holding = (cpu: string) => ({ containerStatuses: [{ name: "web", resources: { requests: { cpu } } }] });
    const infeasible = [{ type: "PodResizePending", status: "True", reason: "Infeasible" }];

    expect(share({ containers }, holding("200m"))?.requests).toEqual({ cpu: 500 });
    expect(share({ containers }, holding("800m"))?.requests).toEqual({ cpu: 800 });
    expect(share({ containers }, { ...holding("200m"), conditions: infeasible })?.requests).toEqual({ cpu: 200 });
  });

  it("is nothing once the pod has ended", () => {
    const containers = [asks("job", { cpu: "1" })];

    expect(share({ containers }, { phase: "Succeeded" })).toBeUndefined();
    expect(share({ containers }, { phase: "Failed" })).toBeUndefined();
  });

  it("is refused when it is no quantity", () => {
    const broken = pod("web-1", { spec: { nodeName: "one", containers: [asks("web", { cpu: "much" })] } });

    expect(podOnNodeSchema.safeParse(broken).success).toBe(false);
  });

  it("is never less than that of any one container, and without init containers exactly their sum", () => {
    const cpus = fc.array(fc.nat({ max: 4000 }), { minLength: 1, maxLength: 5 });
    const inits = fc.array(fc.record({ cpu: fc.nat({ max: 4000 }), always: fc.boolean() }), { maxLength: 5 });
    fc.assert(
      fc.property(cpus, inits, (running, starting) => {
        const containers = running.map((cpu, index) => asks(`c${index}`, { cpu: `${cpu}m` }));
        const initContainers = starting.map(({ cpu, always }, index) =>
          asks(`i${index}`, { cpu: `${cpu}m` }, always ? sidecar : {}),
        );
        const sum = running.reduce((total, cpu) => total + cpu, 0);
        const whole = share({ containers, initContainers })?.requests["cpu"] ?? -1;

        expect(share({ containers })?.requests["cpu"]).toBe(sum);
        expect(whole).toBeGreaterThanOrEqual(Math.max(sum, ...starting.map(({ cpu }) => cpu)));
        expect(whole).toBeLessThanOrEqual(sum + starting.reduce((total, { cpu }) => total + cpu, 0));
      }),
    );
  });
});
