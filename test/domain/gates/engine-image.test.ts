import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { anEngineImage, aroundLonghorn, aroundVolume, twoVolumes, withTwo } from "../../support/longhorn.ts";
import { ask } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "engine-image";
const engine = (tag: string) => `longhornio/longhorn-engine:${tag}`;

function around(runs: string | undefined, tags: readonly (readonly [tag: string, state?: string])[], wanted = runs) {
  return askData(gate, {
    longhornSurroundings: known(
      aroundLonghorn({
        engineImages: tags.map(([tag, state]) => anEngineImage(tag, state)),
        volumes: [aroundVolume({ currentImage: runs, image: wanted })],
      }),
    ),
  });
}

it("passes a volume with the newest engine, and shows which are there", () => {
  expect(around(engine("v1.10.0"), [["v1.9.1"], ["v1.10.0"]])).toMatchObject({
    outcome: "pass",
    seen: expect.stringContaining("volume pvc-1 (claim data): longhornio/longhorn-engine:v1.10.0"),
  });
});

it("warns of an older engine than the newest one, by version and not by letters", () => {
  expect(around(engine("v1.9.1"), [["v1.9.1"], ["v1.10.0"]])).toMatchObject({
    outcome: "warn",
    summary:
      "volume pvc-1 (claim data) runs engine longhornio/longhorn-engine:v1.9.1; the current one is longhornio/longhorn-engine:v1.10.0",
    remedy: "For volume pvc-1 (claim data): upgrade its engine to longhornio/longhorn-engine:v1.10.0.",
  });
});

it("takes a release for newer than its candidate", () => {
  expect(around(engine("v1.10.0-rc2"), [["v1.10.0"], ["v1.10.0-rc2"]]).outcome).toBe("warn");
});

it("warns of an upgrade that is under way", () => {
  expect(around(engine("v1.9.1"), [["v1.9.1"], ["v1.10.0"]], engine("v1.10.0"))).toMatchObject({
    outcome: "warn",
    summary: expect.stringContaining("its upgrade is under way, or stuck"),
  });
});

it("does not want an engine that cannot be used", () => {
  expect(around(engine("v1.9.1"), [["v1.9.1"], ["v1.10.0", "incompatible"], ["v1.11.0", "error"]]).outcome).toBe(
    "pass",
  );
});

it("takes the same version from another registry for the same", () => {
  expect(around("mirror.example:5000/longhorn-engine:v1.9.1", [["v1.9.1"]]).outcome).toBe("pass");
});

it("compares by name where there is but one engine image, whatever its tag", () => {
  expect(around(engine("master-head"), [["master-head"]]).outcome).toBe("pass");
  expect(around(engine("nightly"), [["master-head"]]).outcome).toBe("warn");
});

it("goes by the wanted image of a volume that never ran", () => {
  expect(around(undefined, [["v1.9.1"]], engine("v1.9.1")).outcome).toBe("pass");
});

it("is unknown when no current engine can be told, or the volume's is not known", () => {
  expect(around(engine("v1.9.1"), []).summary).toContain("the current engine image could not be read");
  expect(around(engine("a"), [["a"], ["b"]]).outcome).toBe("unknown");
  expect(around(undefined, [["v1.9.1"]]).outcome).toBe("unknown");
  expect(askData(gate, { longhornSurroundings: known(aroundLonghorn({ volumes: [] })) }).outcome).toBe("unknown");
});

it("upgrades one volume at a time, in the order of the render", () => {
  const cluster = twoVolumes(() => ({}));
  const old = ["pvc-b", "pvc-a"].map((name) =>
    aroundVolume({ name, currentImage: engine("v1.8.2"), image: engine("v1.8.2") }),
  );
  const result = ask(
    gate,
    { objects: withTwo, cluster: { ...cluster, longhornSurroundings: known(aroundLonghorn({ volumes: old })) } },
    { strategy: "B2" },
  );

  expect(result.remedy).toMatch(/^One volume at a time, in this order: \(1\) volume pvc-a .*\(2\) volume pvc-b /);
  expect(result.remedy).toMatch(/Do one, wait until it is healthy again, then the next\.$/);
});
