import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readRecording } from "../../../src/app/record.ts";

const folder = "examples/homelab-snapshots";
const recordings = readdirSync(folder)
  .filter((file) => file.endsWith(".snapshot.json"))
  .map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")] as const);

describe("the recordings of the example repository", () => {
  it("are there", () => {
    expect(recordings.length).toBeGreaterThan(15);
  });

  it.each(recordings)("%s can be read, and holds no unknown part and no environment", (_file, text) => {
    const { observedAt: _, ...parts } = readRecording(text);

    expect(Object.values(parts).map(({ state }) => state)).not.toContain("unknown");
    expect(text).not.toMatch(/"env"|"envFrom"|"annotations"|secretKeyRef/);
  });

  it("show a shop that is well in every respect", () => {
    const shop = readRecording(readFileSync(`${folder}/shop.snapshot.json`, "utf8"));

    expect(shop).toMatchObject({
      nodes: {
        value: [
          { labels: { "workload-lane": "primary" }, taints: [], unschedulable: false, conditions: { Ready: "True" } },
          {
            labels: { "workload-lane": "secondary" },
            taints: [{ key: "workload-lane", value: "secondary", effect: "NoSchedule" }],
            unschedulable: false,
            conditions: { Ready: "True" },
          },
        ],
      },
      application: { value: { sync: "Synced", health: "Healthy", automated: false } },
      workloads: { value: [{ name: "shop", status: { updated: 1, ready: 1, available: 1 } }] },
      pods: { value: [{ ready: true, nodeName: "miniserver", containers: [{ restartCount: 0, state: "running" }] }] },
      podsOnSecondary: { value: [] },
      disruptionBudgets: { value: [{ name: "shop", disruptionsAllowed: 1 }] },
    });
    expect(shop.events.state === "known" && shop.events.value.map(({ type }) => type)).not.toContain("Warning");
  });
});
