import { describe, expect, it } from "vitest";
import type { ClusterView } from "../../src/domain/cluster.ts";
import { absent, known, unknown } from "../../src/domain/known.ts";
import type { JsonObject, Manifest } from "../../src/domain/manifest.ts";
import {
  type ClaimUse,
  claimUses,
  firstClaim,
  hostPathUses,
  mayBeShared,
  unsharedBecause,
} from "../../src/domain/storage.ts";
import { aClaim, aClaimManifest, aCluster, aDeployment, aStatefulSet, aVolume } from "../support/snapshot.ts";
import { workloadOf } from "../support/workloads.ts";

const mounting = (claimName: string) =>
  workloadOf(aDeployment({ pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] } }));

function useOf(objects: readonly Manifest[], cluster?: Partial<ClusterView>): ClaimUse | undefined {
  return claimUses(mounting("data"), objects, cluster === undefined ? undefined : aCluster(cluster))[0];
}

function templated(claim: JsonObject, spec: JsonObject = {}) {
  return workloadOf(
    aStatefulSet({
      name: "db",
      spec: { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim }], ...spec },
    }),
  );
}

describe("a hostPath", () => {
  const kindOf = (path: string, type?: string) => {
    const hostPath = type === undefined ? { path } : { path, type };
    return hostPathUses(workloadOf(aDeployment({ pod: { volumes: [{ name: "v", hostPath }] } })))[0]?.kind;
  };

  it.each([
    ["/srv/media", "data"],
    ["/", "data"],
    ["/etc", "data"],
    ["/etc/ssl-certs-of-ours", "data"],
    ["/dev/net/tun", "device"],
    ["/dev", "device"],
    ["/devices", "data"],
    ["/run/containerd/containerd.sock", "socket"],
    ["/etc/localtime", "system"],
    ["/proc", "system"],
    ["/proc/sys", "system"],
    ["/sys/fs/cgroup", "system"],
    ["/procfs", "data"],
  ])("%s is %s", (path, kind) => {
    expect(kindOf(path)).toBe(kind);
  });

  it("that climbs out of a system folder is data", () => {
    expect(kindOf("/proc/../srv/data")).toBe("data");
    expect(kindOf("/usr/share/../../home")).toBe("data");
  });

  it("is what its type says, whatever its path", () => {
    expect(kindOf("/var/run/docker", "Socket")).toBe("socket");
    expect(kindOf("/opt/gpu", "CharDevice")).toBe("device");
  });

  it("is not what other volumes are", () => {
    expect(hostPathUses(workloadOf(aDeployment({ pod: { volumes: [{ name: "v", emptyDir: {} }] } })))).toEqual([]);
  });
});

describe("a claim that a pod mounts", () => {
  it("has the access modes and the class that Git gives it", () => {
    expect(useOf([aClaimManifest("data", ["ReadWriteMany"], "nfs")])).toMatchObject({
      accessModes: known(["ReadWriteMany"]),
      storageClass: "nfs",
      templated: false,
    });
  });

  it("has the live access modes where they differ, because they cannot change once bound", () => {
    const cluster = { claims: known([aClaim({ accessModes: ["ReadWriteOnce"] })]) };

    expect(useOf([aClaimManifest("data", ["ReadWriteMany"])], cluster)?.accessModes).toEqual(known(["ReadWriteOnce"]));
  });

  it("is taken from the cluster when Git does not have it", () => {
    expect(useOf([], { claims: known([aClaim()]) })?.accessModes).toEqual(known(["ReadWriteOnce"]));
  });

  it("is absent when neither has it", () => {
    expect(useOf([], { claims: known([]) })?.accessModes).toEqual(absent);
  });

  it("is unknown when Git does not have it and no cluster was asked", () => {
    expect(useOf([])?.accessModes.state).toBe("unknown");
  });

  it("is unknown, with the reason, when the cluster could not be read", () => {
    expect(useOf([], { claims: unknown("forbidden") })?.accessModes).toEqual(unknown("forbidden"));
  });

  it("of another namespace is another claim", () => {
    const elsewhere = { ...aClaimManifest("data", ["ReadWriteMany"]), metadata: { name: "data", namespace: "other" } };

    expect(useOf([elsewhere], { claims: known([]) })?.accessModes).toEqual(absent);
  });

  it("stands in the workload's namespace when it names none", () => {
    const homeless = { ...aClaimManifest("data", ["ReadWriteMany"]), metadata: { name: "data" } };

    expect(useOf([homeless])?.accessModes).toEqual(known(["ReadWriteMany"]));
  });
});

describe("a claim is tied to its node", () => {
  it("by a volume that is a folder of one node", () => {
    const cluster = { claims: known([aClaim()]), volumes: known([aVolume({ source: "hostPath" })]) };

    expect(useOf([], cluster)?.nodeLocal).toContain("hostPath volume of one node");
  });

  it("by a volume with node affinity that is no CSI volume", () => {
    const nodeAffinity = { required: {} };
    const cluster = { claims: known([aClaim()]), volumes: known([aVolume({ source: "nfs", nodeAffinity })]) };

    expect(useOf([], cluster)?.nodeLocal).toContain("node affinity");
  });

  it("not by the topology of a CSI volume", () => {
    const cluster = { claims: known([aClaim()]), volumes: known([aVolume({ nodeAffinity: { required: {} } })]) };

    expect(useOf([], cluster)?.nodeLocal).toBeUndefined();
  });

  it("by a provisioner that keeps data on one node", () => {
    const cluster = { claims: known([aClaim({ storageClass: "local-path", volumeName: undefined })]) };

    expect(useOf([], cluster)?.nodeLocal).toContain("rancher.io/local-path");
  });

  it("by the cluster's default class when it names none", () => {
    const claim = { ...aClaimManifest("data", ["ReadWriteOnce"]), spec: { accessModes: ["ReadWriteOnce"] } };

    expect(useOf([claim], { claims: known([]) })?.nodeLocal).toContain("local-path");
  });

  it("not by the default class when it is there already without a class", () => {
    expect(useOf([], { claims: known([aClaim({ storageClass: undefined })]) })?.nodeLocal).toBeUndefined();
  });

  it("not by the default class when nobody knows of it", () => {
    expect(useOf([], { claims: known([]) })?.nodeLocal).toBeUndefined();
    expect(useOf([], { claims: unknown("forbidden") })?.nodeLocal).toBeUndefined();
  });

  it("not by the default class when it asks for none at all", () => {
    const claim = { ...aClaimManifest("data", ["ReadWriteOnce"]), spec: { accessModes: [], storageClassName: "" } };

    expect(useOf([claim], { claims: known([]) })?.nodeLocal).toBeUndefined();
  });

  it("by the name local-path when no cluster can be asked", () => {
    expect(useOf([aClaimManifest("data", ["ReadWriteOnce"], "local-path")])?.nodeLocal).toContain("local-path");
    expect(useOf([aClaimManifest("data", ["ReadWriteOnce"], "longhorn")])?.nodeLocal).toBeUndefined();
  });
});

describe("a claim from a StatefulSet's template", () => {
  const claim = { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" };

  it("is the first pod's", () => {
    expect(claimUses(templated(claim), [], undefined)).toMatchObject([{ claim: "data-db-0", templated: true }]);
  });

  it("is counted from where the StatefulSet counts", () => {
    expect(firstClaim(templated(claim, { ordinals: { start: 3 } }), "data")).toBe("data-db-3");
  });

  it("is what stands in the cluster, where it is there already", () => {
    const cluster = aCluster({
      claims: known([aClaim({ name: "data-db-0", volumeName: "pv-1", storageClass: "old" })]),
      volumes: known([aVolume({ name: "pv-1", source: "local" })]),
    });

    expect(claimUses(templated(claim), [], cluster)).toMatchObject([
      { storageClass: "old", nodeLocal: "its volume pv-1 is a local volume of one node" },
    ]);
  });

  it("has its template's modes while the cluster has no such claim", () => {
    const [use] = claimUses(templated(claim), [], aCluster({ claims: known([]) }));

    expect(use?.accessModes).toEqual(known(["ReadWriteOnce"]));
  });
});

describe("a claim may be shared", () => {
  const use = (changes: Partial<ClaimUse>): ClaimUse => ({
    volume: "data",
    claim: "data",
    templated: false,
    accessModes: known(["ReadWriteMany"]),
    storageClass: undefined,
    nodeLocal: undefined,
    ...changes,
  });

  it.each([
    [["ReadWriteMany"], true],
    [["ReadOnlyMany"], true],
    [["ReadWriteOnce", "ReadWriteMany"], true],
    [["ReadWriteOnce", "ReadOnlyMany"], false],
    [["ReadWriteOnce"], false],
    [["ReadWriteOncePod"], false],
    [[], false],
  ])("when it is %j: %j", (modes, expected) => {
    expect(mayBeShared(use({ accessModes: known(modes) }))).toBe(expected);
  });

  it("never when another replica would have a claim of its own", () => {
    expect(mayBeShared(use({ templated: true }))).toBe(false);
    expect(unsharedBecause(use({ templated: true }))).toContain("start with an empty one");
  });

  it("never when nobody could look at it", () => {
    expect(mayBeShared(use({ accessModes: unknown("timed out") }))).toBe(false);
    expect(unsharedBecause(use({ accessModes: unknown("timed out") }))).toContain("timed out");
    expect(unsharedBecause(use({ accessModes: absent }))).toContain("neither in Git nor in the cluster");
  });
});
