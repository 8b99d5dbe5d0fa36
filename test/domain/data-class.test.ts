import { describe, expect, it } from "vitest";
import { dataClass, imageName } from "../../src/domain/data-class.ts";
import { known, unknown } from "../../src/domain/known.ts";
import type { JsonObject } from "../../src/domain/manifest.ts";
import { type ClaimUse, hostPathUses } from "../../src/domain/storage.ts";
import { aContainer, aDeployment } from "../support/snapshot.ts";
import { workloadOf } from "../support/workloads.ts";

function classOf(pod: JsonObject = {}, claims: readonly ClaimUse[] = [], fragileImages: readonly string[] = []) {
  const workload = workloadOf(aDeployment({ pod }));
  return dataClass(workload, claims, hostPathUses(workload), fragileImages);
}

const claim = (changes: Partial<ClaimUse> = {}): ClaimUse => ({
  volume: "data",
  claim: "pages",
  templated: false,
  accessModes: known(["ReadWriteOnce"]),
  storageClass: undefined,
  nodeLocal: undefined,
  ...changes,
});

const running = (image: string) => ({ containers: [aContainer({ image })] });

describe("an image's name", () => {
  it.each([
    ["postgres", "postgres"],
    ["docker.io/library/postgres:16-alpine", "postgres"],
    ["registry.example:5000/team/MariaDB:11@sha256:0123", "mariadb"],
    ["registry.example:5000/team/app", "app"],
    ["ghcr.io/acme/postgres-exporter:1", "postgres-exporter"],
    ["", ""],
  ])("of %s is %s", (image, name) => {
    expect(imageName(image)).toBe(name);
  });
});

describe("data is", () => {
  it("stateless without a claim and without data on the node", () => {
    expect(classOf()).toEqual({ class: "stateless", reason: "has no claim and no data on its node" });
  });

  it("fragile where a known database runs, whatever it mounts", () => {
    expect(classOf(running("bitnami/postgresql:16")).class).toBe("fragile");
    expect(classOf(running("bitnami/postgresql:16"), [claim({ accessModes: known(["ReadWriteMany"]) })]).class).toBe(
      "fragile",
    );
  });

  it("fragile where the settings say that an image is", () => {
    expect(classOf(running("ghcr.io/acme/ledger-store:3"), [], ["ledger-store"]).class).toBe("fragile");
  });

  it("fragile where the database runs as a sidecar", () => {
    const pod = {
      initContainers: [{ name: "cache", image: "redis:7", restartPolicy: "Always" }],
      containers: [aContainer()],
    };

    expect(classOf(pod).class).toBe("fragile");
  });

  it("not fragile for an init container that only uses a database's client", () => {
    const pod = { initContainers: [{ name: "migrate", image: "postgres:16" }], containers: [aContainer()] };

    expect(classOf(pod).class).toBe("stateless");
  });

  it("not fragile for an exporter beside a database elsewhere", () => {
    expect(classOf(running("prom/mysqld-exporter")).class).toBe("stateless");
  });

  it("a single writer's on a ReadWriteOnce claim, with the claim's name", () => {
    expect(classOf({}, [claim()])).toEqual({
      class: "single-writer",
      reason: "keeps its data on one claim (claim pages is ReadWriteOnce: one node at a time)",
    });
  });

  it("a single writer's when one of several claims is", () => {
    expect(classOf({}, [claim({ accessModes: known(["ReadWriteMany"]) }), claim({ claim: "index" })])).toMatchObject({
      class: "single-writer",
      reason: "keeps its data on one claim (claim index is ReadWriteOnce: one node at a time)",
    });
  });

  it("a single writer's when a claim could not be looked at, with the reason", () => {
    const { class: found, reason } = classOf({}, [claim({ accessModes: unknown("forbidden") })]);

    expect(found).toBe("single-writer");
    expect(reason).toContain("forbidden");
  });

  it("a single writer's when each replica has a claim of its own, even a ReadWriteMany one", () => {
    expect(classOf({}, [claim({ templated: true, accessModes: known(["ReadWriteMany"]) })]).class).toBe(
      "single-writer",
    );
  });

  it("a single writer's in a folder of the node, but not in a system folder", () => {
    expect(classOf({ volumes: [{ name: "v", hostPath: { path: "/srv/data" } }] }).class).toBe("single-writer");
    expect(classOf({ volumes: [{ name: "v", hostPath: { path: "/etc/localtime" } }] }).class).toBe("stateless");
  });

  it("a single writer's on a disk that the pod names itself", () => {
    expect(classOf({ volumes: [{ name: "v", iscsi: { targetPortal: "nas" } }] })).toEqual({
      class: "single-writer",
      reason: "mounts a volume of kind iscsi, which one node at a time can attach",
    });
  });

  it("shareable on a ReadWriteMany claim", () => {
    expect(classOf({}, [claim({ accessModes: known(["ReadWriteMany"]) })])).toEqual({
      class: "shareable",
      reason: "mounts claim pages, which is ReadWriteMany",
    });
  });

  it("shareable on a claim that is only read, under its own name", () => {
    expect(classOf({}, [claim({ accessModes: known(["ReadOnlyMany"]) })])).toEqual({
      class: "shareable",
      reason: "mounts claim pages, which is ReadOnlyMany",
    });
  });

  it("shareable on a network share that the pod names itself", () => {
    expect(classOf({ volumes: [{ name: "v", nfs: { server: "nas", path: "/x" } }] })).toEqual({
      class: "shareable",
      reason: "mounts a shared nfs volume",
    });
  });
});
