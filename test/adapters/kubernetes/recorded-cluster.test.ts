import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordedCluster } from "../../../src/adapters/kubernetes/recorded-cluster.ts";
import { unknownView } from "../../../src/adapters/kubernetes/unknown-view.ts";
import { UserError } from "../../../src/app/errors.ts";
import { recordSnapshot } from "../../../src/app/record.ts";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { question } from "./api-server.ts";

const view: ClusterView = {
  ...unknownView("2026-01-01T12:00:00.000Z", "not asked"),
  services: known([]),
  podsOnSecondary: known([]),
  nodes: known([]),
};
const text = recordSnapshot(view, { app: "shop", namespaces: ["shop"], lanes: question.lanes });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "recordings-"));
  await writeFile(join(folder, "shop.snapshot.json"), text);
});
afterEach(() => rm(folder, { recursive: true }));

/** The one reason that all parts have; undefined when they differ. */
function onlyReason({ observedAt: _, ...parts }: ClusterView): string | undefined {
  const reasons = new Set(Object.values(parts).map((part) => (part.state === "unknown" ? part.reason : part.state)));
  return reasons.size === 1 ? [...reasons][0] : undefined;
}

const of = (name: string) => ({ ...question, application: { name, namespace: "argocd" } });

describe("a recorded cluster", () => {
  it("answers as on the day of the recording, from a file and from a folder", async () => {
    expect(await recordedCluster(join(folder, "shop.snapshot.json")).observe(question)).toStrictEqual(view);
    expect(await recordedCluster(folder).observe(question)).toStrictEqual(view);
  });

  it("knows nothing of another app", async () => {
    const file = recordedCluster(join(folder, "shop.snapshot.json"));

    expect(onlyReason(await file.observe(of("wiki")))).toBe("the recording is of shop, not of wiki");
    expect(onlyReason(await recordedCluster(folder).observe(of("wiki")))).toBe("there is no recording of wiki");
  });

  it("is not led out of its folder by an app's name", async () => {
    await writeFile(join(folder, "..", "stray.snapshot.json"), text);

    const seen = await recordedCluster(folder).observe(of("../stray"));

    expect(onlyReason(seen)).toBe("there is no recording of this app");
    await rm(join(folder, "..", "stray.snapshot.json"));
  });

  it("knows nothing of a namespace that was not recorded", async () => {
    const seen = await recordedCluster(folder).observe({ ...question, namespaces: ["shop", "shop-jobs"] });

    expect(seen.services).toEqual({ state: "unknown", reason: "the recording does not hold namespace shop-jobs" });
    expect(seen.nodes).toEqual({ state: "known", value: [] });
  });

  it("does not know what runs on another lane than the recorded one", async () => {
    const seen = await recordedCluster(folder).observe({ ...question, lanes: { ...question.lanes, label: "lane" } });

    expect(seen.podsOnSecondary).toEqual({
      state: "unknown",
      reason: "the recording was made for the lane workload-lane=secondary",
    });
  });

  it("says what is wrong with a broken recording in the folder, and goes on", async () => {
    await writeFile(join(folder, "wiki.snapshot.json"), "{");

    expect(onlyReason(await recordedCluster(folder).observe(of("wiki")))).toMatch(
      /^the recording of wiki cannot be read: .*it is not JSON/,
    );
  });

  it("refuses a path where nothing is, and a file that is no recording", async () => {
    await writeFile(join(folder, "broken.json"), "{");

    expect(() => recordedCluster(join(folder, "nowhere"))).toThrow(UserError);
    expect(() => recordedCluster(join(folder, "broken.json"))).toThrow("it is not JSON");
  });
});
