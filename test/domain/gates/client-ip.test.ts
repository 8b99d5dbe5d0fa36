import { expect, it } from "vitest";
import type { Service } from "../../../src/domain/cluster.ts";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import { aDeployment } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";
import { aService, aServiceManifest } from "./entrances.ts";

function clientIp(spec: JsonObject, live: Partial<Service> = {}, strategy: Strategy = "A") {
  const objects = [aDeployment(), aServiceManifest(spec)];
  return ask("client-ip", { objects, cluster: { services: known([aService(live)]) } }, { strategy });
}

it("passes where no Service keeps a client on one pod", () => {
  expect(clientIp({})).toMatchObject({ outcome: "pass", seen: "Service web to deployment/web: None" });
  expect(clientIp({ sessionAffinity: "None" }).outcome).toBe("pass");
});

it("warns of ClientIP before pods that run twice", () => {
  expect(clientIp({ sessionAffinity: "ClientIP" })).toMatchObject({
    outcome: "warn",
    summary: "Service web keeps each client on one pod of deployment/web (sessionAffinity: ClientIP)",
    remedy: "If nothing needs it, set `sessionAffinity: None` in Service web in Git.",
  });
  expect(clientIp({ sessionAffinity: "ClientIP" }, {}, "B1").outcome).toBe("warn");
  expect(clientIp({ sessionAffinity: "ClientIP" }, {}, "B2").outcome).toBe("pass");
});

it("sees what only runs, and leaves what Git writes too to the next sync", () => {
  expect(clientIp({}, { sessionAffinity: "ClientIP" }).summary).toContain(
    "(sessionAffinity: ClientIP, live and not in Git)",
  );
  expect(clientIp({ sessionAffinity: "None" }, { sessionAffinity: "ClientIP" }).outcome).toBe("pass");
  expect(ask("client-ip", { cluster: { services: known([aService({ sessionAffinity: "ClientIP" })]) } }).outcome).toBe(
    "warn",
  );
});

it("does not mind a Service of other pods, of another namespace or without a selector", () => {
  const others = [
    aService({ sessionAffinity: "ClientIP", selector: { app: "api" } }),
    aService({ sessionAffinity: "ClientIP", namespace: "other" }),
    aService({ sessionAffinity: "ClientIP", selector: undefined }),
    aService({ sessionAffinity: "ClientIP", selector: {} }),
  ];

  for (const service of others) {
    expect.soft(ask("client-ip", { cluster: { services: known([service]) } }).outcome).toBe("pass");
  }
});

it("is unknown when the Services could not be read, and answers from Git when offline", () => {
  const objects = [aDeployment(), aServiceManifest({ sessionAffinity: "ClientIP" })];

  expect(ask("client-ip", { cluster: { services: forbidden } }).outcome).toBe("unknown");
  expect(ask("client-ip", { cluster: "offline" }).outcome).toBe("pass");
  expect(ask("client-ip", { objects, cluster: "offline" }).outcome).toBe("warn");
});
