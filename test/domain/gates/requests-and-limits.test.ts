import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aContainer, aDeployment } from "../../support/snapshot.ts";
import { ask } from "./ask.ts";

function resources(given: JsonObject, pod: JsonObject = {}) {
  return ask("requests-and-limits", {
    objects: [aDeployment({ pod: { containers: [aContainer({ resources: given })], ...pod } })],
  });
}

it.each<[JsonObject, string]>([
  [{}, "requests.cpu, requests.memory, limits.memory"],
  [{ requests: { cpu: "1", memory: "1Gi" } }, "limits.memory"],
  [{ requests: { cpu: "1" }, limits: { memory: "1Gi" } }, ""],
  [{ requests: { memory: "1Gi" }, limits: { memory: "1Gi" } }, "requests.cpu"],
  [{ limits: { cpu: "1" } }, "requests.memory, limits.memory"],
])("of %j misses: %s", (given, missing) => {
  const { outcome, summary, remedy } = resources(given);

  expect(outcome).toBe(missing === "" ? "pass" : "fail");
  expect(summary).toBe(
    missing === ""
      ? "every container requests CPU and memory and limits memory (1 looked at)"
      : `web of deployment/web has no ${missing}`,
  );
  if (missing !== "")
    expect(remedy).toBe(
      `Set ${missing
        .split(", ")
        .map((field) => `resources.${field}`)
        .join(", ")} of container web in Git.`,
    );
});

it("takes a limit for a request where only that is written, as Kubernetes does", () => {
  expect(resources({ limits: { cpu: "1", memory: "1Gi" } }).outcome).toBe("pass");
});

it("names every container that lacks something, init containers and sidecars included", () => {
  const initContainers = [
    aContainer({ name: "migrate", resources: {} }),
    aContainer({ name: "proxy", restartPolicy: "Always", resources: {} }),
  ];

  expect(resources({}, { initContainers }).seen).toMatch(/^migrate of .*; proxy of .*; web of /);
});

it("accepts what is set for the whole pod", () => {
  const ofPod = { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } } };

  expect(resources({}, ofPod).outcome).toBe("pass");
});
