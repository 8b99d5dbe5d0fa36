import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { aroundLonghorn, aroundVolume } from "../../support/longhorn.ts";
import { aClaim } from "../../support/snapshot.ts";
import { askData } from "./ask-data.ts";

function withPoints(lastSnapshotAt: string | undefined, lastBackupAt: string | undefined = undefined) {
  const volumes = [aroundVolume({ lastSnapshotAt, lastBackupAt })];
  return askData("restore-point", { longhornSurroundings: known(aroundLonghorn({ volumes })) });
}

it("says of the newest snapshot and backup how old they are, and claims no more", () => {
  expect(withPoints("2026-01-01T09:00:00.000Z", "2025-12-20T10:00:00.000Z")).toMatchObject({
    outcome: "pass",
    summary: "every volume has a snapshot or a backup; whether it can be restored is for people to try",
    seen: "volume pvc-1 (claim data): newest snapshot 3 hours ago (2026-01-01T09:00:00.000Z), newest backup 12 days ago (2025-12-20T10:00:00.000Z)",
  });
});

it.each([
  ["2026-01-01T11:59:40.000Z", "just now"],
  ["2026-01-01T12:00:30.000Z", "just now"],
  ["2026-01-01T11:59:00.000Z", "1 minute ago"],
  ["2026-01-01T10:01:00.000Z", "119 minutes ago"],
  ["2026-01-01T10:00:00.000Z", "2 hours ago"],
  ["2025-12-30T13:00:00.000Z", "47 hours ago"],
  ["2025-12-30T12:00:00.000Z", "2 days ago"],
])("calls %s %s", (at, words) => {
  expect(withPoints(at).seen).toContain(`newest snapshot ${words} (${at}), newest backup none`);
});

it("passes with a backup alone", () => {
  expect(withPoints(undefined, "2025-12-31T09:00:00.000Z").outcome).toBe("pass");
});

it("warns of a volume with neither", () => {
  expect(withPoints(undefined)).toMatchObject({
    outcome: "warn",
    summary: "volume pvc-1 (claim data) has neither a snapshot nor a backup",
    remedy: "For volume pvc-1 (claim data): take a backup, or at least a snapshot.",
  });
});

it("is unknown about a volume whose snapshots were not read", () => {
  expect(askData("restore-point", { longhornSurroundings: known(aroundLonghorn({ volumes: [] })) }).outcome).toBe(
    "unknown",
  );
});

it("has nothing to say of a claim that has no volume yet", () => {
  expect(askData("restore-point", { claims: known([aClaim({ volumeName: undefined })]) })).toMatchObject({
    outcome: "pass",
    seen: "claim data: no volume yet",
  });
});
