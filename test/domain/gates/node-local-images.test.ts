import { expect, it } from "vitest";
import { known } from "../../../src/domain/known.ts";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { aContainer, aDeployment, aLiveWorkload } from "../../support/snapshot.ts";
import { ask, forbidden } from "./ask.ts";

function images(container: JsonObject, strategy: "A" | "B2" | "stay" = "A") {
  return ask(
    "node-local-images",
    { objects: [aDeployment({ pod: { containers: [aContainer(container)] } })] },
    { strategy },
  );
}

function live(container: JsonObject, inGit: JsonObject = {}) {
  const spec = { containers: [{ ...aContainer(), ...container }] };
  return ask("node-local-images", {
    objects: [aDeployment({ pod: { containers: [aContainer(inGit)] } })],
    cluster: { workloads: known([aLiveWorkload({ template: { metadata: {}, spec } })]) },
  });
}

it.each([
  "ghcr.io/acme/shop:2.14.0",
  "nginx:1.27",
  "library/nginx",
  "registry:5000/shop:1",
  "localhost.example.com/shop:1",
  "127.example.com/shop:1",
])("passes an image of a registry: %s", (image) => {
  expect(images({ image, imagePullPolicy: "IfNotPresent" }).outcome).toBe("pass");
});

it("fails on an image that is never pulled, of a standby and of init containers too", () => {
  expect(images({ imagePullPolicy: "Never" })).toMatchObject({
    outcome: "fail",
    summary:
      "container web of deployment/web never pulls its image ghcr.io/acme/shop:2.14.0: the secondary only has it if somebody loaded it there",
    remedy: expect.stringContaining("imagePullPolicy to IfNotPresent"),
  });
  expect(images({ imagePullPolicy: "Never" }, "B2").outcome).toBe("fail");
  const initContainers = [aContainer({ name: "migrate", imagePullPolicy: "Never" })];
  expect(ask("node-local-images", { objects: [aDeployment({ pod: { initContainers } })] }).summary).toContain(
    "migrate",
  );
});

it.each([
  "localhost/shop:1",
  "localhost:5000/shop:1",
  "127.0.0.1:5000/shop:1",
  "[::1]:5000/shop:1",
  "kind.localhost/shop:1",
])("warns of a registry on the node itself: %s", (image) => {
  expect(images({ image })).toMatchObject({
    outcome: "warn",
    summary: `container web of deployment/web pulls ${image}: on each node that address is the node itself`,
  });
});

it("warns of a bare name that is only pulled when it is not there", () => {
  expect(images({ image: "shop", imagePullPolicy: "IfNotPresent" }).outcome).toBe("warn");
  expect(images({ image: "shop:latest", imagePullPolicy: "IfNotPresent" }).outcome).toBe("warn");
  expect(images({ image: "shop", imagePullPolicy: "Always" }).outcome).toBe("pass");
  expect(images({ image: "shop" }).outcome).toBe("pass");
});

it("does not mind where the workload stays", () => {
  expect(images({ imagePullPolicy: "Never" }, "stay").outcome).toBe("pass");
});

it("sees what Git does not write, and leaves the rest to the next sync", () => {
  expect(live({ imagePullPolicy: "Never" })).toMatchObject({
    outcome: "fail",
    summary: expect.stringContaining("(live and not in Git: no sync takes it away)"),
  });
  expect(live({ imagePullPolicy: "Never" }, { imagePullPolicy: "Always" }).outcome).toBe("pass");
  expect(live({ image: "localhost/shop:1" }).outcome).toBe("pass");
  expect(live({ name: "added", image: "localhost/shop:1" }).outcome).toBe("warn");
});

it("is unknown when the workloads could not be read, and answers from Git when offline", () => {
  expect(ask("node-local-images", { cluster: { workloads: forbidden } }).outcome).toBe("unknown");
  expect(ask("node-local-images", { cluster: "offline" })).toMatchObject({
    outcome: "pass",
    summary: expect.stringContaining("no cluster was asked"),
  });
});
