import { expect, it } from "vitest";
import type { PlatformPod } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import { ask, forbidden } from "./ask.ts";

function dns(...pods: readonly Partial<PlatformPod>[]) {
  const server = { namespace: "kube-system", name: "coredns-1", part: "coredns", node: "miniserver", ready: true };
  return ask("dns", { cluster: { platformPods: known(pods.map((pod) => ({ ...server, ...pod }))) } });
}

const away = { name: "coredns-2", node: "worker-1" };

it("passes when CoreDNS is ready outside the primary lane too", () => {
  expect(dns({}, away)).toMatchObject({
    outcome: "pass",
    summary: "CoreDNS is ready on miniserver, worker-1",
    seen: "kube-system/coredns-1 on miniserver, ready; kube-system/coredns-2 on worker-1, ready",
  });
});

it("warns when it is ready on the primary only", () => {
  expect(dns({}, { name: "coredns-3" })).toMatchObject({
    outcome: "warn",
    summary:
      "CoreDNS is ready on the primary lane only (miniserver): without it, pods on the other node resolve no names",
  });
  expect(dns({}, { ...away, ready: false }).summary).toContain("and");
  expect(dns({}, { ...away, ready: false }).seen).toContain("primary lane only");
});

it("warns of a pod that is not ready, or on no node", () => {
  expect(dns({}, away, { name: "coredns-3", node: undefined, ready: false })).toMatchObject({
    outcome: "warn",
    summary: "CoreDNS pod coredns-3 on no node is not ready",
  });
  expect(dns({ ready: false }).summary).toBe("CoreDNS pod coredns-1 on miniserver is not ready");
});

it("warns when there is none: what resolves names is not to be seen", () => {
  expect(dns({ part: "longhorn-manager" })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("no CoreDNS pod was found"),
  });
});

it("is unknown when the platform's pods or the nodes could not be read, and offline", () => {
  expect(ask("dns", { cluster: { platformPods: forbidden } }).outcome).toBe("unknown");
  expect(ask("dns", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("dns", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
