import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import { aNode, aSecondary } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function lanes(...nodes: Parameters<typeof known<readonly ReturnType<typeof aNode>[]>>[0]) {
  return ask("lanes", { cluster: { nodes: known(nodes) } });
}

it("passes with a Ready node in each lane, and mentions nodes of no lane", () => {
  expect(lanes(aNode(), aSecondary(), aNode({ name: "nas", labels: {} }))).toMatchObject({
    outcome: "pass",
    summary: "both lanes have a Ready node: miniserver (primary), worker-1 (secondary)",
    seen: expect.stringContaining("in no lane: nas"),
  });
});

it("finds lanes by the label that the settings name", () => {
  const settings = { lanes: { ...runbookSettings.lanes, label: "lane", primary: "one", secondary: "two" } };
  const nodes = known([aNode({ labels: { lane: "one" } }), aSecondary({ labels: { lane: "two" } })]);

  expect(ask("lanes", { settings, cluster: { nodes } })).toMatchObject({
    outcome: "pass",
    command: "kubectl get nodes -L lane",
  });
  expect(ask("lanes", { settings }).outcome).toBe("fail");
});

it("fails when a lane has no node, and says how to label one", () => {
  expect(lanes(aNode(), aSecondary({ labels: {} }))).toMatchObject({
    outcome: "fail",
    summary: "no node has workload-lane=secondary",
    remedy: expect.stringContaining("kubectl label node <node> workload-lane=secondary"),
  });
  expect(lanes(aSecondary())).toMatchObject({ outcome: "fail", summary: "no node has workload-lane=primary" });
});

it.each(["False", "Unknown", undefined] as const)("fails when a lane's only node has Ready %s", (ready) => {
  const conditions = ready === undefined ? {} : { Ready: ready };

  expect(lanes(aNode(), aSecondary({ conditions }))).toMatchObject({
    outcome: "fail",
    summary: "no node of the secondary lane is Ready: worker-1 (not Ready)",
  });
});

it("passes when a lane's second node is down", () => {
  expect(lanes(aNode(), aSecondary(), aSecondary({ name: "worker-2", conditions: {} })).outcome).toBe("pass");
});

it("warns of a node whose lane is neither of the two", () => {
  expect(lanes(aNode(), aSecondary(), aNode({ name: "nas", labels: { "workload-lane": "secundary" } }))).toMatchObject({
    outcome: "warn",
    summary: "nas has workload-lane=secundary, which is neither lane",
  });
});

it("is unknown when the nodes could not be read", () => {
  expect(ask("lanes", { cluster: { nodes: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "the nodes could not be read: forbidden",
  });
});
