import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import { noChoices } from "../../../src/domain/settings.ts";
import { aClaim, aClaimManifest, aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

const pod = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

it("names the runbook's class of each workload and the claims it rests on", () => {
  const objects = [
    aDeployment({ name: "api" }),
    aDeployment({ name: "db", pod }),
    aClaimManifest("data", ["ReadWriteOnce"]),
  ];

  expect(ask("data-class", { objects })).toMatchObject({
    outcome: "pass",
    summary: "deployment/api is stateless, deployment/db is stateful (single-writer)",
    seen: expect.stringContaining("deployment/db: data (ReadWriteOnce, longhorn)"),
  });
});

it("takes the class that people chose", () => {
  const settings = (classes: Record<string, "fragile" | "stateless">) => ({
    apps: { shop: { ...noChoices, classes } },
  });

  expect(ask("data-class", { settings: settings({ "*": "fragile" }) }).summary).toBe(
    "deployment/web is stateful (fragile database)",
  );
  expect(ask("data-class", { settings: settings({ "*": "fragile", web: "stateless" }) }).summary).toBe(
    "deployment/web is stateless",
  );
});

it("is unknown where a claim is not in Git and could not be read", () => {
  expect(ask("data-class", { objects: [aDeployment({ pod })], cluster: { claims: forbidden } })).toMatchObject({
    outcome: "unknown",
    summary: "claim data could not be read: forbidden",
  });
  expect(ask("data-class", { objects: [aDeployment({ pod })], cluster: { claims: known([aClaim()]) } }).outcome).toBe(
    "pass",
  );
});
