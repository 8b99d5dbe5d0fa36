import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { homeFields, unpinnedFields } from "../../../src/domain/overlay/home.ts";
import { pinsOf } from "../../../src/domain/overlay/pins.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { inPrimary, nodeAffinity, twoNodes, workloadOf } from "../../support/workloads.ts";

const workload = (pod: JsonObject) => workloadOf(aDeployment({ pod }));
const removed = (pod: JsonObject) =>
  unpinnedFields(workload(pod), twoNodes).map(({ path, after }) => [path.slice(3).join("."), after]);

describe("pins", () => {
  it("are said in words, for the way back", () => {
    const pod = {
      nodeName: "miniserver",
      nodeSelector: { "kubernetes.io/hostname": "miniserver", "workload-lane": "primary", disk: "ssd" },
      affinity: nodeAffinity({ matchExpressions: [inPrimary] }),
    };

    expect(pinsOf(workload(pod), twoNodes)).toEqual([
      "nodeName miniserver",
      "nodeSelector kubernetes.io/hostname=miniserver",
      "nodeSelector workload-lane=primary",
      "node affinity workload-lane In primary",
    ]);
  });

  it("are none in an app that names no node", () => {
    expect(pinsOf(workload({ nodeSelector: { disk: "ssd" }, nodeName: "" }), twoNodes)).toEqual([]);
  });

  it("are taken away one by one where the app has selectors of its own", () => {
    expect(removed({ nodeSelector: { "kubernetes.io/hostname": "miniserver", disk: "ssd" } })).toEqual([
      ["nodeSelector.kubernetes.io/hostname", undefined],
    ]);
  });

  it("are taken away with the whole selector where nothing else is in it", () => {
    expect(removed({ nodeSelector: { "kubernetes.io/hostname": "miniserver", "workload-lane": "primary" } })).toEqual([
      ["nodeSelector", undefined],
    ]);
  });

  it("by nodeName are taken away", () => {
    expect(removed({ nodeName: "miniserver" })).toEqual([["nodeName", undefined]]);
  });

  it("leave an app alone that has none", () => {
    expect(removed({ nodeSelector: { disk: "ssd" } })).toEqual([]);
    expect(removed({ nodeSelector: {} })).toEqual([]);
  });

  it("are replaced by the primary lane at home", () => {
    const [last] = homeFields(workload({ nodeName: "miniserver" }), twoNodes).slice(-1);

    expect(last?.after).toEqual({ nodeSelectorTerms: [{ matchExpressions: [inPrimary] }] });
  });
});
