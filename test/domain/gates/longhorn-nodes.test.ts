import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aLonghorn, aLonghornNode } from "../../support/longhorn.ts";
import { aNode, aSecondary } from "../../support/snapshot.ts";
import { forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

function withSecondary(changes: Partial<ReturnType<typeof aLonghornNode>>) {
  const nodes = [aLonghornNode(), aLonghornNode({ name: "worker-1", ...changes })];
  return askData("longhorn-nodes", { longhorn: known(aLonghorn({ nodes })) });
}

const conditions = (changes: Readonly<Record<string, string>>) => ({
  conditions: { Ready: "True", Schedulable: "True", ...changes },
});

it("passes when both lanes' nodes take replicas", () => {
  expect(withSecondary({})).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("worker-1: scheduling allowed, Ready True, Schedulable True"),
  });
});

it("fails for a lane's node that Longhorn does not know", () => {
  expect(askData("longhorn-nodes", { longhorn: known(aLonghorn({ nodes: [aLonghornNode()] })) })).toMatchObject({
    outcome: "fail",
    summary: "Longhorn does not know worker-1",
  });
});

it("fails when scheduling is not allowed, or the node is not Ready or not Schedulable", () => {
  expect(withSecondary({ allowScheduling: false }).summary).toBe("Longhorn may not put replicas on worker-1");
  expect(withSecondary(conditions({ Ready: "False" })).summary).toBe("worker-1 is not Ready to Longhorn");
  expect(withSecondary(conditions({ Schedulable: "False" }))).toMatchObject({
    outcome: "fail",
    summary: "worker-1 is not Schedulable to Longhorn",
  });
});

it("is unknown where Longhorn does not know either", () => {
  expect(withSecondary(conditions({ Ready: "Unknown" })).outcome).toBe("unknown");
  expect(withSecondary({ conditions: {} }).outcome).toBe("unknown");
});

it("does not ask about nodes of no lane", () => {
  const nodes = [
    aLonghornNode(),
    aLonghornNode({ name: "worker-1" }),
    aLonghornNode({ name: "attic", allowScheduling: false }),
  ];

  const all = known([aNode(), aSecondary(), aNode({ name: "attic", labels: {} })]);

  expect(askData("longhorn-nodes", { longhorn: known(aLonghorn({ nodes })), nodes: all }).outcome).toBe("pass");
});

it("fails without a node of a lane, and is unknown when nodes could not be read", () => {
  expect(askData("longhorn-nodes", { nodes: known([aNode()]) }).summary).toBe("no node has workload-lane=secondary");
  expect(askData("longhorn-nodes", { nodes: forbidden }).outcome).toBe("unknown");
});
