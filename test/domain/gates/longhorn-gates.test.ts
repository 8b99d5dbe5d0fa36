import { describe, expect, it } from "vitest";
import { absent, known } from "../../../src/domain/known.ts";
import { withData } from "../../support/longhorn.ts";
import { aClaim, aVolume } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

/* What all gates over Longhorn have in common; what each asks by itself is in its own file. */

const all = [
  "longhorn-volumes",
  "longhorn-locality",
  "longhorn-settings",
  "longhorn-nodes",
  "csi-on-secondary",
  "engine-image",
  "restore-point",
];

describe.each(all)("%s", (gate) => {
  it("passes where everything of Longhorn is as it should be", () => {
    expect(askData(gate).outcome).toBe("pass");
  });

  it("passes an app without claims, without asking anything, offline too", () => {
    const passes = { outcome: "pass", summary: "no claims are mounted" };

    expect(ask(gate, { cluster: { longhorn: forbidden, longhornSurroundings: forbidden } })).toMatchObject(passes);
    expect(ask(gate, { cluster: "offline" })).toMatchObject(passes);
  });

  it("passes an app whose volumes are of others, also where Longhorn is not installed", () => {
    const volumes = known([aVolume({ csi: { driver: "nfs.csi.k8s.io", handle: "x" } })]);

    expect(askData(gate, { volumes, longhorn: absent, longhornSurroundings: absent })).toMatchObject({
      outcome: "pass",
      summary: "Longhorn is not used: no claim of the app is of its making",
    });
  });

  it("needs a cluster to know whose the app's volumes are", () => {
    expect(ask(gate, { objects: withData, cluster: "offline" }, { strategy: "B2" })).toMatchObject({
      outcome: "unknown",
      live: true,
      summary: "no cluster was asked (--offline)",
    });
  });

  it("is unknown while a claim cannot be followed to its volume", () => {
    expect(askData(gate, { claims: forbidden }).summary).toBe("claim data could not be read: forbidden");
    expect(askData(gate, { volumes: forbidden })).toMatchObject({
      outcome: "unknown",
      summary: "the volume of claim data could not be read: forbidden",
    });
    expect(askData(gate, { volumes: known([]) }).outcome).toBe("unknown");
  });

  it("is unknown while the class that will make a volume is not known", () => {
    const claims = known([aClaim({ volumeName: undefined })]);

    expect(askData(gate, { claims, storageClasses: forbidden })).toMatchObject({
      outcome: "unknown",
      summary: "the storage classes could not be read: forbidden",
    });
  });
});

describe.each([
  ["longhorn-volumes", "fail"],
  ["longhorn-locality", "fail"],
  ["longhorn-settings", "fail"],
  ["longhorn-nodes", "fail"],
  ["engine-image", "warn"],
  ["restore-point", "warn"],
])("%s", (gate, outcome) => {
  it("takes it for a fact when a claim needs a Longhorn that is not installed", () => {
    const summary = "claim data is of Longhorn, which is not installed in this cluster";
    const missing = { longhorn: absent, longhornSurroundings: absent };

    expect(askData(gate, missing)).toMatchObject({ outcome, summary });
    expect(askData(gate, { ...missing, claims: known([aClaim({ volumeName: undefined })]) })).toMatchObject({
      outcome,
      summary,
    });
  });

  it("is unknown when Longhorn cannot be read", () => {
    expect(askData(gate, { longhorn: forbidden, longhornSurroundings: forbidden })).toMatchObject({
      outcome: "unknown",
      summary: "Longhorn could not be read: forbidden",
    });
  });
});
