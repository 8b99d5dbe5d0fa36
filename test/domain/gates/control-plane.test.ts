import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const role = { "node-role.kubernetes.io/control-plane": "true" };
const lane = (value: string) => ({ "workload-lane": value });

it("warns of a single control-plane node: no strategy survives its loss", () => {
  const nodes = known([aNode({ labels: { ...role, ...lane("primary") } }), aSecondary()]);

  expect(ask("control-plane", { cluster: { nodes } })).toMatchObject({
    outcome: "warn",
    summary: "miniserver (primary lane) is the only control-plane node: no strategy survives its loss",
  });
});

it("knows the role by its old name, and by an empty value", () => {
  const nodes = known([aNode({ labels: { "node-role.kubernetes.io/master": "" } }), aSecondary()]);

  expect(ask("control-plane", { cluster: { nodes } })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("miniserver (in no lane)"),
  });
});

it("passes with several", () => {
  const nodes = known([
    aNode({ labels: { ...role, ...lane("primary") } }),
    aSecondary({ labels: { ...role, ...lane("secondary") } }),
  ]);

  expect(ask("control-plane", { cluster: { nodes } })).toMatchObject({
    outcome: "pass",
    summary: "the control plane stands on 2 nodes: miniserver (primary lane), worker-1 (secondary lane)",
  });
});

it("passes with none: the control plane runs elsewhere", () => {
  expect(ask("control-plane")).toMatchObject({ outcome: "pass", summary: expect.stringContaining("elsewhere") });
});

it("is unknown when the nodes could not be read, and offline", () => {
  expect(ask("control-plane", { cluster: { nodes: forbidden } }).outcome).toBe("unknown");
  expect(ask("control-plane", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
