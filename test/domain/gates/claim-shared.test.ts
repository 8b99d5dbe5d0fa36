import { describe, expect, it } from "vitest";
import type { Pod } from "../../../src/domain/cluster.ts";
import { runGates } from "../../../src/domain/gates/index.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { dataCluster, withData } from "../../support/longhorn.ts";
import { aClaimManifest, aDeployment, aPod, aSnapshot, aStatefulSet } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "claim-shared";
const pod: JsonObject = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
const pair = [aDeployment({ name: "api", pod }), aDeployment({ name: "worker", pod })];

function inGit(objects: readonly Manifest[], modes: readonly string[] = ["ReadWriteOnce"], strategy: Strategy = "B2") {
  return ask(gate, { objects: [...objects, aClaimManifest("data", modes)] }, { strategy });
}

function cronJob(claimName = "data", namespace = "shop"): Manifest {
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName } }];
  const spec = { jobTemplate: { spec: { template: { spec: { volumes } } } } };
  return { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "backup", namespace }, spec };
}

function other(kind: "Job" | "DaemonSet"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name: "other", namespace: "shop" }, spec: { template: { spec: pod } } };
}

it("passes a claim with one user, and shows who it is", () => {
  expect(askData(gate)).toMatchObject({
    outcome: "pass",
    seen: "claim data (ReadWriteOnce): deployment/web",
  });
});

describe("several workloads", () => {
  it("with one ReadWriteOnce claim must fail over together", () => {
    expect(inGit(pair)).toMatchObject({
      outcome: "warn",
      summary: "deployment/api and deployment/worker mount claim data together: they must run on one node",
    });
  });

  it("cannot have one ReadWriteOncePod claim", () => {
    expect(inGit(pair, ["ReadWriteOncePod"])).toMatchObject({
      outcome: "fail",
      summary: expect.stringContaining("which allows one pod in the whole cluster"),
    });
  });

  it("fail where one of them stays and keeps the volume", () => {
    const snapshot = aSnapshot({ objects: [...pair, aClaimManifest("data", ["ReadWriteOnce"])] });
    const strategyOf = ({ ref }: { readonly ref: { readonly name: string } }) => (ref.name === "api" ? "B2" : "stay");
    const results = runGates(snapshot, workloadsOf(snapshot.base.objects), strategyOf);

    expect(results.find((result) => result.gate === gate)).toMatchObject({
      outcome: "fail",
      summary: expect.stringContaining("not all of them move"),
    });
  });

  it("may all stay, and may share what several nodes can attach", () => {
    expect(inGit(pair, ["ReadWriteOnce"], "stay").outcome).toBe("pass");
    expect(inGit(pair, ["ReadWriteMany"]).outcome).toBe("pass");
    expect(inGit(pair, ["ReadWriteOnce", "ReadOnlyMany"]).outcome).toBe("pass");
    expect(inGit(pair, []).outcome).toBe("pass");
  });

  it("of different namespaces have different claims", () => {
    const elsewhere = { ...aDeployment({ name: "worker", pod }), metadata: { name: "worker", namespace: "other" } };
    const claim = { ...aClaimManifest("data", ["ReadWriteOnce"]), metadata: { name: "data", namespace: "other" } };

    expect(inGit([aDeployment({ name: "api", pod }), elsewhere, claim]).outcome).toBe("pass");
  });
});

describe("a job", () => {
  it("that mounts the claim of a workload that moves is a warning", () => {
    expect(inGit([aDeployment({ pod }), cronJob()])).toMatchObject({
      outcome: "warn",
      summary: expect.stringMatching(
        /^cronjob\/backup mounts claim data of deployment\/web too, and no overlay moves it/,
      ),
      remedy: expect.stringContaining("Suspend cronjob/backup"),
    });
    expect(inGit([aDeployment({ pod }), other("Job")]).summary).toContain("job/other mounts claim data");
    expect(inGit([aDeployment({ pod }), other("DaemonSet")]).summary).toContain("daemonset/other mounts claim data");
  });

  it("that mounts one replica's claim of a StatefulSet is seen", () => {
    const spec = { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"] } }] };

    expect(inGit([aStatefulSet({ replicas: 2, spec }), cronJob("data-web-1")]).summary).toContain("claim data-web-1");
  });

  it("with another claim, in another namespace, or beside what stays, is none", () => {
    expect(inGit([aDeployment({ pod }), cronJob("other")]).outcome).toBe("pass");
    expect(inGit([aDeployment({ pod }), cronJob("data", "other")]).outcome).toBe("pass");
    expect(inGit([aDeployment({ pod }), cronJob()], ["ReadWriteOnce"], "stay").outcome).toBe("pass");
  });
});

describe("a pod in the cluster", () => {
  const stranger = (changes: Partial<Pod> = {}) =>
    aPod({
      name: "dump-1-x",
      uid: "uid-dump",
      labels: {},
      owner: { kind: "Job", name: "dump-1", uid: "uid-job", controller: true },
      claims: ["data"],
      ...changes,
    });
  const withPod = (changes: Partial<Pod>) =>
    askData(gate, { pods: known([aPod({ claims: ["data"] }), stranger(changes)]) });

  it("that mounts the claim and is not the app's is a warning", () => {
    expect(withPod({})).toMatchObject({
      outcome: "warn",
      summary: "pod dump-1-x of job/dump-1, which is not the app's, mounts claim data",
    });
  });

  it("that has ended, mounts something else or lives elsewhere is none", () => {
    expect(withPod({ phase: "Succeeded" }).outcome).toBe("pass");
    expect(withPod({ deleting: true }).outcome).toBe("pass");
    expect(withPod({ claims: ["other"] }).outcome).toBe("pass");
    expect(withPod({ namespace: "other" }).outcome).toBe("pass");
  });

  it("that a job of Git made is said once, as that job's", () => {
    const owner = { kind: "Job", name: "backup-28931", uid: "uid-job", controller: true };
    const pods = known([aPod({ claims: ["data"] }), stranger({ owner })]);
    const result = ask(gate, { objects: [...withData, cronJob()], cluster: dataCluster({ pods }) }, { strategy: "B2" });

    expect(result.summary).toMatch(/^cronjob\/backup mounts[^(]*$/);
  });

  it("is not to be seen when pods could not be read", () => {
    expect(askData(gate, { pods: forbidden })).toMatchObject({
      outcome: "unknown",
      summary: "the pods could not be read: forbidden",
    });
  });
});

it("passes without claims, and answers from Git when no cluster was asked", () => {
  expect(ask(gate, { cluster: { pods: forbidden, claims: forbidden } }).summary).toBe("no claims are mounted");
  expect(ask(gate, { objects: withData, cluster: "offline" }, { strategy: "B2" })).toMatchObject({
    outcome: "pass",
    summary: "no ReadWriteOnce claim has several users in Git (no cluster was asked)",
  });
});

it("is unknown about a claim that is not in Git and could not be read", () => {
  const objects = [aDeployment({ pod })];

  expect(ask(gate, { objects, cluster: { claims: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "claim data could not be read: forbidden",
  });
  expect(ask(gate, { objects, cluster: "offline" }).outcome).toBe("unknown");
});
