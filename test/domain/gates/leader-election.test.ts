import { expect, it } from "vitest";
import type { Lease } from "../../../src/domain/cluster-surroundings.ts";
import { known } from "../../../src/domain/known.ts";
import { ask, forbidden } from "./ask.ts";

function leases(...all: readonly Partial<Lease>[]) {
  const lease = { namespace: "shop", name: "web-leader", holder: undefined, renewedAt: "2026-01-01T11:59:58Z" };
  return ask("leader-election", { cluster: { leases: known(all.map((each) => ({ ...lease, ...each }))) } });
}

it.each(["web-6d5f9c7b8c-x2x4z", "web-6d5f9c7b8c-x2x4z_1b2c"])("names the lease that %s holds", (holder) => {
  expect(leases({ holder })).toMatchObject({
    outcome: "pass",
    summary: "the app's pods elect a leader: 1 lease held",
    seen: "shop/web-leader by web-6d5f9c7b8c-x2x4z, renewed 2026-01-01T11:59:58Z",
  });
});

it("leaves other pods' leases aside, and says that none proves nothing", () => {
  expect(leases({ holder: "web-6d5f9c7b8c-x2x4z2" }, { holder: undefined }, { holder: "miniserver_1" })).toMatchObject({
    outcome: "pass",
    summary: expect.stringContaining("which proves nothing"),
  });
});

it("is unknown when the leases or the pods could not be read, and offline", () => {
  expect(ask("leader-election", { cluster: { leases: forbidden } }).outcome).toBe("unknown");
  expect(ask("leader-election", { cluster: { pods: forbidden } }).outcome).toBe("unknown");
  expect(ask("leader-election", { cluster: "offline" })).toMatchObject({ outcome: "unknown", live: true });
});
