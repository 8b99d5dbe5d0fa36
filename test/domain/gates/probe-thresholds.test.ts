import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { DataClass } from "../../../src/domain/settings.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import { aContainer, aDeployment } from "../../support/snapshot.ts";
import { ask } from "./ask.ts";

const get = { httpGet: { path: "/ready", port: 8080 } };

function thresholds(container: JsonObject, dataClass: DataClass = "stateless") {
  const apps = {
    shop: { classes: { "*": dataClass }, strategies: {}, attestations: [], replicator: undefined },
  };
  return ask("probe-thresholds", {
    objects: [aDeployment({ pod: { containers: [aContainer(container)] } })],
    settings: { ...runbookSettings, apps },
    cluster: "offline",
  });
}

it("passes Kubernetes' defaults, of any data class, and shows the numbers", () => {
  expect(thresholds({ readinessProbe: get, livenessProbe: get }, "fragile")).toMatchObject({
    outcome: "pass",
    live: false,
    seen: "deployment/web web: readinessProbe 0 s + 10 s × 3 = 30 s, livenessProbe 0 s + 10 s × 3 = 30 s",
  });
});

it.each(["readinessProbe", "livenessProbe"])("warns of a %s that gives up within ten seconds", (name) => {
  expect(thresholds({ [name]: { ...get, periodSeconds: 3, failureThreshold: 3 } })).toMatchObject({
    outcome: "warn",
    summary: `${name} of web of deployment/web gives up after 3 s × 3 = 9 s`,
  });
  expect(thresholds({ [name]: { ...get, periodSeconds: 5, failureThreshold: 2 } }).outcome).toBe("pass");
  expect(thresholds({ [name]: { ...get, periodSeconds: 1 } }).outcome).toBe("warn");
  expect(thresholds({ [name]: { ...get, failureThreshold: 1 } }).outcome).toBe("pass");
});

it("lets a startup probe be as tight as it likes", () => {
  expect(thresholds({ startupProbe: { ...get, periodSeconds: 1, failureThreshold: 1 } }).outcome).toBe("pass");
});

it("warns when the liveness probe kills what has data before it can have recovered", () => {
  const livenessProbe = { ...get, initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 2 };

  expect(thresholds({ livenessProbe }, "single-writer")).toMatchObject({
    outcome: "warn",
    summary:
      "web of deployment/web may start slowly (its data is single-writer), has no startupProbe, and its livenessProbe kills it 5 s + 10 s × 2 = 20 s after the start, 25 s in all",
  });
  expect(thresholds({ livenessProbe }).outcome).toBe("pass");
  expect(thresholds({ livenessProbe, startupProbe: get }, "single-writer").outcome).toBe("pass");
  expect(thresholds({ livenessProbe: { ...livenessProbe, initialDelaySeconds: 10 } }, "single-writer").outcome).toBe(
    "pass",
  );
});

it("warns when the liveness probe kills it before the first readiness probe", () => {
  const readinessProbe = { ...get, initialDelaySeconds: 60 };

  expect(thresholds({ readinessProbe, livenessProbe: get })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("its readiness waits 60 s"),
  });
  expect(thresholds({ readinessProbe, livenessProbe: { ...get, initialDelaySeconds: 30 } }).outcome).toBe("pass");
});

it("looks at sidecars, but not at init containers that end", () => {
  const tight = { readinessProbe: { ...get, periodSeconds: 1 } };
  const init = (changes: JsonObject) =>
    ask("probe-thresholds", {
      objects: [aDeployment({ pod: { initContainers: [aContainer({ name: "side", ...tight, ...changes })] } })],
    }).outcome;

  expect(init({ restartPolicy: "Always" })).toBe("warn");
  expect(init({})).toBe("pass");
});

it("passes where there are no probes: another gate asks for them", () => {
  expect(thresholds({ readinessProbe: null })).toMatchObject({
    outcome: "pass",
    summary: "no container has a readiness or liveness probe to be too tight",
  });
});
