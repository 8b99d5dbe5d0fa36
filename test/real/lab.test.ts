import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, startLab } from "./support/lab.ts";
import { applyApp, remove, rolledOut } from "./support/lab-apps.ts";
import { forgetEvents, writeEvent } from "./support/lab-events.ts";
import { longhornItself, longhornVolume } from "./support/lab-longhorn.ts";
import { controlPlaneLabel, laneNode, laneNodes } from "./support/lab-nodes.ts";
import { definePlatform, namespace, platformWorkloads, project } from "./support/lab-platform.ts";
import { podsOf, setContainer } from "./support/lab-pods.ts";
import { bindClaim, csiNode, longhornClass, volumeAttachment, volumeNameOf } from "./support/lab-storage.ts";
import { observe, unknowns } from "./support/shop-lab.ts";
import { until } from "./support/until.ts";

const claim = { namespace: "shop", name: "data", accessModes: ["ReadWriteOnce"] };
const web = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        nodeSelector: { "workload-lane": "primary" },
        containers: [{ name: "web", image: "shop:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      },
    },
  },
};

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ controllers: true });
  const { client } = lab;
  await definePlatform(client);
  for (const name of ["argocd", "longhorn-system", "shop"]) await client.apply(namespace(name));
  for (const object of [...laneNodes, longhornClass, ...longhornItself, project(), ...platformWorkloads]) {
    await client.apply(object);
  }
  for (const node of ["miniserver", "worker-1"]) await client.apply(csiNode(node));
  await bindClaim(client, claim, true);
  for (const object of longhornVolume({ name: volumeNameOf(claim) })) await client.apply(object);
  await client.apply(volumeAttachment(volumeNameOf(claim), "miniserver"));
  await applyApp(client, { name: "shop", namespace: "shop", objects: [web] });
  await rolledOut(client, "shop");
  await rolledOut(client, "kube-system");
});
afterAll(() => lab?.stop());

/** The one pod of the app, as the API server has it. */
async function webPod(): Promise<string> {
  const [pod] = await podsOf(lab.client, "shop", "web");
  if (pod === undefined) throw new Error("no pod of web");
  return pod.metadata.name;
}

describe("the lab", () => {
  it("runs an app with its data as a cluster would, and the product sees it", async () => {
    const view = await observe(lab.kubeconfig);

    expect(unknowns(view)).toEqual({});
    expect(view).toMatchObject({
      application: { value: { sync: "Synced", health: "Healthy" } },
      workloads: { value: [{ name: "web", status: { updated: 1, ready: 1, available: 1 } }] },
      pods: { value: [{ nodeName: "miniserver", ready: true, claims: ["data"] }] },
      claims: { value: [{ phase: "Bound" }] },
      longhorn: { value: { volumes: [{ robustness: "healthy" }] } },
      volumeAttachments: { value: [{ attached: true }] },
    });
    const dns = view.platformPods.state === "known" && view.platformPods.value.find(({ part }) => part === "coredns");
    expect(dns).toMatchObject({ node: "miniserver", ready: true });
  });

  it("can say that a container crashes, and that it is well again", async () => {
    const name = await webPod();
    await setContainer(lab.client, "shop", name, { restarts: 7, waiting: "CrashLoopBackOff" });

    expect((await observe(lab.kubeconfig)).pods).toMatchObject({
      value: [{ ready: false, containers: [{ restartCount: 7, state: "waiting", reason: "CrashLoopBackOff" }] }],
    });
    await setContainer(lab.client, "shop", name, {});
    expect((await observe(lab.kubeconfig)).pods).toMatchObject({ value: [{ ready: true }] });
    await rolledOut(lab.client, "shop");
  });

  it("can have events of both kinds, and forget them", async () => {
    const name = await webPod();
    await forgetEvents(lab.client, "shop");
    const event = { namespace: "shop", kind: "Pod", name, reason: "BackOff", at: "2026-01-01T10:00:00Z" } as const;
    await writeEvent(lab.client, { ...event, count: 3 });
    await writeEvent(lab.client, { ...event, reason: "FailedScheduling", writtenBy: "scheduler" });

    const { events } = await observe(lab.kubeconfig);

    const seen = events.state === "known" ? events.value : [];
    expect(seen.map(({ reason, count }) => `${reason} ${count}`).toSorted()).toEqual([
      "BackOff 3",
      "FailedScheduling 1",
    ]);
    await forgetEvents(lab.client, "shop");
  });

  it("can cordon a node and take its lane away, and give both back", async () => {
    const miniserver = { name: "miniserver", lane: "primary", labels: controlPlaneLabel } as const;
    await lab.client.apply(laneNode({ ...miniserver, lane: undefined, unschedulable: true }));
    const nodes = async () => (await observe(lab.kubeconfig)).nodes;

    expect(await nodes()).toMatchObject({ value: [{ name: "miniserver", unschedulable: true }, { name: "worker-1" }] });
    await lab.client.apply(laneNode(miniserver));
    // The controllers take their taint back a moment later.
    await until("miniserver to be as before", async () => {
      const seen = await nodes();
      const [first] = seen.state === "known" ? seen.value : [];
      return first?.labels["workload-lane"] === "primary" && first.taints.length === 0 && !first.unschedulable;
    });
  });

  it("can lose a copy of a volume", async () => {
    const volume = { name: volumeNameOf(claim), robustness: "degraded", copies: [{ node: "miniserver" }] };
    for (const object of longhornVolume(volume)) await lab.client.apply(object);
    await remove(lab.client, `/apis/longhorn.io/v1beta2/namespaces/longhorn-system/replicas/${volume.name}-r-worker-1`);

    expect((await observe(lab.kubeconfig)).longhorn).toMatchObject({
      value: { volumes: [{ robustness: "degraded" }], replicas: [{ node: "miniserver" }] },
    });
  });
});
