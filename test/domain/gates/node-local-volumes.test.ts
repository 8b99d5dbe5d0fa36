import { expect, it } from "vitest";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import {
  aClaim,
  aClaimManifest,
  aDeployment,
  aNode,
  aSecondary,
  aStatefulSet,
  aVolume,
} from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

function hostPath(path: string, strategy: "A" | "stay" = "A", type?: string) {
  const volumes = [{ name: "host", hostPath: { path, ...(type === undefined ? {} : { type }) } }];
  return ask("node-local-volumes", { objects: [aDeployment({ pod: { volumes } })] }, { strategy });
}

/** A Deployment that mounts a claim, and what the cluster has of it. */
function claimed(cluster: Partial<ClusterView>, strategy: "B2" | "stay" = "B2") {
  return ask(
    "node-local-volumes",
    { objects: [aDeployment({ pod }), aClaimManifest("data", ["ReadWriteOnce"])], cluster },
    { strategy },
  );
}

it.each([
  ["/srv/media", undefined, "data"],
  ["/proc/../srv", undefined, "data"],
  ["/var/run/docker.sock", undefined, "socket"],
  ["/run/app", "Socket", "socket"],
  ["/dev/dri", undefined, "device"],
  ["/srv/disk", "BlockDevice", "device"],
])("fails on hostPath %s (%s), %s of one node", (path, type, kind) => {
  expect(hostPath(path, "A", type)).toMatchObject({
    outcome: "fail",
    summary: `deployment/web mounts ${path} of its node (volume host, ${kind})`,
  });
});

it.each(["/etc/localtime", "/proc", "/sys/fs/cgroup"])("warns of the system's own %s", (path) => {
  expect(hostPath(path)).toMatchObject({ outcome: "warn", remedy: `Check that ${path} is the same on both nodes.` });
});

it("only warns where the workload stays with its data", () => {
  expect(hostPath("/srv/media", "stay")).toMatchObject({
    outcome: "warn",
    summary: expect.stringMatching(/; it stays there$/),
  });
});

it("mentions emptyDirs and passes them", () => {
  expect(
    ask("node-local-volumes", { objects: [aDeployment({ pod: { volumes: [{ name: "cache", emptyDir: {} }] } })] }),
  ).toMatchObject({
    outcome: "pass",
    seen: "deployment/web: emptyDir cache",
  });
});

it("passes a volume that any node can attach", () => {
  expect(claimed({ claims: known([aClaim()]), volumes: known([aVolume()]) }).outcome).toBe("pass");
});

it.each(["local", "hostPath"])("fails on a claim behind which is a %s volume", (source) => {
  const cluster = { claims: known([aClaim()]), volumes: known([aVolume({ source, csi: undefined })]) };

  expect(claimed(cluster)).toMatchObject({
    outcome: "fail",
    summary: `claim data is a ${source} volume of one node (pvc-1)`,
  });
  expect(claimed(cluster, "stay").outcome).toBe("warn");
});

it("fails on a volume whose node affinity no secondary node satisfies", () => {
  const zoned = aVolume({
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] }] },
    },
  });
  const cluster = (zone: string) => ({
    claims: known([aClaim()]),
    volumes: known([zoned]),
    nodes: known([aNode(), aSecondary({ labels: { "workload-lane": "secondary", zone } })]),
  });

  expect(claimed(cluster("b"))).toMatchObject({
    outcome: "fail",
    summary: "volume pvc-1 of claim data can only be attached where zone In [a], which is no secondary node",
  });
  expect(claimed(cluster("a")).outcome).toBe("pass");
});

it("looks at the claim of every replica of a StatefulSet", () => {
  const spec = {
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" } },
    ],
  };
  const claims = known([aClaim({ name: "data-web-0" }), aClaim({ name: "data-web-1", volumeName: "pvc-2" })]);
  const volumes = known([aVolume(), aVolume({ name: "pvc-2", source: "local", csi: undefined })]);

  expect(
    ask(
      "node-local-volumes",
      { objects: [aStatefulSet({ replicas: 2, spec })], cluster: { claims, volumes } },
      { strategy: "B2" },
    ),
  ).toMatchObject({
    outcome: "fail",
    summary: "claim data-web-1 is a local volume of one node (pvc-2)",
  });
});

it("goes by the class while a claim has no volume, the default class included", () => {
  const pending = (storageClass: string | undefined) =>
    claimed({ claims: known([aClaim({ volumeName: undefined, storageClass })]) }).outcome;
  const unnamed = [
    aDeployment({ pod }),
    { ...aClaimManifest("data", ["ReadWriteOnce"]), spec: { accessModes: ["ReadWriteOnce"] } },
  ];

  expect(pending("longhorn")).toBe("pass");
  expect(pending("local-path")).toBe("fail");
  expect(ask("node-local-volumes", { objects: unnamed }, { strategy: "B2" }).summary).toBe(
    "claim data is of class local-path, whose volumes live on one node",
  );
});

it("is unknown when claims, volumes, classes or nodes that it needs could not be read", () => {
  const affine = aVolume({ nodeAffinity: { required: { nodeSelectorTerms: [] } } });

  expect(claimed({ claims: forbidden }).outcome).toBe("unknown");
  expect(claimed({ claims: known([aClaim()]), volumes: forbidden }).outcome).toBe("unknown");
  expect(claimed({ claims: known([aClaim()]), volumes: known([]) }).outcome).toBe("unknown");
  expect(claimed({ claims: known([]), storageClasses: forbidden }).outcome).toBe("unknown");
  expect(claimed({ claims: known([aClaim()]), volumes: known([affine]), nodes: forbidden }).outcome).toBe("unknown");
});

it("needs a cluster for what is behind a claim, but knows k3s's local class by name", () => {
  const offline = (storageClass: string) =>
    ask(
      "node-local-volumes",
      { objects: [aDeployment({ pod }), aClaimManifest("data", ["ReadWriteOnce"], storageClass)], cluster: "offline" },
      { strategy: "B2" },
    );

  expect(offline("longhorn")).toMatchObject({
    outcome: "unknown",
    live: true,
    summary: "no cluster was asked (--offline)",
  });
  expect(offline("local-path").outcome).toBe("fail");
});
