import { expect, it } from "vitest";
import type { ContainerStatus, Pod } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aContainerStatus, aPod } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function restarts(containers: readonly Partial<ContainerStatus>[], pod: Partial<Pod> = {}, limit = 3) {
  return ask("restarts", {
    settings: { thresholds: { restartsPerHour: limit } },
    cluster: { pods: known([aPod({ containers: containers.map(aContainerStatus), ...pod })]) },
  });
}

it("passes whatever the counter says when the container has run for over an hour", () => {
  expect(restarts([{ restartCount: 400, startedAt: "2026-01-01T10:59:00Z" }])).toMatchObject({
    outcome: "pass",
    summary: "no pod restarted in the last hour",
  });
});

it("goes by the upper end when only a range is known", () => {
  expect(restarts([{ restartCount: 7, startedAt: "2026-01-01T11:50:00Z" }])).toMatchObject({
    outcome: "fail",
    summary: "pod web-6d5f9c7b8c-x2x4z restarted 1 to 7 times in the last hour, allowed are 3",
    seen: expect.stringContaining("web-6d5f9c7b8c-x2x4z: 1 to 7 (the counter of the pod's whole life)"),
  });
});

it("counts a young pod exactly, and says that pods before it are not known", () => {
  const young = { createdAt: "2026-01-01T11:30:00Z" };

  expect(restarts([{ restartCount: 3, startedAt: "2026-01-01T11:50:00Z" }], young)).toMatchObject({
    outcome: "pass",
    summary: "restarts of a pod in the last hour: at most 3",
    seen: expect.stringContaining(
      "created within the hour: web-6d5f9c7b8c-x2x4z; restarts of pods before them are not known",
    ),
  });
  expect(restarts([{ restartCount: 4, startedAt: "2026-01-01T11:50:00Z" }], young).summary).toContain(
    "restarted 4 times",
  );
});

it("adds up a pod's containers, init containers and sidecars included", () => {
  const young = { createdAt: "2026-01-01T11:30:00Z" };

  expect(
    restarts(
      [{ restartCount: 2 }, { name: "proxy", init: true, restartCount: 2 }].map((status) => ({
        ...status,
        startedAt: "2026-01-01T11:50:00Z",
      })),
      young,
    ).outcome,
  ).toBe("fail");
});

it("allows what the settings allow", () => {
  const container = { restartCount: 1, startedAt: "2026-01-01T11:50:00Z" };

  expect(restarts([container], {}, 0).outcome).toBe("fail");
  expect(restarts([container], {}, 1).outcome).toBe("pass");
});

it("is unknown when the pods could not be read", () => {
  expect(ask("restarts", { cluster: { pods: forbidden } }).outcome).toBe("unknown");
});
