import { expect, it } from "vitest";
import type { ContainerStatus, Pod } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aContainer, aContainerStatus, aDeployment, aPod } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const looping: Partial<ContainerStatus> = {
  state: "waiting",
  reason: "CrashLoopBackOff",
  restartCount: 12,
  ready: false,
};

function crashLoops(pod: Partial<Pod>) {
  const objects = [
    aDeployment({
      pod: {
        initContainers: [aContainer({ name: "migrate" }), aContainer({ name: "proxy", restartPolicy: "Always" })],
        containers: [aContainer()],
      },
    }),
  ];
  return ask("crash-loops", { objects, cluster: { pods: known([aPod(pod)]) } });
}

it("passes while containers run", () => {
  expect(crashLoops({})).toMatchObject({
    outcome: "pass",
    summary: "no container is in CrashLoopBackOff (1 looked at)",
  });
});

it.each(["web", "migrate", "proxy"])(
  "fails when %s is in CrashLoopBackOff, init container and sidecar included",
  (name) => {
    const status = aContainerStatus({ ...looping, name, init: name !== "web" });

    expect(crashLoops({ containers: [status] })).toMatchObject({
      outcome: "fail",
      summary: `${name} of pod web-6d5f9c7b8c-x2x4z is in CrashLoopBackOff, 12 restarts`,
      remedy: expect.stringContaining(`logs web-6d5f9c7b8c-x2x4z -c ${name} --previous`),
    });
  },
);

it("names the reason of the last crash", () => {
  const lastTermination = { startedAt: undefined, finishedAt: undefined, reason: "OOMKilled", exitCode: 137 };

  expect(crashLoops({ containers: [aContainerStatus({ ...looping, lastTermination })] }).summary).toContain(
    "(OOMKilled)",
  );
});

it("warns of a container that is down between two crashes", () => {
  expect(crashLoops({ containers: [aContainerStatus({ state: "terminated", reason: "Error" })] })).toMatchObject({
    outcome: "warn",
    summary: "web of pod web-6d5f9c7b8c-x2x4z is not running (Error)",
  });
});

it("lets an init container end by design, but not a sidecar, and neither with an error", () => {
  const ended = (name: string, reason: string) =>
    crashLoops({ containers: [aContainerStatus({ name, init: true, state: "terminated", reason })] }).outcome;

  expect(ended("migrate", "Completed")).toBe("pass");
  expect(ended("proxy", "Completed")).toBe("warn");
  expect(ended("migrate", "Error")).toBe("warn");
});

it("leaves aside pods that are on their way out, are another workload's, or are what an eviction left", () => {
  const containers = [aContainerStatus(looping)];

  expect(crashLoops({ containers, deleting: true }).outcome).toBe("pass");
  expect(crashLoops({ containers, labels: { app: "other" } }).outcome).toBe("pass");
  expect(crashLoops({ containers, namespace: "other" }).outcome).toBe("pass");
  expect(
    crashLoops({ containers, owner: { kind: "ReplicaSet", name: "x", uid: "uid-of-another", controller: true } })
      .outcome,
  ).toBe("pass");
  expect(crashLoops({ containers, owner: { kind: "Job", name: "x", uid: "uid-job", controller: true } }).outcome).toBe(
    "pass",
  );
  expect(crashLoops({ containers, phase: "Failed" }).outcome).toBe("pass");
});

it("goes by the selector alone where ReplicaSets could not be read", () => {
  const pods = known([aPod({ containers: [aContainerStatus(looping)] })]);

  expect(ask("crash-loops", { cluster: { pods, replicaSets: forbidden } }).outcome).toBe("fail");

  const owner = { kind: "Job", name: "web-once", uid: "uid-job", controller: true };
  const job = known([aPod({ containers: [aContainerStatus(looping)], owner })]);
  expect(ask("crash-loops", { cluster: { pods: job, replicaSets: forbidden } }).outcome).toBe("pass");
});

it("is unknown when the pods could not be read", () => {
  expect(ask("crash-loops", { cluster: { pods: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "the pods could not be read: forbidden",
  });
});
