import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aLonghorn, aLonghornVolume, replicasOf } from "../../support/longhorn.ts";
import { askData } from "./ask-data.ts";

function withLocality(dataLocality: string | undefined, strategy: "B2" | "stay" = "B2", second = {}) {
  const longhorn = aLonghorn({ volumes: [aLonghornVolume({ dataLocality })], replicas: replicasOf("pvc-1", second) });
  return askData("longhorn-locality", { longhorn: known(longhorn) }, strategy);
}

it("passes a volume that may be attached anywhere, and shows its locality", () => {
  expect(withLocality("disabled")).toMatchObject({ outcome: "pass", seen: "volume pvc-1 (claim data): disabled" });
});

it("fails on strict-local, which no other node may attach, and says how to leave it", () => {
  expect(withLocality("strict-local")).toMatchObject({
    outcome: "fail",
    summary:
      "volume pvc-1 (claim data) is strict-local: its only replica is where it is attached, and no other node may attach it",
    remedy:
      "For volume pvc-1 (claim data): stop deployment/web, wait until it is detached, set dataLocality to disabled and numberOfReplicas to 2, and start again.",
  });
});

it("lets strict-local be where the workload stays", () => {
  expect(withLocality("strict-local", "stay")).toMatchObject({ outcome: "warn", remedy: "" });
});

it("passes best-effort while a healthy replica is on each node, and warns of the rebuild otherwise", () => {
  expect(withLocality("best-effort").outcome).toBe("pass");
  expect(withLocality("best-effort", "B2", { node: "miniserver" })).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("a failover would begin with a rebuild"),
  });
  expect(withLocality("best-effort", "B2", { failedAt: "2026-01-01T11:00:00Z" }).outcome).toBe("warn");
});

it("is unknown about a locality that is not known", () => {
  expect(withLocality(undefined).outcome).toBe("unknown");
  expect(withLocality("nearby").summary).toContain("has data locality nearby");
  expect(askData("longhorn-locality", { longhorn: known(aLonghorn({ volumes: [] })) }).outcome).toBe("unknown");
});
