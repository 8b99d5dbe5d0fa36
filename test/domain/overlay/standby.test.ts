import { describe, expect, it } from "vitest";
import type { JsonObject, Manifest } from "../../../src/domain/manifest.ts";
import { valueAt } from "../../../src/domain/overlay/intent.ts";
import { reachFields, standbyOf } from "../../../src/domain/overlay/standby.ts";
import { standbyMatches } from "../../../src/domain/overlay/standby-matches.ts";
import type { Built } from "../../../src/domain/proof.ts";
import { examine } from "../../../src/domain/proof.ts";
import { aBase, proveAll, useEngine } from "../../support/engine.ts";
import { aBudget, aContainer, aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { inSecondary, laneToleration, podIn, requiredTerms, twoNodes, workloadOf } from "../../support/workloads.ts";

const engine = useEngine();

const db = (changes: Parameters<typeof aDeployment>[0] = {}) => aDeployment({ name: "db", ...changes });
const additionOf = (manifest: Manifest, objects: readonly Manifest[] = [manifest]) =>
  standbyOf(workloadOf(manifest), twoNodes, objects);
const claimTemplate = { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"] } };

describe("a standby", () => {
  it("is a complete workload of its own name, without pods", () => {
    const { written } = additionOf(db());

    expect(written.metadata).toMatchObject({ name: "db-standby", namespace: "shop" });
    expect(valueAt(written, ["spec", "replicas"])).toBe(0);
    expect(podIn(written)["containers"]).toEqual([aContainer()]);
  });

  it("has a label of its own in selector and pods, so that the two controllers never claim each other's pods", () => {
    const { written } = additionOf(
      db({ spec: { selector: { matchLabels: { app: "db" }, matchExpressions: [{ key: "a", operator: "Exists" }] } } }),
    );

    expect(valueAt(written, ["spec", "selector"])).toEqual({
      matchLabels: { app: "db", "failover-role": "standby" },
      matchExpressions: [{ key: "a", operator: "Exists" }],
    });
    expect(valueAt(written, ["spec", "template", "metadata", "labels"])).toEqual({
      app: "db",
      "failover-role": "standby",
    });
  });

  it("keeps the primary's rollout strategy, probes and everything else of its pods", () => {
    const strategy = { type: "Recreate" };
    const { written } = additionOf(
      db({
        spec: { strategy, progressDeadlineSeconds: 60 },
        pod: { serviceAccountName: "db", terminationGracePeriodSeconds: 120 },
      }),
    );

    expect(valueAt(written, ["spec", "strategy"])).toEqual(strategy);
    expect(valueAt(written, ["spec", "progressDeadlineSeconds"])).toBe(60);
    expect(podIn(written)).toMatchObject({ serviceAccountName: "db", terminationGracePeriodSeconds: 120 });
  });

  it("does not inherit what ties the primary to its node", () => {
    const { expected } = additionOf(
      db({ pod: { nodeName: "miniserver", nodeSelector: { "kubernetes.io/hostname": "miniserver", disk: "ssd" } } }),
    );

    expect(podIn(expected)["nodeName"]).toBeUndefined();
    expect(podIn(expected)["nodeSelector"]).toEqual({ disk: "ssd" });
  });

  it("may run on the secondary, and nowhere else", () => {
    const { expected } = additionOf(db());

    expect(podIn(expected)["tolerations"]).toEqual([laneToleration]);
    expect(requiredTerms(podIn(expected))).toEqual([{ matchExpressions: [inSecondary] }]);
    expect(reachFields(workloadOf(db()), twoNodes).map(({ path }) => path.at(-1))).toEqual([
      "tolerations",
      "requiredDuringSchedulingIgnoredDuringExecution",
    ]);
  });

  it("does not copy annotations that controllers act upon", () => {
    const annotated = { ...db(), metadata: { ...db().metadata, annotations: { "argocd.argoproj.io/sync-wave": "3" } } };

    expect(additionOf(annotated).written.metadata["annotations"]).toBeUndefined();
  });

  it("of a StatefulSet mounts the primary's claim by name and makes none of its own", () => {
    const { written } = additionOf(
      aStatefulSet({
        name: "db",
        spec: { serviceName: "db", volumeClaimTemplates: [claimTemplate] },
        pod: { volumes: [{ name: "tmp", emptyDir: {} }] },
      }),
    );

    expect(valueAt(written, ["spec", "volumeClaimTemplates"])).toBeUndefined();
    expect(podIn(written)["volumes"]).toEqual([
      { name: "tmp", emptyDir: {} },
      { name: "data", persistentVolumeClaim: { claimName: "data-db-0" } },
    ]);
    expect(valueAt(written, ["spec", "serviceName"])).toBe("db");
  });

  it("of a StatefulSet that counts from two mounts the claim of pod two", () => {
    const { written } = additionOf(
      aStatefulSet({ name: "db", spec: { ordinals: { start: 2 }, volumeClaimTemplates: [claimTemplate] } }),
    );

    expect(podIn(written)["volumes"]).toEqual([{ name: "data", persistentVolumeClaim: { claimName: "data-db-2" } }]);
  });

  it("of a StatefulSet lets a template take the place of a volume of its name, as Kubernetes does", () => {
    const { written } = additionOf(
      aStatefulSet({
        name: "db",
        spec: { volumeClaimTemplates: [claimTemplate] },
        pod: { volumes: [{ name: "data", emptyDir: {} }] },
      }),
    );

    expect(podIn(written)["volumes"]).toEqual([{ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } }]);
  });

  it("names generated ConfigMaps and Secrets by their generators, and others as they are", () => {
    const envFrom = [{ configMapRef: { name: "settings-7b9h2tk6m5" } }, { secretRef: { name: "plain" } }];
    const volumes = [{ name: "keys", secret: { secretName: "keys-2f8mdt4c6h" } }];
    const generated = (kind: string, name: string): Manifest => ({
      apiVersion: "v1",
      kind,
      metadata: { name, namespace: "shop" },
    });
    const manifest = db({ pod: { volumes, containers: [aContainer({ envFrom })] } });
    const pod = podIn(
      additionOf(manifest, [
        manifest,
        generated("ConfigMap", "settings-7b9h2tk6m5"),
        generated("Secret", "keys-2f8mdt4c6h"),
      ]).written,
    );

    expect(pod["volumes"]).toEqual([{ name: "keys", secret: { secretName: "keys" } }]);
    expect(valueAt(pod, ["containers"])).toMatchObject([
      { envFrom: [{ configMapRef: { name: "settings" } }, { secretRef: { name: "plain" } }] },
    ]);
  });
});

describe("who else has to do with a standby", () => {
  const service = (selector: JsonObject | undefined, namespace = "shop"): Manifest => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db", namespace },
    spec: selector === undefined ? {} : { selector },
  });
  const matches = (...objects: readonly Manifest[]) => standbyMatches(workloadOf(db()), objects, "shop");

  it("is listed with its effect", () => {
    expect(matches(service({ app: "db" }), aBudget({ minAvailable: 1 }, "db"))).toEqual([
      "Service db also selects the pods of the standby db-standby: wanted, so that clients keep their address after a failover.",
      "PodDisruptionBudget db also counts the pods of the standby db-standby once they run.",
    ]);
  });

  it("is not who selects other pods, none, or stands elsewhere", () => {
    expect(matches(service({ app: "web" }), service(undefined), service({}), service({ app: "db" }, "other"))).toEqual(
      [],
    );
  });

  it("is an autoscaler that stands still while the primary is at zero", () => {
    const hpa: Manifest = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "db", namespace: "shop" },
      spec: { scaleTargetRef: { kind: "Deployment", name: "db" }, maxReplicas: 2 },
    };

    expect(matches(hpa)[0]).toContain("scaled by hand");
  });
});

describe("built by kustomize, a standby", () => {
  const withConfig = db({
    pod: {
      containers: [aContainer({ image: "mariadb:11.4", envFrom: [{ configMapRef: { name: "settings" } }] })],
      initContainers: [{ name: "wait", image: "busybox:1.36" }],
    },
  });
  const generators = { namespace: "shop", configMapGenerator: [{ name: "settings", literals: ["a=1"] }] };
  const base = (kustomization: Readonly<Record<string, unknown>>) =>
    aBase([withConfig], { ...generators, ...kustomization });
  const standbyIn = (built: Built) => {
    if (!built.ok) throw new Error(built.message);
    const found = built.objects.find(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name.endsWith("-standby"),
    );
    if (found === undefined) throw new Error("no standby was built");
    return found;
  };

  it("follows generated names and image bumps of the base, also under prefixes and a namespace", async () => {
    const proved = await proveAll(engine, [
      { base: base({}) },
      { base: base({ images: [{ name: "mariadb", newTag: "11.8" }] }) },
      { base: base({ namePrefix: "lab-", nameSuffix: "-eu", namespace: "data" }) },
    ]);
    for (const { snapshot, draft, proof } of proved)
      expect(examine(snapshot.base.objects, draft, proof)).toMatchObject({ ok: true });

    const [plain, , prefixed] = proved.map(({ proof }) => podIn(standbyIn(proof.dualLane)));
    expect(valueAt(plain, ["containers"])).toMatchObject([
      { image: "mariadb:11.4", envFrom: [{ configMapRef: { name: expect.stringMatching(/^settings-\w{10}$/) } }] },
    ]);
    expect(valueAt(prefixed, ["containers"])).toMatchObject([
      { envFrom: [{ configMapRef: { name: expect.stringMatching(/^lab-settings-eu-\w{10}$/) } }] },
    ]);
  }, 120_000);

  it("runs the image and reads the settings that the base is given after the overlays were written", async () => {
    const [before] = await proveAll(engine, [{ base: base({}) }]);
    if (before === undefined) throw new Error("nothing was proved");
    const bumped = new Map([
      ...before.files,
      [
        "0/base/kustomization.yaml",
        JSON.stringify({
          resources: ["object-0.yaml"],
          ...generators,
          configMapGenerator: [{ name: "settings", literals: ["a=2"] }],
          images: [
            { name: "mariadb", newTag: "11.8" },
            { name: "busybox", newTag: "1.37" },
          ],
        }),
      ] as const,
    ]);

    const after = await engine.build(bumped, before.draft.paths.dualLane);

    const was = podIn(standbyIn(before.proof.dualLane));
    const is = podIn(standbyIn(after));
    expect(valueAt(is, ["containers"])).toMatchObject([{ image: "mariadb:11.8" }]);
    expect(valueAt(is, ["initContainers"])).toMatchObject([{ image: "busybox:1.37" }]);
    expect(settingsName(is)).toMatch(/^settings-\w{10}$/);
    expect(settingsName(is)).not.toBe(settingsName(was));
  }, 120_000);
});

/** The name of the ConfigMap that the first container reads. */
function settingsName(pod: JsonObject): string {
  const containers = pod["containers"] as readonly {
    readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  }[];
  return containers[0]?.envFrom[0]?.configMapRef.name ?? "";
}
