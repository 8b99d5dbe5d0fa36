import { expect, it } from "vitest";
import { mayUse } from "../../src/config/cluster-access.ts";

const cluster = {
  name: "homelab",
  kubeconfig: undefined,
  context: undefined,
  inCluster: true,
  argocd: undefined,
  aliases: {},
  destinations: [],
};

it("lets a repository use a cluster that names it, or its owner's every repository, whatever the case", () => {
  expect(mayUse({ ...cluster, repositories: ["acme/homelab"] }, "Acme/Homelab")).toBe(true);
  expect(mayUse({ ...cluster, repositories: ["acme/*"] }, "acme/other")).toBe(true);
  expect(mayUse({ ...cluster, repositories: undefined }, "anybody/anything")).toBe(true);
});

it("keeps every other repository out", () => {
  expect(mayUse({ ...cluster, repositories: ["acme/homelab"] }, "acme/homelab-fork")).toBe(false);
  expect(mayUse({ ...cluster, repositories: ["acme/*"] }, "acme-evil/homelab")).toBe(false);
  expect(mayUse({ ...cluster, repositories: [] }, "acme/homelab")).toBe(false);
});
