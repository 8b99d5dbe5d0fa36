import { describe, expect, it } from "vitest";
import { tolerates, withLaneToleration } from "../../../src/domain/overlay/tolerations.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import { laneToleration } from "../../support/workloads.ts";

const { taint } = runbookSettings.lanes;

describe("a toleration opens the lane", () => {
  it.each([
    [{ key: "workload-lane", operator: "Equal", value: "secondary", effect: "NoSchedule" }, true],
    [{ key: "workload-lane", value: "secondary" }, true],
    [{ key: "workload-lane", operator: "", value: "secondary", effect: "" }, true],
    [{ key: "workload-lane", operator: "Exists" }, true],
    [{ key: "workload-lane", operator: "Exists", effect: "NoSchedule" }, true],
    [{ operator: "Exists" }, true],
    [{ key: "", operator: "Exists" }, true],
    [{ key: "workload-lane", operator: "Exists", effect: "NoExecute" }, false],
    [{ key: "workload-lane", value: "primary" }, false],
    [{ key: "workload-lane", operator: "Lt", value: "secondary" }, false],
    [{ key: "gpu", operator: "Exists" }, false],
    [{ value: "secondary" }, false],
    [{}, false],
  ])("%j: %j", (toleration, expected) => {
    expect(tolerates([toleration], taint)).toBe(expected);
  });

  it("when one of several does", () => {
    expect(tolerates([{ key: "gpu", operator: "Exists" }, laneToleration], taint)).toBe(true);
  });

  it("never when there are none", () => {
    expect(tolerates(undefined, taint)).toBe(false);
    expect(tolerates(null, taint)).toBe(false);
  });
});

describe("the list that a patch writes", () => {
  it("is the lane's toleration alone where the app has none", () => {
    expect(withLaneToleration(undefined, taint)).toEqual([laneToleration]);
  });

  it("keeps the app's own entries before it, because the list replaces", () => {
    const gpu = { key: "gpu", operator: "Exists", tolerationSeconds: 30 };

    expect(withLaneToleration([gpu], taint)).toEqual([gpu, laneToleration]);
  });

  it("is the app's own where that opens the lane already", () => {
    const own = [{ operator: "Exists" }];

    expect(withLaneToleration(own, taint)).toEqual(own);
  });

  it("says the settings' own taint", () => {
    const mine = { key: "lane", value: "b", effect: "NoExecute" };

    expect(withLaneToleration([laneToleration], mine)).toEqual([laneToleration, { operator: "Equal", ...mine }]);
  });
});
