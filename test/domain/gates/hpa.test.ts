import { expect, it } from "vitest";
import type { Autoscaler } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment, aLiveWorkload } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { anHpa, anHpaManifest, aScaledObject, aScaledObjectManifest } from "./scalers.ts";

function git(objects: readonly Manifest[], strategy: Strategy = "A", replicas = 1) {
  return ask("hpa", { objects: [aDeployment({ replicas }), ...objects] }, { strategy });
}

function live(changes: Partial<Autoscaler>, strategy: Strategy = "A", objects = [aDeployment()] as Manifest[]) {
  return ask("hpa", { objects, cluster: { autoscalers: known([anHpa(changes)]) } }, { strategy });
}

it("passes without an HPA, and with one in Git that keeps two pods", () => {
  expect(ask("hpa")).toMatchObject({ outcome: "pass", summary: "no HPA scales a workload of the app" });
  expect(git([anHpaManifest()])).toMatchObject({
    outcome: "pass",
    summary: "every autoscaler is held still while its workload moves, or its workload stays",
    seen: "deployment/web: HPA web (2 to 2), strategy A",
  });
});

it.each<[JsonObject, string, string]>([
  [
    { minReplicas: 1 },
    "with fewer than 2 one lane serves nothing",
    "During the migration nothing: stage 1 holds it still at 2. Then: sign-off writes minReplicas: 2.",
  ],
  [
    { minReplicas: 1, maxReplicas: 1 },
    "with fewer than 2 one lane serves nothing",
    "During the migration nothing: stage 1 holds it still at 2. Then: sign-off writes minReplicas: 2; set maxReplicas to 2 or more in Git.",
  ],
  [
    { maxReplicas: 5 },
    "with more than 2 there is no node for each, so stage 2 only spreads them",
    "During the migration nothing: stage 1 holds it still at 2. Then: set maxReplicas to 2 in Git if one pod a node is meant.",
  ],
])("warns of limits that two pods on two nodes do not fit: %j", (spec, effect, remedy) => {
  expect(git([anHpaManifest(spec)])).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining(`of deployment/web: ${effect}`),
    remedy,
  });
});

it("does not mind the limits of a standby's primary or of a workload that stays", () => {
  expect(git([anHpaManifest({ minReplicas: 1, maxReplicas: 5 })], "B2").outcome).toBe("pass");
  expect(git([anHpaManifest({ minReplicas: 1, maxReplicas: 5 })], "stay").outcome).toBe("pass");
});

it("fails on an HPA that only runs, with the line that holds it still", () => {
  expect(live({ minReplicas: 1, maxReplicas: 5 })).toMatchObject({
    outcome: "fail",
    summary:
      "HPA web scales deployment/web between 1 and 5 pods and is not in Git: no stage holds it still, and it overrides the stage's 2",
    remedy: expect.stringContaining(
      `kubectl -n shop patch hpa/web --type=merge -p '{"spec":{"minReplicas":2,"maxReplicas":2}}'`,
    ),
  });
  expect(live({ minReplicas: 1, maxReplicas: 5 }, "B2").remedy).toContain('{"minReplicas":1,"maxReplicas":1}');
});

it("passes once a person holds it still at the stage's count, and fails at any other", () => {
  expect(live({ minReplicas: 2, maxReplicas: 2 }).outcome).toBe("pass");
  expect(live({ minReplicas: 1, maxReplicas: 1 }).outcome).toBe("fail");
  expect(live({ minReplicas: 3, maxReplicas: 3 }).outcome).toBe("fail");
  expect(live({ minReplicas: 1, maxReplicas: 2 }).outcome).toBe("fail");
  expect(live({ minReplicas: 2, maxReplicas: 3 }).outcome).toBe("fail");
  expect(live({ minReplicas: 1, maxReplicas: 1 }, "B2").outcome).toBe("pass");
});

it("leaves one alone that targets something else, lives elsewhere, or whose workload stays", () => {
  const loose = { minReplicas: 1, maxReplicas: 5 };

  expect(live({ ...loose, target: { kind: "Deployment", name: "api" } }).outcome).toBe("pass");
  expect(live({ ...loose, target: { kind: "StatefulSet", name: "web" } }).outcome).toBe("pass");
  expect(live({ ...loose, namespace: "other" }).outcome).toBe("pass");
  expect(live(loose, "stay").outcome).toBe("pass");
});

it("fails on two autoscalers of one workload, of which stage 1 would hold one", () => {
  expect(git([anHpaManifest(), anHpaManifest({}, "web-2")])).toMatchObject({
    outcome: "fail",
    summary: "HPA web and HPA web-2 scale deployment/web at once: stage 1 would hold only the first of them still",
  });
  expect(git([anHpaManifest(), aScaledObjectManifest()]).summary).toMatch(/^HPA web and ScaledObject web scale/);
  expect(live({ name: "by-hand" }, "A", [aDeployment(), anHpaManifest()]).summary).toBe(
    "HPA by-hand scales deployment/web too and is not in Git: it works against web",
  );
});

it("leaves the HPA that KEDA makes to the gate of KEDA", () => {
  const loose = { minReplicas: 1, maxReplicas: 5 };
  const own = { ...loose, name: "own-name" };

  expect(live({ ...loose, name: "keda-hpa-web" }).outcome).toBe("pass");
  expect(live(own, "A", [aDeployment(), aScaledObjectManifest()]).outcome).toBe("pass");
  expect(
    ask("hpa", { cluster: { autoscalers: known([anHpa(own)]), scaledObjects: known([aScaledObject()]) } }).outcome,
  ).toBe("pass");
  expect(live(own).outcome).toBe("fail");
});

it("warns when the selector takes in other pods, in Git or live", () => {
  const both = { selector: { matchLabels: {} } };
  const wide = aDeployment({ spec: both });
  const other = { ...aDeployment({ name: "worker" }) };

  expect(ask("hpa", { objects: [wide, other, anHpaManifest()] })).toMatchObject({
    outcome: "warn",
    summary: "the selector of deployment/web matches the pods of deployment/worker too, so its HPA averages over both",
  });
  expect(
    ask("hpa", {
      objects: [
        wide,
        other,
        anHpaManifest(),
        anHpaManifest({ scaleTargetRef: { kind: "Deployment", name: "worker" } }, "worker"),
      ],
    }).summary,
  ).toContain("neither scales (AmbiguousSelector)");
  expect(
    ask("hpa", {
      objects: [aDeployment(), anHpaManifest()],
      cluster: {
        workloads: known([
          aLiveWorkload(),
          aLiveWorkload({ name: "job-runner", template: { metadata: { labels: { app: "web" } }, spec: {} } }),
        ]),
      },
    }).summary,
  ).toContain("matches the pods of deployment/job-runner too");
  expect(ask("hpa", { objects: [wide, other] }).outcome).toBe("pass");
});

it("is unknown when the autoscalers could not be read, unless its workload stays", () => {
  expect(ask("hpa", { cluster: { autoscalers: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "the autoscalers could not be read: forbidden",
  });
  expect(ask("hpa", { cluster: { autoscalers: forbidden } }, { strategy: "stay" }).outcome).toBe("pass");
});

it("answers from Git when offline", () => {
  expect(ask("hpa", { cluster: "offline" }).summary).toBe(
    "no HPA scales a workload of the app in Git (no cluster was asked)",
  );
  expect(ask("hpa", { objects: [aDeployment(), anHpaManifest()], cluster: "offline" }).outcome).toBe("pass");
});
