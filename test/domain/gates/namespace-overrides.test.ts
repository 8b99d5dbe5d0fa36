import { expect, it } from "vitest";
import type { Namespace } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import { ask, forbidden } from "./ask.ts";

function overrides(changes: Partial<Namespace>) {
  const namespace = { name: "shop", nodeSelector: undefined, defaultTolerations: undefined, ...changes };
  return ask("namespace-overrides", { cluster: { namespaces: known([namespace]) } });
}

function tolerating(...tolerations: readonly object[]) {
  return overrides({ defaultTolerations: JSON.stringify(tolerations) });
}

it("passes without annotations", () => {
  expect(overrides({})).toMatchObject({
    outcome: "pass",
    seen: "shop: node selector none, default tolerations none",
  });
});

it("fails when the namespace's node selector excludes a lane", () => {
  expect(overrides({ nodeSelector: "workload-lane=primary" })).toMatchObject({
    outcome: "fail",
    summary:
      "namespace shop gives its pods the node selector workload-lane=primary, which no node of the secondary lane has",
  });
  expect(overrides({ nodeSelector: "kubernetes.io/hostname=worker-1" }).summary).toContain("the primary lane");
  expect(overrides({ nodeSelector: "workload-lane=primary, disk=ssd" }).summary).toContain("(and 1 more)");
});

it("fails when it cannot be read as labels, and passes when it is empty", () => {
  expect(overrides({ nodeSelector: "workload-lane in (primary)" })).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("cannot be read as labels"),
  });
  expect(overrides({ nodeSelector: "a==b" }).outcome).toBe("fail");
  expect(overrides({ nodeSelector: "" }).outcome).toBe("pass");
});

it.each([
  [{ key: "workload-lane", operator: "Equal", value: "secondary", effect: "NoSchedule" }, "workload-lane=secondary"],
  [{ key: "workload-lane", operator: "Exists" }, "workload-lane Exists"],
  [{ operator: "Exists" }, "everything"],
])("fails when all its pods tolerate the secondary: %o", (toleration, text) => {
  expect(tolerating(toleration)).toMatchObject({
    outcome: "fail",
    summary: expect.stringMatching(
      /^namespace shop lets all its pods tolerate the secondary .*: none of them had to opt in$/,
    ),
    seen: expect.stringContaining(text),
  });
});

it("fails when all its pods tolerate a node in trouble for ever", () => {
  expect(
    tolerating({ key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" }),
  ).toMatchObject({
    outcome: "fail",
    summary:
      "namespace shop lets all its pods tolerate node.kubernetes.io/unschedulable Exists:NoSchedule, a node in trouble",
  });
});

it("passes tolerations that open neither", () => {
  const lost = {
    key: "node.kubernetes.io/unreachable",
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 60,
  };

  expect(tolerating(lost, { key: "gpu", operator: "Exists" }).outcome).toBe("pass");
  expect(overrides({ defaultTolerations: "" }).outcome).toBe("pass");
});

it.each(["{}", "[1]", "workload-lane"])("fails when the tolerations are %s, which refuses every pod", (text) => {
  expect(overrides({ defaultTolerations: text })).toMatchObject({
    outcome: "fail",
    summary: "namespace shop: its default tolerations are not a list of tolerations",
  });
});

it("is unknown when the list was too long to be kept", () => {
  expect(overrides({ defaultTolerations: "[".padEnd(1024, " ") }).outcome).toBe("unknown");
});

it("is unknown when the namespace or its lanes could not be looked at, and offline", () => {
  expect(ask("namespace-overrides", { cluster: { namespaces: forbidden } }).outcome).toBe("unknown");
  expect(ask("namespace-overrides", { cluster: { namespaces: known([]) } })).toMatchObject({
    outcome: "unknown",
    summary: "namespace shop could not be read: it is not among those that were read",
  });
  const namespaces = known([{ name: "shop", nodeSelector: "a=b", defaultTolerations: undefined }]);
  expect(ask("namespace-overrides", { cluster: { namespaces, nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("namespace-overrides", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});

it("does not need the nodes where no selector is set", () => {
  expect(ask("namespace-overrides", { cluster: { nodes: forbidden } }).outcome).toBe("pass");
});
