import { describe, expect, it } from "vitest";
import { known, unknown } from "../../../src/domain/known.ts";
import { laneNodes, serverAbility } from "../../../src/domain/overlay/lane-nodes.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import type { Observation } from "../../../src/domain/snapshot.ts";
import { aCluster, aNode, aSecondary } from "../../support/snapshot.ts";

const live = (changes: Parameters<typeof aCluster>[0] = {}): Observation => ({
  mode: "live",
  cluster: aCluster(changes),
});

describe("the lanes' nodes", () => {
  it("are found by their label, never by a name", () => {
    const nodes = [aNode({ name: "x" }), aSecondary(), aNode({ name: "build", labels: { "workload-lane": "build" } })];

    expect(laneNodes(live({ nodes: known(nodes) }), runbookSettings)).toMatchObject({
      count: 2,
      secondary: { name: "worker-1" },
    });
  });

  it("are counted, all of them", () => {
    expect(
      laneNodes(live({ nodes: known([aNode(), aSecondary(), aSecondary({ name: "worker-2" })]) }), runbookSettings)
        .count,
    ).toBe(3);
  });

  it.each<[string, Observation]>([
    ["without a cluster", { mode: "offline" }],
    ["where nodes could not be read", live({ nodes: unknown("forbidden") })],
    ["where no node has the secondary's label", live({ nodes: known([aNode()]) })],
  ])("are assumed to be one a lane %s", (_, observation) => {
    expect(laneNodes(observation, runbookSettings)).toMatchObject({
      count: 2,
      secondary: { name: undefined, labels: { "workload-lane": "secondary" } },
    });
  });
});

describe("the server", () => {
  const ability = (minor: number, major = 1) => {
    const { affinityPerRevision, spreadPerRevision } = serverAbility(
      live({ server: known({ version: `v${major}.${minor}.0`, major, minor }) }),
    );
    return [affinityPerRevision, spreadPerRevision];
  };

  it.each([
    [26, [false, false]],
    [27, [false, true]],
    [30, [false, true]],
    [31, [true, true]],
    [36, [true, true]],
  ])("of 1.%i knows revisions in anti-affinity and in spread: %j", (minor, expected) => {
    expect(ability(minor)).toEqual(expected);
  });

  it("of 2.0 knows both", () => {
    expect(ability(0, 2)).toEqual([true, true]);
  });

  it("that nobody asked is taken for a current one, and that is known to be a guess", () => {
    expect(serverAbility({ mode: "offline" })).toMatchObject({
      affinityPerRevision: true,
      assumed: true,
      version: undefined,
    });
    expect(serverAbility(live()).assumed).toBe(false);
  });
});
