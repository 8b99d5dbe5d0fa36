import { describe, expect, it } from "vitest";
import { headerLine, readHeader } from "../../src/domain/file-header.ts";
import { known, unknown } from "../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../src/domain/manifest.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import {
  aBudget,
  aClaimManifest,
  aContainer,
  aDeployment,
  aLiveWorkload,
  aSnapshot,
  aStatefulSet,
} from "../support/snapshot.ts";
import { attested, draftOf, plainText, refusalOf } from "../support/workloads.ts";

const database = (name = "db", changes: Parameters<typeof aDeployment>[0] = {}) =>
  aDeployment({ name, pod: { containers: [aContainer({ image: "mariadb:11.4" })] }, ...changes });
const server = (minor: number) => ({ server: known({ version: `v1.${minor}.4+k3s1`, major: 1, minor }) });
const ours = headerLine({ app: "shop", env: "prod", strategy: "B2", version: "0.0.9", inputs: "ffffffffffff" });

function existing(path: string, content: string): Snapshot {
  return { ...aSnapshot(), existing: new Map([[`overlays/prod/shop/${path}`, content]]) };
}

const inputs = (objects: readonly Manifest[], changes: Parameters<typeof aSnapshot>[0] = {}) =>
  readHeader(draftOf(aSnapshot({ objects, ...changes })).files.primaryOnly[0]?.content ?? "")?.inputs;

describe("the files of a draft", () => {
  it("are the runbook's, in both stages", () => {
    const { files } = draftOf(aSnapshot());

    expect(files.primaryOnly.map(({ path }) => path)).toEqual([
      "overlays/prod/shop/primary-only/kustomization.yaml",
      "overlays/prod/shop/primary-only/patch-topology-and-anti-affinity.yaml",
    ]);
    expect(files.dualLane.map(({ path }) => path)).toEqual([
      "overlays/prod/shop/dual-lane/kustomization.yaml",
      "overlays/prod/shop/dual-lane/patch-toleration-and-affinity.yaml",
    ]);
  });

  it("hold a standby where there is one", () => {
    expect(draftOf(aSnapshot({ objects: [database()] })).files.dualLane.map(({ path }) => path)).toContain(
      "overlays/prod/shop/dual-lane/standby.yaml",
    );
  });

  it("all begin with our header", () => {
    const { files } = draftOf(aSnapshot({ objects: [aDeployment(), database()] }));

    for (const { content } of [...files.primaryOnly, ...files.dualLane]) {
      expect(readHeader(content)).toMatchObject({ app: "shop", env: "prod", strategy: "B2", version: "0.1.0" });
    }
  });

  it("are the same bytes when drafted twice", () => {
    const snapshot = aSnapshot({ objects: [aDeployment(), database(), aBudget({ minAvailable: 2 })] });

    expect(draftOf(snapshot).files).toEqual(draftOf(snapshot).files);
  });

  it("are the same when drafted over our own earlier ones", () => {
    expect(draftOf(existing("dual-lane/kustomization.yaml", `${ours}\n`)).files).toEqual(draftOf(aSnapshot()).files);
  });

  it("are the same for an app that is called like something every object has", () => {
    const snapshot = aSnapshot({
      application: { name: "constructor" },
      objects: [aDeployment({ name: "constructor" })],
    });

    expect(draftOf(snapshot).files.primaryOnly[0]?.path).toBe(
      "overlays/prod/constructor/primary-only/kustomization.yaml",
    );
  });
});

describe("the digest of the inputs", () => {
  it("does not change with an image", () => {
    const bumped = aDeployment({ pod: { containers: [aContainer({ image: "ghcr.io/acme/shop:9.9.9" })] } });

    expect(inputs([bumped])).toBe(inputs([aDeployment()]));
  });

  it("does not change with the content of a generated ConfigMap, which is in its name's hash", () => {
    const withConfig = (name: string) => [
      aDeployment({ pod: { containers: [aContainer({ envFrom: [{ configMapRef: { name } }] })] } }),
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" } },
    ];

    expect(inputs(withConfig("settings-7b9h2tk6m5"))).toBe(inputs(withConfig("settings-2f8mdt4c6h")));
    expect(inputs(withConfig("settings-of-ours"))).not.toBe(inputs(withConfig("settings-of-theirs")));
  });

  it.each<[string, readonly Manifest[]]>([
    ["the number of pods", [aDeployment({ replicas: 2 })]],
    ["a selector", [aDeployment({ pod: { nodeSelector: { disk: "ssd" } } })]],
    ["a budget", [aDeployment(), aBudget({ minAvailable: 1 })]],
  ])("changes with %s", (_, objects) => {
    expect(inputs(objects)).not.toBe(inputs([aDeployment()]));
  });

  it("changes with the lanes' names", () => {
    const { settings } = aSnapshot();

    expect(inputs([aDeployment()], { settings: { lanes: { ...settings.lanes, primary: "main" } } })).not.toBe(
      inputs([aDeployment()]),
    );
  });

  it("does not change with what was seen in the cluster", () => {
    expect(inputs([aDeployment()], { cluster: "offline" })).toBe(inputs([aDeployment()]));
  });
});

describe("a draft is refused", () => {
  it("where the server does not know revisions in spread", () => {
    expect(refusalOf(aSnapshot({ cluster: server(26) }))).toMatchObject({
      code: "unsupported-server",
      message: expect.stringContaining("v1.26.4+k3s1"),
    });
  });

  it("but not for a standby, which needs none", () => {
    expect(draftOf(aSnapshot({ cluster: server(26), objects: [database()] })).strategy.headline).toBe("B2");
  });

  it("where somebody else's file stands in its way", () => {
    expect(refusalOf(existing("dual-lane/kustomization.yaml", "resources: []\n"))).toMatchObject({
      code: "foreign-files",
      file: "overlays/prod/shop/dual-lane/kustomization.yaml",
      line: 1,
    });
    expect(refusalOf(existing("primary-only/notes.md", "mine\n")).code).toBe("foreign-files");
  });

  it("where another app's overlay stands in its way", () => {
    const other = headerLine({ app: "wiki", env: "prod", strategy: "A", version: "0.1.0", inputs: "0123456789ab" });

    expect(refusalOf(existing("primary-only/kustomization.yaml", `${other}\n`)).message).toContain(
      "belongs to wiki (prod)",
    );
  });

  it("where the standby's name is taken in Git", () => {
    expect(refusalOf(aSnapshot({ objects: [database(), aDeployment({ name: "db-standby" })] }))).toMatchObject({
      code: "unusual-names",
      message: expect.stringContaining("db-standby exists already"),
    });
  });

  it("where the standby's name is taken by one that names no namespace", () => {
    const homeless = { ...aDeployment({ name: "db-standby" }), metadata: { name: "db-standby" } };

    expect(refusalOf(aSnapshot({ objects: [database(), homeless] })).code).toBe("unusual-names");
  });

  it("where the standby's name is taken in the cluster by something of another origin", () => {
    const live = (selector: JsonObject) => ({ workloads: known([aLiveWorkload({ name: "db-standby", selector })]) });

    expect(
      refusalOf(aSnapshot({ objects: [database()], cluster: live({ matchLabels: { app: "x" } }) })).message,
    ).toContain("runs in the cluster");
    expect(
      draftOf(
        aSnapshot({ objects: [database()], cluster: live({ matchLabels: { app: "db", "failover-role": "standby" } }) }),
      ).strategy.headline,
    ).toBe("B2");
  });

  it("where the standby's name would be too long for its pods' labels", () => {
    expect(refusalOf(aSnapshot({ objects: [database("d".repeat(60))] })).code).toBe("unusual-names");
    expect(
      refusalOf(
        aSnapshot({
          objects: [
            {
              ...aStatefulSet({ name: "d".repeat(48) }),
              spec: { ...(database("d".repeat(48))["spec"] as JsonObject) },
            },
          ],
        }),
      ).message,
    ).toContain("too long");
    expect(draftOf(aSnapshot({ objects: [database("d".repeat(40))] })).strategy.headline).toBe("B2");
  });

  it.each(["primary-only", "dual-lane"])(
    "where the app runs from %s already, whatever else could be said of it",
    (stage) => {
      const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } };
      const objects = [
        aDeployment({
          pod: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
        }),
      ];

      expect(refusalOf({ ...aSnapshot({ objects }), sourcePath: `overlays/prod/shop/${stage}` }).code).toBe(
        "already-promoted",
      );
    },
  );
});

describe("a draft warns", () => {
  const warnings = (changes: Parameters<typeof aSnapshot>[0], wishes = {}) =>
    draftOf(aSnapshot(changes), wishes).warnings.join("\n");

  it("when the server's version had to be guessed", () => {
    expect(warnings({ cluster: { server: unknown("forbidden") } })).toContain("1.31 or later is assumed");
    expect(warnings({})).toBe("");
  });

  it("when a single writer rolls with two pods", () => {
    const objects = [
      aDeployment({ pod: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] } }),
      aClaimManifest("data", ["ReadWriteOnce"]),
    ];

    expect(warnings({ objects })).toContain("two pods on one volume");
  });

  it("of files that must be alike on the secondary", () => {
    expect(
      warnings({
        objects: [aDeployment({ pod: { volumes: [{ name: "tz", hostPath: { path: "/etc/localtime" } }] } })],
      }),
    ).toContain("/etc/localtime");
  });

  it("of who else counts or serves the standby's pods", () => {
    expect(warnings({ objects: [database(), aBudget({ maxUnavailable: 1 }, "db")] })).toContain(
      "PodDisruptionBudget db also counts the pods of the standby db-standby",
    );
  });

  it("in kustomize's own words, where it has some", () => {
    const snapshot = aSnapshot();

    expect(
      draftOf({ ...snapshot, base: { ...snapshot.base, warnings: ["'commonLabels' is deprecated"] } }).warnings,
    ).toEqual(["kustomize says: 'commonLabels' is deprecated"]);
  });
});

describe("a draft keeps for the way back", () => {
  it("the pods and the pins that each workload had", () => {
    const objects = [aDeployment({ replicas: 3, pod: { nodeName: "miniserver" } })];

    expect(draftOf(aSnapshot({ objects })).previous).toEqual([
      { workload: "web", kind: "Deployment", replicas: 3, pins: ["nodeName miniserver"] },
    ]);
  });

  it("what is never moved, by name", () => {
    const job: Manifest = { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "nightly", namespace: "shop" } };

    expect(draftOf(aSnapshot({ objects: [aDeployment(), job] })).bystanders).toEqual(["batch/CronJob shop/nightly"]);
  });

  it("who vouched for what", () => {
    expect(draftOf(aSnapshot(), attested).attestations).toEqual([{ what: "multi-writer", by: "alice" }]);
  });
});

it("the text of a file is the renderer's alone", () => {
  const seen: string[] = [];
  draftOf(aSnapshot(), {}, (file) => {
    seen.push(`${file.template} ${file.path.split("/").at(-1)}`);
    return plainText(file);
  });

  expect(seen).toEqual([
    "kustomization kustomization.yaml",
    "patch patch-topology-and-anti-affinity.yaml",
    "kustomization kustomization.yaml",
    "patch patch-toleration-and-affinity.yaml",
  ]);
});
