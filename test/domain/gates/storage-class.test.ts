import { expect, it } from "vitest";
import type { StorageClass } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import { withData } from "../../support/longhorn.ts";
import { aClaim, aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { askData } from "./ask-data.ts";

const gate = "storage-class";
const fast: StorageClass = { name: "fast", provisioner: "disk.example", isDefault: true, bindingMode: "Immediate" };

it("passes a class that exists, and says who makes its volumes and when", () => {
  expect(askData(gate)).toMatchObject({
    outcome: "pass",
    seen: "claim data: longhorn (driver.longhorn.io, Immediate)",
  });
});

it("fails when a claim without a volume names a class that does not exist", () => {
  const asked = askData(gate, { claims: known([aClaim({ volumeName: undefined })]), storageClasses: known([fast]) });

  expect(asked).toMatchObject({
    outcome: "fail",
    summary: "claim data is of StorageClass longhorn, which does not exist",
  });
  expect(askData(gate, { claims: known([]), storageClasses: known([fast]) }).outcome).toBe("fail");
});

it("only warns when the claim is bound already", () => {
  expect(askData(gate, { storageClasses: known([fast]) })).toMatchObject({
    outcome: "warn",
    summary: "claim data is bound, but its StorageClass longhorn does not exist any more",
  });
});

it("takes the default class for a claim that names none, and fails where there is none", () => {
  const claims = known([aClaim({ volumeName: undefined, storageClass: undefined })]);

  expect(askData(gate, { claims, storageClasses: known([fast]) })).toMatchObject({
    outcome: "pass",
    seen: "claim data: fast (disk.example, Immediate, default)",
  });
  expect(askData(gate, { claims, storageClasses: known([{ ...fast, isDefault: false }]) })).toMatchObject({
    outcome: "fail",
    summary: "claim data names no StorageClass, and the cluster has no default one",
  });
});

it("needs no class for a volume made by hand", () => {
  const bound = known([aClaim({ storageClass: undefined })]);
  const byHand = known([aClaim({ storageClass: "", volumeName: undefined })]);

  expect(askData(gate, { claims: bound, storageClasses: known([]) })).toMatchObject({
    outcome: "pass",
    seen: "claim data: no class",
  });
  expect(askData(gate, { claims: byHand, storageClasses: known([]) }).outcome).toBe("pass");
});

it("passes without claims, and needs a cluster with them", () => {
  expect(ask(gate, { objects: [aDeployment()], cluster: "offline" }).summary).toBe("no claims are mounted");
  expect(ask(gate, { cluster: { storageClasses: forbidden } }).outcome).toBe("pass");
  expect(ask(gate, { objects: withData, cluster: "offline" })).toMatchObject({
    outcome: "unknown",
    live: true,
    summary: "no cluster was asked (--offline)",
  });
});

it("is unknown when classes or claims could not be read", () => {
  expect(askData(gate, { storageClasses: forbidden }).summary).toBe("the storage classes could not be read: forbidden");
  expect(askData(gate, { claims: forbidden }).summary).toBe("claim data could not be read: forbidden");
});
