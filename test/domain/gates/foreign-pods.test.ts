import { expect, it } from "vitest";
import type { Pod } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { aNode, aPod, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function foreign(...pods: readonly Partial<Pod>[]) {
  const podsOnSecondary = known(pods.map((pod) => aPod({ nodeName: "worker-1", ...pod })));
  return ask("foreign-pods", { cluster: { podsOnSecondary } });
}

const stranger = { namespace: "blog", name: "blog-0", labels: { app: "blog" } };

it("passes when nobody else stands there", () => {
  expect(foreign()).toMatchObject({
    outcome: "pass",
    seen: "0 pods on the secondary lane looked at",
    command: expect.stringContaining("--field-selector=spec.nodeName=worker-1"),
  });
});

it("warns of other apps' pods, and lists them", () => {
  expect(foreign(stranger, { ...stranger, namespace: "shop", name: "cron-1" })).toMatchObject({
    outcome: "warn",
    summary: "2 pods on the secondary lane are of other apps: blog/blog-0 (worker-1), shop/cron-1 (worker-1)",
  });
});

it("takes pods with the app's own labels for the app's, but not those of another namespace", () => {
  expect(foreign({ name: "web-standby-5c-zzzzz", labels: { app: "web", "failover-role": "standby" } })).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("this app's: shop/web-standby-5c-zzzzz (worker-1)"),
  });
  expect(foreign({ namespace: "blog" }).outcome).toBe("warn");
});

it("lists the platform's own pods and does not judge them", () => {
  const engine = { ...stranger, namespace: "longhorn-system", name: "instance-manager-1" };

  expect(foreign(engine, { ...stranger, namespace: "kube-system" })).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("the platform's: longhorn-system/instance-manager-1 (worker-1), kube-system/blog-0"),
  });

  const platformPods = known([
    { namespace: "storage", name: "longhorn-manager-1", part: "longhorn-manager", node: "worker-1", ready: true },
  ]);
  const podsOnSecondary = known([aPod({ ...stranger, namespace: "storage" })]);
  expect(ask("foreign-pods", { cluster: { podsOnSecondary, platformPods } }).outcome).toBe("pass");
});

it.each<Partial<Pod>>([
  { owner: { kind: "DaemonSet", name: "x", uid: "u", controller: true } },
  { owner: { kind: "Node", name: "worker-1", uid: "u", controller: true } },
  { phase: "Succeeded" },
  { phase: "Failed" },
])("leaves aside what is everywhere, static or over: %o", (pod) => {
  expect(foreign({ ...stranger, ...pod }).outcome).toBe("pass");
});

it("counts beyond twenty instead of listing", () => {
  const many = Array.from({ length: 23 }, (_, at) => ({ ...stranger, name: `blog-${at}` }));

  expect(foreign(...many).summary).toMatch(/^23 pods .*, and 3 more$/);
});

it("is unknown when the pods or the nodes could not be read, without a secondary node, and offline", () => {
  expect(ask("foreign-pods", { cluster: { podsOnSecondary: forbidden } }).outcome).toBe("unknown");
  expect(ask("foreign-pods", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("foreign-pods", { cluster: { nodes: known([aNode()]) } }).outcome).toBe("unknown");
  expect(ask("foreign-pods", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});

it("asks for all pods with their nodes where the lane has several nodes", () => {
  const nodes = known([aNode(), aSecondary(), aSecondary({ name: "worker-2" })]);

  expect(ask("foreign-pods", { cluster: { nodes } }).command).not.toContain("field-selector");
});
