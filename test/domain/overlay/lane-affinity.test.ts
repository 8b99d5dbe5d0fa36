import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import {
  affinityPins,
  excludesSecondary,
  type LaneNodes,
  requiredLanes,
} from "../../../src/domain/overlay/lane-affinity.ts";
import { inBoth, inPrimary, nodeAffinity, twoNodes } from "../../support/workloads.ts";

const offline: LaneNodes = { ...twoNodes, secondary: { name: undefined, labels: { "workload-lane": "secondary" } } };
const both = ["primary", "secondary"];
const ssd = { key: "disk", operator: "In", values: ["ssd"] };
const hostname = (operator: string, ...values: readonly string[]) => ({
  key: "kubernetes.io/hostname",
  operator,
  values,
});
const lane = (operator: string, ...values: readonly string[]) => ({ key: "workload-lane", operator, values });
const node = (operator: string, ...values: readonly string[]) => ({ key: "metadata.name", operator, values });

function terms(affinity: JsonObject | undefined, values: readonly string[] = both, nodes = twoNodes) {
  return requiredLanes(affinity, nodes, values)["nodeSelectorTerms"];
}

describe("the required lanes", () => {
  it("are one term where the app asks for nothing", () => {
    expect(terms(undefined, ["primary"])).toEqual([{ matchExpressions: [inPrimary] }]);
    expect(terms({ podAntiAffinity: {} })).toEqual([{ matchExpressions: [inBoth] }]);
  });

  it("are ANDed into every OR-ed term, or one of them would stay open", () => {
    const gpu = { key: "gpu", operator: "Exists" };

    expect(terms(nodeAffinity({ matchExpressions: [ssd] }, { matchExpressions: [gpu] }))).toEqual([
      { matchExpressions: [ssd, inBoth] },
      { matchExpressions: [gpu, inBoth] },
    ]);
  });

  it("take the place of what pins to a node by its hostname", () => {
    expect(terms(nodeAffinity({ matchExpressions: [hostname("In", "miniserver"), ssd] }))).toEqual([
      { matchExpressions: [ssd, inBoth] },
    ]);
  });

  it("take the place of a term that is nothing but a pin", () => {
    expect(terms(nodeAffinity({ matchExpressions: [hostname("In", "miniserver")] }))).toEqual([
      { matchExpressions: [inBoth] },
    ]);
  });

  it("take the place of the app's own lane", () => {
    expect(terms(nodeAffinity({ matchExpressions: [lane("In", "primary")] }))).toEqual([
      { matchExpressions: [inBoth] },
    ]);
    expect(terms(nodeAffinity({ matchExpressions: [lane("NotIn", "secondary")] }))).toEqual([
      { matchExpressions: [inBoth] },
    ]);
    expect(terms(nodeAffinity({ matchExpressions: [lane("DoesNotExist")] }))).toEqual([{ matchExpressions: [inBoth] }]);
  });

  it("keep what the app says of other lanes and of nodes that have one", () => {
    expect(terms(nodeAffinity({ matchExpressions: [lane("NotIn", "build"), lane("Exists")] }))).toEqual([
      { matchExpressions: [lane("NotIn", "build"), lane("Exists"), inBoth] },
    ]);
  });

  it("keep a hostname that the secondary has", () => {
    const open = hostname("In", "miniserver", "worker-1");

    expect(terms(nodeAffinity({ matchExpressions: [open] }))).toEqual([{ matchExpressions: [open, inBoth] }]);
    expect(terms(nodeAffinity({ matchExpressions: [hostname("NotIn", "worker-9")] }))).toEqual([
      { matchExpressions: [hostname("NotIn", "worker-9"), inBoth] },
    ]);
  });

  it("drop a hostname that shuts the secondary out", () => {
    expect(terms(nodeAffinity({ matchExpressions: [hostname("NotIn", "worker-1")] }))).toEqual([
      { matchExpressions: [inBoth] },
    ]);
  });

  it("keep expressions that are no pins, whatever they ask for", () => {
    const kept = [
      ssd,
      { key: "zone", operator: "NotIn", values: ["c"] },
      { key: "gpu", operator: "Exists" },
      { key: "cores", operator: "Gt", values: ["8"] },
    ];

    expect(terms(nodeAffinity({ matchExpressions: kept }))).toEqual([{ matchExpressions: [...kept, inBoth] }]);
  });

  it("drop a node's name among the fields and keep the rest of the term", () => {
    expect(terms(nodeAffinity({ matchFields: [node("In", "miniserver")], matchExpressions: [ssd] }))).toEqual([
      { matchExpressions: [ssd, inBoth] },
    ]);
    expect(terms(nodeAffinity({ matchFields: [node("In", "miniserver")] }))).toEqual([{ matchExpressions: [inBoth] }]);
  });

  it("drop a name that shuts the secondary out, and keep one that does not", () => {
    expect(terms(nodeAffinity({ matchFields: [node("NotIn", "worker-1")] }))).toEqual([{ matchExpressions: [inBoth] }]);
    expect(terms(nodeAffinity({ matchFields: [node("NotIn", "old")] }))).toEqual([
      { matchFields: [node("NotIn", "old")], matchExpressions: [inBoth] },
    ]);
  });

  it("do not revive a term without anything in it, which selects no node", () => {
    expect(terms(nodeAffinity({}, { matchExpressions: [] }, { matchExpressions: [ssd] }))).toEqual([
      { matchExpressions: [ssd, inBoth] },
    ]);
  });

  it("say a term once when pins were all that told two apart", () => {
    const terms_ = nodeAffinity(
      { matchExpressions: [hostname("In", "miniserver"), ssd] },
      { matchExpressions: [hostname("In", "old"), ssd] },
    );

    expect(terms(terms_)).toEqual([{ matchExpressions: [ssd, inBoth] }]);
  });

  it("without a cluster take any one hostname for a pin", () => {
    expect(terms(nodeAffinity({ matchExpressions: [hostname("In", "miniserver")] }), both, offline)).toEqual([
      { matchExpressions: [inBoth] },
    ]);
    expect(terms(nodeAffinity({ matchFields: [node("In", "miniserver")] }), both, offline)).toEqual([
      { matchExpressions: [inBoth] },
    ]);
  });

  it("use the settings' own label and values", () => {
    const lanes = { ...twoNodes.lanes, label: "lane", primary: "a", secondary: "b" };
    const nodes = { ...twoNodes, lanes, secondary: { name: "n", labels: { lane: "b" } } };

    expect(terms(nodeAffinity({ matchExpressions: [inPrimary] }), ["a", "b"], nodes)).toEqual([
      { matchExpressions: [inPrimary, { key: "lane", operator: "In", values: ["a", "b"] }] },
    ]);
  });
});

describe("pins in words", () => {
  it("name what is dropped, for the way back", () => {
    const affinity = nodeAffinity({
      matchExpressions: [hostname("In", "miniserver"), ssd],
      matchFields: [node("In", "miniserver")],
    });

    expect(affinityPins(affinity, twoNodes)).toEqual([
      "node affinity kubernetes.io/hostname In miniserver",
      "node affinity metadata.name In miniserver",
    ]);
  });

  it("are none where nothing is dropped", () => {
    expect(affinityPins(nodeAffinity({ matchExpressions: [ssd] }), twoNodes)).toEqual([]);
  });
});

describe("node affinity alone keeps pods off the secondary", () => {
  it("when every term is pinned elsewhere", () => {
    expect(excludesSecondary(nodeAffinity({ matchExpressions: [hostname("In", "miniserver")] }), twoNodes)).toBe(true);
    expect(
      excludesSecondary(
        nodeAffinity({ matchExpressions: [inPrimary] }, { matchFields: [node("In", "miniserver")] }),
        twoNodes,
      ),
    ).toBe(true);
  });

  it("not when one of the terms is open", () => {
    expect(
      excludesSecondary(nodeAffinity({ matchExpressions: [inPrimary] }, { matchExpressions: [ssd] }), twoNodes),
    ).toBe(false);
  });

  it("not when a lane expression includes the secondary, and not without terms", () => {
    expect(excludesSecondary(nodeAffinity({ matchExpressions: [inBoth] }), twoNodes)).toBe(false);
    expect(excludesSecondary(undefined, twoNodes)).toBe(false);
  });
});
